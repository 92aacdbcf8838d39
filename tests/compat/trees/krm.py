"""What comes in files of its own: builtins as KRM objects, configurations, crds and schemas."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.compat.trees.changes import operations, replacement, target
from tests.compat.trees.draws import Value
from tests.compat.trees.kinds import patch_of
from tests.compat.trees.layer import Layer, literal
from tests.compat.trees.scalars import LABEL_KEYS, NAMES, annotation_pairs, quoted

LABEL_SPECS = (
    {"path": "metadata/labels", "create": "true"},
    {"path": "spec/template/metadata/labels", "create": "true"},
)
NAME_SPECS = (
    {"path": "metadata/name"},
    {"path": "spec/image", "kind": "Thing"},
    {"path": "metadata/annotations/owner"},
)


def _specs(layer: Layer, specs: tuple[dict[str, str], ...]) -> Value:
    return layer.draws.sample(specs, 2, 1)


def prefix(layer: Layer) -> Value:
    return {"prefix": layer.draws.one(("t-", "k-", '""')), "fieldSpecs": _specs(layer, NAME_SPECS)}


def suffix(layer: Layer) -> Value:
    return {"suffix": layer.draws.one(("-t", "-k")), "fieldSpecs": _specs(layer, NAME_SPECS)}


def both_affixes(layer: Layer) -> Value:
    return {**prefix(layer), **suffix(layer)}


def label(layer: Layer) -> Value:
    return {"labels": {layer.draws.one(LABEL_KEYS): "from-krm"}, "fieldSpecs": _specs(layer, LABEL_SPECS)}


def annotation(layer: Layer) -> Value:
    specs = ({"path": "metadata/annotations", "create": "true"}, {"path": "spec/template/metadata/annotations"})
    return {"annotations": annotation_pairs(layer.draws) or {"a": "b"}, "fieldSpecs": _specs(layer, specs)}


def namespace(layer: Layer) -> Value:
    draws = layer.draws
    specs = ({"path": "metadata/namespace", "create": "true"}, {"path": "spec/ns", "create": "true", "kind": "Thing"})
    found: dict[str, Value] = {"fieldSpecs": _specs(layer, specs)} if draws.chance(70) else {}
    chosen = lambda: draws.one(("defaultOnly", "none", "allServiceAccounts", "bogus" if draws.chance(5) else "none"))  # noqa: E731
    return found | draws.fields(40, unsetOnly=lambda: "true", setRoleBindingSubjects=chosen)


def image(layer: Layer) -> Value:
    specs = ({"path": "spec/image"}, {"path": "spec/template/spec/containers[]/image"})
    return {
        "imageTag": {"name": "nginx", "newTag": "from-krm"},
        **layer.draws.fields(60, fieldSpecs=lambda: _specs(layer, specs)),
    }


def replica(layer: Layer) -> Value:
    specs = ({"path": "spec/replicas", "create": "true"}, {"path": "spec/replicas", "kind": "Deployment"})
    return {
        "replica": {"name": layer.draws.one(NAMES), "count": "7"},
        "fieldSpecs": _specs(layer, specs),
    }


def patch_transformer(layer: Layer) -> Value:
    manifest = layer.manifest()
    if layer.draws.chance(50):
        key, text = layer.inline_or_file("ops", operations(layer, manifest))
        return {key: text, "target": target(layer, manifest)}
    key, text = layer.inline_or_file("patch", layer.text_of(patch_of(layer.draws, manifest)))
    return {key: text} | layer.draws.fields(50, target=lambda: target(layer, manifest))


def json_patch_transformer(layer: Layer) -> Value:
    manifest = layer.manifest()
    key, text = layer.inline_or_file("ops", operations(layer, manifest))
    return {"jsonOp" if key == "patch" else key: text, "target": target(layer, manifest, regexps=False)}


def merge_transformer(layer: Layer) -> Value:
    text = layer.text_of(patch_of(layer.draws, layer.manifest()))
    return {"patches": literal(text)} if layer.draws.chance(50) else {"paths": [layer.file("smp", text)]}


def replacements(layer: Layer) -> Value:
    return {"replacements": [replacement(layer)]}


def value_add(layer: Layer) -> Value:
    draws = layer.draws
    paths = ("spec/added", "metadata/annotations/added", "metadata/name", "metadata/namespace", "spec/image", "data/a")
    entry: dict[str, Value] = {"fieldPath": draws.one(paths)}
    entry |= draws.fields(40, filePathPosition=lambda: str(draws.number(0, 2)), selector=lambda: {"kind": "Thing"})
    return {"targets": [entry], **draws.fields(80, value=lambda: draws.one(("v", '"1"', "x/y")))}


def order(layer: Layer) -> Value:
    return {"sortOptions": {"order": layer.draws.one(("fifo", "legacy"))}}


def nothing(layer: Layer) -> Value:
    return {}


def generated(layer: Layer) -> Value:
    draws = layer.draws
    found = {"literals": [quoted(each) for each in draws.sample(("a=1", "b=x y", "c=yes"), 3)]}
    return found | draws.fields(
        30, options=lambda: {"disableNameSuffixHash": "true"}, behavior=lambda: draws.one(("merge", "create"))
    )


def policy(layer: Layer) -> Value:
    account = {"name": "gsa", "projectId": "proj"}
    return {"cloud": "gke", "kubernetesService": {"name": layer.draws.one(NAMES)}, "serviceAccount": account}


TRANSFORMERS: dict[str, Callable[[Layer], Value]] = {
    "PrefixTransformer": prefix,
    "SuffixTransformer": suffix,
    "PrefixSuffixTransformer": both_affixes,
    "LabelTransformer": label,
    "AnnotationsTransformer": annotation,
    "NamespaceTransformer": namespace,
    "ImageTagTransformer": image,
    "ReplicaCountTransformer": replica,
    "PatchTransformer": patch_transformer,
    "PatchJson6902Transformer": json_patch_transformer,
    "PatchStrategicMergeTransformer": merge_transformer,
    "ReplacementTransformer": replacements,
    "ValueAddTransformer": value_add,
    "SortOrderTransformer": order,
    "HashTransformer": nothing,
}
GENERATORS: dict[str, Callable[[Layer], Value]] = {
    "ConfigMapGenerator": generated,
    "SecretGenerator": generated,
    "IAMPolicyGenerator": policy,
}


def _configs(makers: dict[str, Callable[[Layer], Value]]) -> Callable[[Layer], Value]:
    def entries(layer: Layer) -> Value:
        draws = layer.draws

        def one() -> Value:
            kind = draws.one(list(makers))
            metadata = {"name": draws.one(("one", "two", "three")), **draws.fields(30, namespace=lambda: "prod")}
            config = {"apiVersion": "builtin", "kind": kind, "metadata": metadata, **makers[kind](layer)}
            if draws.chance(0.5):
                config["kind"] = "NoSuchTransformer"
            text = layer.text_of(config)
            return literal(text) if draws.chance(50) else layer.file("config", text)

        return draws.several(one, 2, 1)

    return entries


transformer_configs = _configs(TRANSFORMERS)
generator_configs = _configs(GENERATORS)


def spec(path: str, **more: str) -> dict[str, Value]:
    """The field spec of a field of things."""
    return {"path": path, "kind": "Thing", **more}


def configurations(layer: Layer) -> Value:
    """A file of field specs and name references."""
    draws = layer.draws
    created = {"create": "true"} if draws.chance(50) else {}
    reference: dict[str, Value] = {"kind": draws.one(("ConfigMap", "Secret", "Thing", "Service")), "version": "v1"}
    reference["fieldSpecs"] = draws.sample(
        (spec("spec/configMapRef/name"), spec("spec/data/name"), spec("metadata/annotations/owner")), 2, 1
    )
    found = draws.fields(
        25,
        nameReference=lambda: [reference],
        commonLabels=lambda: [spec("spec/labels", **created)],
        labels=lambda: [spec("spec/more/labels", **created)],
        templateLabels=lambda: [spec("spec/template/labels", **created)],
        commonAnnotations=lambda: [spec("spec/annotations", **created)],
        images=lambda: [spec("spec/image")],
        replicas=lambda: [spec("spec/replicas", create="true")],
        namePrefix=lambda: [{"path": "spec/image", "kind": "Thing"}],
        nameSuffix=lambda: [{"path": "spec/template/spec/x", "kind": "Thing"}],
        namespace=lambda: [spec("spec/namespace", **created)],
        varReference=lambda: [{"path": draws.one(("spec/data", "spec/image", "data", "metadata/annotations"))}],
    )
    return [layer.file("configuration", layer.text_of(found or {"nameReference": []}))]


def crds(layer: Layer) -> Value:
    """Definitions that say which fields of a kind are names and labels."""
    reference = {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap"}
    spec = {
        "configMapRef": {"type": "object", **reference},
        "image": {"type": "string", "x-kubernetes-identity": "" if layer.draws.chance(50) else "true"},
        "labels": {"type": "object", "x-kubernetes-label-selector": ""},
        "notes": {"type": "object", "x-kubernetes-annotation": ""},
    }
    properties = {each: {"type": "string"} for each in ("kind", "apiVersion")}
    thing = {"Schema": {"properties": {**properties, "metadata": {"type": "object"}, "spec": {"$ref": "x.ThingSpec"}}}}
    definitions = {"x.v1.Thing": thing, "x.ThingSpec": {"Schema": {"properties": spec}}}
    return [layer.file("crd.json", json.dumps(definitions, indent=2))]


def openapi(layer: Layer) -> Value:
    """A schema of its own, or the one that is built in."""
    if layer.draws.chance(30):
        return {"version": "v1.21.2" if layer.draws.chance(80) else "v1.0.0"}
    gvk = [{"group": "example.com", "kind": "Thing", "version": "v1"}]
    merged = {"type": "array", "items": {"type": "object"}, "x-kubernetes-patch-strategy": "merge"}
    spec = {"properties": {"containers": {**merged, "x-kubernetes-patch-merge-key": "name"}}, "type": "object"}
    thing = {"properties": {"spec": spec}, "type": "object", "x-kubernetes-group-version-kind": gvk}
    return {"path": layer.file("schema.json", json.dumps({"definitions": {"io.Thing": thing}}))}
