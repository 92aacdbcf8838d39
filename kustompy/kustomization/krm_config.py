"""Configs of builtins that are written as KRM objects: the fields each kind reads (spec section 3.19)."""

from __future__ import annotations

from kustompy.fieldspecs.tables import specs_of
from kustompy.kustomization.structs import (
    BY_ARGS,
    GENERATOR,
    HELM_CHART,
    HELM_GLOBALS,
    IMAGE,
    PATCH,
    REPLACEMENT,
    REPLICA,
    SELECTOR,
    STRING_MAP,
)
from kustompy.yamlio.go.go_struct import FIELD_SPEC, Struct, decode, refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kustompy.yamlio.go.go_struct import FieldType

_SPECS: dict[str, FieldType] = {"fieldSpecs": [FIELD_SPEC]}
_NAMES: dict[str, FieldType] = {"name": "string", "namespace": "string"}
_ACCOUNT: FieldType = Struct("ServiceAccount", {"name": "string", "projectId": "string"})
TARGET = Struct("Target", {"selector": SELECTOR, "fieldPath": "string", "filePathPosition": "int"}, package="builtins")

_FIELDS: dict[str, dict[str, FieldType]] = {
    "AnnotationsTransformer": {"annotations": STRING_MAP, **_SPECS},
    "ConfigMapGenerator": dict(GENERATOR),
    "HashTransformer": {},
    "HelmChartInflationGenerator": {**HELM_GLOBALS, **HELM_CHART.fields},
    "IAMPolicyGenerator": {
        "cloud": "types.Cloud", "kubernetesService": Struct("KubernetesService", _NAMES), "serviceAccount": _ACCOUNT,
    },
    "ImageTagTransformer": {"imageTag": IMAGE, **_SPECS},
    "LabelTransformer": {"labels": STRING_MAP, **_SPECS},
    "NamespaceTransformer": {
        "unsetOnly": "bool", "setRoleBindingSubjects": "namespace.RoleBindingSubjectMode", **_SPECS,
    },
    "PatchJson6902Transformer": {"target": SELECTOR, "path": "string", "jsonOp": "string"},
    "PatchStrategicMergeTransformer": {"paths": ["types.PatchStrategicMerge"], "patches": "string"},
    "PatchTransformer": dict(PATCH.fields),
    "PrefixTransformer": {"prefix": "string", **_SPECS},
    "PrefixSuffixTransformer": {"prefix": "string", "suffix": "string", **_SPECS},
    "ReplacementTransformer": {"replacements": [REPLACEMENT]},
    "ReplicaCountTransformer": {"replica": REPLICA, **_SPECS},
    "SecretGenerator": {**GENERATOR, "type": "string"},
    "SuffixTransformer": {"suffix": "string", **_SPECS},
    "ValueAddTransformer": {"value": "string", "targets": [TARGET], "targetFilePath": "string"},
}  # fmt: skip
# By which embedded structs Go gets to the fields; what is in these has to be of the right type.
_EMBEDDED: dict[str, Mapping[str, tuple[str, ...]]] = {
    "ConfigMapGenerator": {name: ("ConfigMapArgs", *path) for name, path in BY_ARGS.items()},
    "HelmChartInflationGenerator": {
        **dict.fromkeys(HELM_GLOBALS, ("HelmGlobals",)), **dict.fromkeys(HELM_CHART.fields, ("HelmChart",)),
    },
    "IAMPolicyGenerator": dict.fromkeys(_FIELDS["IAMPolicyGenerator"], ("IAMPolicyGeneratorArgs",)),
    "SecretGenerator": {
        "type": ("SecretArgs",), **{name: ("SecretArgs", *path) for name, path in BY_ARGS.items()},
    },
}  # fmt: skip
AS_WRITTEN = "as written"
"""Where a config that is a manifest has it, for messages that show all of it; no field is called so."""
_WRAPPED = {"NamespaceTransformer": "unmarshalling NamespaceTransformer config: "}
_METADATA = Struct("ObjectMeta", {**_NAMES, "labels": STRING_MAP, "annotations": STRING_MAP})


def krm_config(kind: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """The config that a builtin's manifest says, with its field specs read."""
    struct = Struct(f"{kind}Plugin", {"metadata": _METADATA, **_FIELDS[kind]}, _EMBEDDED.get(kind))
    config, problems = decode(manifest, struct, lenient=True)
    if problems:
        error = refused(problems[0], "KST235")
        raise error.worded(f"{_WRAPPED.get(kind, '')}{error}")
    if "fieldSpecs" in config:
        config["fieldSpecs"] = specs_of(config["fieldSpecs"])
    if kind in ("ConfigMapGenerator", "SecretGenerator"):
        for field in ("name", "namespace"):
            config[field] = config.get(field) or config.get("metadata", {}).get(field) or ""
    config[AS_WRITTEN] = manifest
    return config  # type: ignore[no-any-return]
