"""The kustomization file: its names, fields and types, and how legacy fields fold into today's (spec section 1)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, LimitError, YamlError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.yamlio.go.go_struct import BY_GVK, FIELD_SPEC, GVK, Struct, decode
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.limits import Limits
    from kustompy.model.values import Value
    from kustompy.yamlio.go.go_struct import FieldType, Problem

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
KUSTOMIZATION_VERSION = "kustomize.config.k8s.io/v1beta1"
COMPONENT_VERSION = "kustomize.config.k8s.io/v1alpha1"

STRINGS: FieldType = ["string"]
STRING_MAP: FieldType = {"*": "string"}
_ID: dict[str, FieldType] = {**GVK, "name": "string", "namespace": "string"}

# By which embedded structs Go gets to the fields, as its error texts tell.
_BY_ID = {**dict.fromkeys(GVK, ("ResId", "Gvk")), "name": ("ResId",), "namespace": ("ResId",)}
BY_ARGS = {
    **dict.fromkeys(("name", "namespace", "behavior", "options"), ("GeneratorArgs",)),
    **dict.fromkeys(("literals", "files", "envs", "env"), ("GeneratorArgs", "KvPairSources")),
}

SELECTOR = Struct("Selector", {**_ID, "annotationSelector": "string", "labelSelector": "string"}, _BY_ID, pointed=True)
PATCH = Struct(
    "Patch",
    {"path": "string", "patch": "string", "target": SELECTOR, "options": Struct(
        "PatchArgs", {"allowNameChange": "bool", "allowKindChange": "bool"})},
)  # fmt: skip
_FIELD_OPTIONS = Struct("FieldOptions", {"delimiter": "string", "index": "int", "encoding": "string", "create": "bool"})
_GENERATOR_OPTIONS = Struct(
    "GeneratorOptions",
    {"labels": STRING_MAP, "annotations": STRING_MAP, "disableNameSuffixHash": "bool", "immutable": "bool"},
)
GENERATOR: dict[str, FieldType] = {
    "name": "string", "namespace": "string", "behavior": "string", "literals": STRINGS, "files": STRINGS,
    "envs": STRINGS, "env": "string", "options": _GENERATOR_OPTIONS,
}  # fmt: skip
REPLACEMENT = Struct(
    "ReplacementField",
    {
        "path": "string",
        "source": Struct("SourceSelector", {**_ID, "fieldPath": "string", "options": _FIELD_OPTIONS}, _BY_ID),
        "sourceValue": "string",
        "targets": [
            Struct(
                "TargetSelector",
                {"select": SELECTOR, "reject": [SELECTOR], "fieldPaths": STRINGS, "options": _FIELD_OPTIONS},
                pointed=True,
            )
        ],
    },
    dict.fromkeys(("source", "sourceValue", "targets"), ("Replacement",)),
)
HELM_CHART = Struct(
    "HelmChart",
    {
        "name": "string", "version": "string", "repo": "string", "releaseName": "string", "namespace": "string",
        "additionalValuesFiles": STRINGS, "valuesFile": "string", "valuesInline": {"*": "any"},
        "valuesMerge": "string", "includeCRDs": "bool", "skipHooks": "bool", "apiVersions": STRINGS,
        "kubeVersion": "string", "nameTemplate": "string", "skipTests": "bool", "debug": "bool", "devel": "bool",
    },
)  # fmt: skip
HELM_GLOBALS: dict[str, FieldType] = {"chartHome": "string", "configHome": "string"}
_LEGACY_HELM_CHART = Struct(
    "HelmChartArgs",
    {
        "chartName": "string", "chartVersion": "string", "chartRepoUrl": "string", "chartHome": "string",
        "chartRepoName": "string", "helmBin": "string", "helmHome": "string", "values": "string",
        "valuesLocal": {"*": "any"}, "valuesMerge": "string", "releaseName": "string", "releaseNamespace": "string",
        "extraArgs": STRINGS,
    },
)  # fmt: skip
IMAGE = Struct(
    "Image",
    {"name": "string", "newName": "string", "tagSuffix": "string", "newTag": "string", "digest": "string"},
)
REPLICA = Struct("Replica", {"name": "string", "count": "int64"})
_VAR = Struct(
    "Var",
    {
        "name": "string",
        "objref": Struct("Target", {"apiVersion": "string", **_ID}, BY_GVK),
        "fieldref": Struct("FieldSelector", {"fieldPath": "string"}),
    },
)
SORT_OPTIONS = Struct(
    "SortOptions",
    {
        "order": "types.SortOrder",
        "legacySortOptions": Struct("LegacySortOptions", {"orderFirst": STRINGS, "orderLast": STRINGS}),
    },
)
STRUCT = Struct(
    "Kustomization",
    {
        "apiVersion": "string",
        "kind": "string",
        "metadata": Struct(
            "ObjectMeta",
            {"name": "string", "namespace": "string", "labels": STRING_MAP, "annotations": STRING_MAP},
        ),
        "openapi": STRING_MAP,
        "namePrefix": "string",
        "nameSuffix": "string",
        "namespace": "string",
        "commonLabels": STRING_MAP,
        "labels": [
            Struct(
                "Label",
                {
                    "pairs": STRING_MAP, "includeSelectors": "bool", "includeTemplates": "bool",
                    "fields": [FIELD_SPEC],
                },
            )
        ],
        "commonAnnotations": STRING_MAP,
        "patchesStrategicMerge": ["types.PatchStrategicMerge"],
        "patchesJson6902": [PATCH],
        "patches": [PATCH],
        "images": [IMAGE],
        "imageTags": [IMAGE],
        "replacements": [REPLACEMENT],
        "replicas": [REPLICA],
        "vars": [_VAR],
        "sortOptions": SORT_OPTIONS,
        "resources": STRINGS,
        "components": STRINGS,
        "crds": STRINGS,
        "bases": STRINGS,
        "configMapGenerator": [Struct("ConfigMapArgs", GENERATOR, BY_ARGS)],
        "secretGenerator": [Struct("SecretArgs", {**GENERATOR, "type": "string"}, BY_ARGS)],
        "helmGlobals": Struct("HelmGlobals", HELM_GLOBALS),
        "helmCharts": [HELM_CHART],
        "helmChartInflationGenerator": [_LEGACY_HELM_CHART],
        "generatorOptions": _GENERATOR_OPTIONS,
        "configurations": STRINGS,
        "generators": STRINGS,
        "transformers": STRINGS,
        "validators": STRINGS,
        "buildMetadata": STRINGS,
    },
    {"apiVersion": ("TypeMeta",), "kind": ("TypeMeta",)},
)  # fmt: skip

_FIX = "Run 'kustomize edit fix' to update your Kustomization automatically."
DEPRECATED = {
    "bases": f"'resources' instead. {_FIX}",
    "commonLabels": f"'labels' instead. {_FIX}",
    "imageTags": f"'images' instead. {_FIX}",
    "patchesJson6902": f"'patches' instead. {_FIX}",
    "patchesStrategicMerge": f"'patches' instead. {_FIX}",
    "vars": f"'replacements' instead. [EXPERIMENTAL] {_FIX}",
}
"""The deprecated fields, in the order that kustomize warns of them, and what it says to use."""


def parse_kustomization(text: bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> dict[str, Any]:
    """The fields of a kustomization file under their canonical names, or an error that names all that do not fit."""
    try:
        raw = read_config(text, limits)
    except (YamlError, LimitError) as error:
        raise error.worded(f"invalid Kustomization: {error}").located(file=file) from None
    data, problems = decode(raw, STRUCT)
    if problems:
        refusal = _refused(problems, file)
        if isinstance(raw, dict) and str(raw.get("apiVersion")).startswith(_FLUX):
            refusal.diagnostics[0].hint = "this is a Kustomization of Flux: what it names in `spec.path` can be built"
        refusal.readable = data
        raise refusal
    return data  # type: ignore[no-any-return]


def settle_fields(data: dict[str, Any], directory: str, file: str, warn: Callable[[str], None]) -> None:
    """Fold legacy fields into today's, and refuse a kustomization that says nothing, or is of another version."""
    if not DEPRECATED.keys().isdisjoint(data):
        for field in [each for each in DEPRECATED if each in data]:
            warn(f"# Warning: '{field}' is deprecated. Please use {DEPRECATED[field]}")
    fold_legacy_fields(data)
    if all(
        field in ("apiVersion", "kind") or not (value or type(value) in (list, dict)) for field, value in data.items()
    ):
        raise KustomizationError("kustomization.yaml is empty", code="KST204", file=file)
    _check_version(data, directory, file)


_FLUX = "kustomize.toolkit.fluxcd.io/"


def _refused(problems: list[Problem], file: str) -> KustomizationError:
    errors = [
        KustomizationError(f"invalid Kustomization: {each.message}", code=each.code, file=file, path=each.path)
        for each in problems
    ]
    first = errors[0]
    for each, problem in zip(errors, problems, strict=True):
        if problem.struct is not None and problem.code == "KST202":
            each.diagnostics[0].hint = _did_you_mean(problem.name, problem.struct)
        if each is not first:
            first.diagnostics.extend(each.diagnostics)
    return first


def _did_you_mean(name: str, struct: Struct) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, struct.fields, n=1)
    return f"did you mean `{close[0]}`?" if close else ""


def fold_legacy_fields(data: dict[str, Any]) -> None:
    """Rewrite the fields that kustomize itself rewrites while it builds; the others stay and work as they are."""
    data.setdefault("kind", "")
    data["kind"] = data["kind"] or "Kustomization"
    if not data.get("apiVersion"):
        data["apiVersion"] = COMPONENT_VERSION if data["kind"] == "Component" else KUSTOMIZATION_VERSION
    for old, new in (("bases", "resources"), ("imageTags", "images")):
        if old in data:
            data[new] = [*data.get(new, []), *data.pop(old)]
    for generator in (*data.get("configMapGenerator", []), *data.get("secretGenerator", [])):
        if generator.get("env"):
            generator["envs"] = [*generator.get("envs", []), generator["env"]]
        generator.pop("env", None)
    if "helmChartInflationGenerator" in data:
        _fold_helm(data)


_HELM_NAMES = {
    "chartName": "name",
    "chartVersion": "version",
    "chartRepoUrl": "repo",
    "values": "valuesFile",
    "valuesLocal": "valuesInline",
    "valuesMerge": "valuesMerge",
    "releaseName": "releaseName",
}


def _fold_helm(data: dict[str, Any]) -> None:
    legacy = data.pop("helmChartInflationGenerator")
    charts = [{_HELM_NAMES[key]: value for key, value in each.items() if key in _HELM_NAMES} for each in legacy]
    data["helmCharts"] = [*data.get("helmCharts", []), *charts]
    if "helmGlobals" in data:
        return
    found = {}
    for old, new in (("chartHome", "chartHome"), ("helmHome", "configHome")):
        for each in legacy:
            if each.get(old):
                found[new] = each[old]
    if found:
        data["helmGlobals"] = found


def _check_version(data: dict[str, Value], directory: str, file: str) -> None:
    kind, version = data["kind"], data["apiVersion"]
    problems = []
    if kind not in ("Kustomization", "Component"):
        problems.append("kind should be Kustomization or Component")
    wanted = COMPONENT_VERSION if kind == "Component" else KUSTOMIZATION_VERSION
    if version != wanted:
        problems.append(f"apiVersion for {kind} should be {wanted}")
    if problems:
        text = "\n".join(problems)
        raise KustomizationError(
            f"Failed to read kustomization file under {directory}:\n{text}",
            code="KST205",
            file=file,
            path=("apiVersion",) if len(problems) == 1 and version != wanted else ("kind",),
            hint=f"write `apiVersion: {wanted}`" if version != wanted else "",
        )
