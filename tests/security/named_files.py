"""A tree for every kind of file that a kustomization can name."""

from __future__ import annotations

from typing import NamedTuple

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
ONE = "resources: [a.yaml]\n"
TRANSFORMER = f"{ONE}transformers: [t.yaml]\n"
BUILTIN = "apiVersion: builtin\nkind: {}\nmetadata: {{name: t}}\n"
OPERATIONS = "- {op: add, path: /data, value: {b: c}}\n"
JSON = '[{"op": "add", "path": "/data", "value": {"b": "c"}}]'
TARGET = "{kind: ConfigMap, name: a}"
REPLACEMENT = (
    "source: {kind: ConfigMap, name: a}\ntargets:\n- select: {kind: ConfigMap}\n  fieldPaths: [metadata.name]\n"
)
CHART = {
    "charts/c/Chart.yaml": "name: c\nversion: 0.0.1\n",
    "charts/c/templates/a.yaml": HEAD,
    "charts/c/values.yaml": "a: b\n",
}
HELM = "helmCharts: [{{name: c, {}}}]\n"


class Named(NamedTuple):
    """``file`` is named in the tree; ``form`` is what its text is: a mapping or list in YAML, JSON, or just text."""

    files: dict[str, str]
    file: str
    text: str
    form: str = "mapping"
    helm: bool = False

    @property
    def tree(self) -> dict[str, str]:
        """All files of the tree."""
        return {"a.yaml": HEAD, **self.files, self.file: self.text}


def _kustomized(kustomization: str, file: str, text: str, form: str = "mapping", **more: str) -> Named:
    return Named({"kustomization.yaml": kustomization, **more}, file, text, form)


def _configured(kind: str, fields: str, file: str, text: str, form: str = "mapping") -> Named:
    """A file that is named by a builtin's config that is a KRM object."""
    return Named({"kustomization.yaml": TRANSFORMER, "t.yaml": BUILTIN.format(kind) + fields}, file, text, form)


NAMED = {
    "a resource": _kustomized("resources: [b.yaml]\n", "b.yaml", HEAD),
    "a patch": _kustomized(f"{ONE}patches: [{{path: p.yaml}}]\n", "p.yaml", HEAD),
    "a patch for a target": _kustomized(
        f"{ONE}patches: [{{path: p.yaml, target: {TARGET}}}]\n", "p.yaml", f"{HEAD}data: {{a: b}}\n"
    ),
    "operations": _kustomized(f"{ONE}patches: [{{path: p.yaml, target: {TARGET}}}]\n", "p.yaml", OPERATIONS, "list"),
    "operations in JSON": _kustomized(f"{ONE}patches: [{{path: p.json, target: {TARGET}}}]\n", "p.json", JSON, "json"),
    "a strategic merge": _kustomized(f"{ONE}patchesStrategicMerge: [p.yaml]\n", "p.yaml", HEAD),
    "patchesJson6902": _kustomized(
        f"{ONE}patchesJson6902: [{{path: p.yaml, target: {{version: v1, kind: ConfigMap, name: a}}}}]\n",
        "p.yaml", OPERATIONS, "list",
    ),
    "patchesJson6902 in JSON": _kustomized(
        f"{ONE}patchesJson6902: [{{path: p.json, target: {{version: v1, kind: ConfigMap, name: a}}}}]\n",
        "p.json", JSON, "json",
    ),
    "a configuration": _kustomized(f"{ONE}configurations: [c.yaml]\n", "c.yaml", "namePrefix: []\n"),
    "a CRD": _kustomized(f"{ONE}crds: [c.yaml]\n", "c.yaml", "a: {}\n"),
    "a schema": _kustomized(f"{ONE}openapi: {{path: o.yaml}}\n", "o.yaml", "definitions: {}\n"),
    "a replacement": _kustomized(f"{ONE}replacements: [{{path: r.yaml}}]\n", "r.yaml", REPLACEMENT),
    "a generator": _kustomized(
        f"{ONE}generators: [g.yaml]\n", "g.yaml", f"{BUILTIN.format('ConfigMapGenerator')}literals: [a=b]\n"
    ),
    "a transformer": _kustomized(
        TRANSFORMER, "t.yaml", f"{BUILTIN.format('PrefixTransformer')}prefix: x-\nfieldSpecs: []\n"
    ),
    "a validator": _kustomized(
        f"{ONE}validators: [v.yaml]\n", "v.yaml",
        f"{BUILTIN.format('AnnotationsTransformer')}annotations: {{}}\n",
    ),
    "a file of a config map": _kustomized(
        "configMapGenerator: [{name: g, files: [plain]}]\n", "plain", "a: b\n", "text"
    ),
    "an env file of a config map": _kustomized(
        "configMapGenerator: [{name: g, envs: [plain]}]\n", "plain", "A=b\n", "text"
    ),
    "a file of a secret": _kustomized("secretGenerator: [{name: g, files: [k=plain]}]\n", "plain", "a: b\n", "text"),
    "an env file of a secret": _kustomized("secretGenerator: [{name: g, envs: [plain]}]\n", "plain", "A=b\n", "text"),
    "a file of a generator's config": _kustomized(
        "generators: [g.yaml]\n", "plain", "a: b\n", "text",
        **{"g.yaml": f"{BUILTIN.format('SecretGenerator')}files: [plain]\n"},
    ),
    "a PatchTransformer's patch": _configured("PatchTransformer", "path: p.yaml\n", "p.yaml", HEAD),
    "a PatchJson6902Transformer's patch": _configured(
        "PatchJson6902Transformer", f"path: p.yaml\ntarget: {TARGET}\n", "p.yaml", OPERATIONS, "list"
    ),
    "a PatchStrategicMergeTransformer's patch": _configured(
        "PatchStrategicMergeTransformer", "paths: [p.yaml]\n", "p.yaml", HEAD
    ),
    "a ReplacementTransformer's replacement": _configured(
        "ReplacementTransformer", "replacements: [{path: r.yaml}]\n", "r.yaml", REPLACEMENT
    ),
    "a ValueAddTransformer's targets": _configured(
        "ValueAddTransformer", "value: v\ntargetFilePath: v.yaml\n", "v.yaml", "targets: [{fieldPath: data/a}]\n"
    ),
    "a chart's values": Named(
        {"kustomization.yaml": HELM.format("valuesInline: {a: b}"), **CHART}, "charts/c/values.yaml", "a: b\n",
        helm=True,
    ),
    "a values file": Named(
        {"kustomization.yaml": HELM.format("valuesFile: v.yaml, valuesInline: {a: b}"), **CHART}, "v.yaml", "a: b\n",
        helm=True,
    ),
    "an additional values file": Named(
        {"kustomization.yaml": HELM.format("additionalValuesFiles: [v.yaml]"), **CHART}, "v.yaml", "a: b\n", "text",
        helm=True,
    ),
}  # fmt: skip
DIRECTORIES = {
    "a base": Named({"kustomization.yaml": "resources: [d]\n"}, "d/kustomization.yaml", "namePrefix: x-\n"),
    "a component": Named(
        {"kustomization.yaml": f"{ONE}components: [d]\n"}, "d/kustomization.yaml",
        "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnamePrefix: x-\n",
    ),
    "a directory of generators": Named(
        {"kustomization.yaml": "generators: [d]\n"}, "d/kustomization.yaml", "namePrefix: x-\n"
    ),
    "a directory of transformers": Named(
        {"kustomization.yaml": f"{ONE}transformers: [d]\n"}, "d/kustomization.yaml", "namePrefix: x-\n"
    ),
    "a directory of validators": Named(
        {"kustomization.yaml": f"{ONE}validators: [d]\n"}, "d/kustomization.yaml", "namePrefix: x-\n"
    ),
}  # fmt: skip
