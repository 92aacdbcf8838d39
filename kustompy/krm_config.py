"""Configs of builtins that are written as KRM objects: the fields each kind reads (spec section 3.19)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.go_struct import FIELD_SPEC, Struct, decode
from kustompy.kustomization import (
    GENERATOR,
    HELM_CHART,
    HELM_GLOBALS,
    IMAGE,
    PATCH,
    REPLACEMENT,
    REPLICA,
    SELECTOR,
    STRING_MAP,
    STRINGS,
)
from kustompy.tables import specs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.go_struct import FieldType

_SPECS: dict[str, FieldType] = {"fieldSpecs": [FIELD_SPEC]}
_NAMES: dict[str, FieldType] = {"name": "string", "namespace": "string"}
_ACCOUNT: FieldType = Struct("ServiceAccount", {"name": "string", "projectId": "string"})
_TARGET = Struct("Target", {"selector": SELECTOR, "fieldPath": "string", "filePathPosition": "int"})

_FIELDS: dict[str, dict[str, FieldType]] = {
    "AnnotationsTransformer": {"annotations": STRING_MAP, **_SPECS},
    "ConfigMapGenerator": dict(GENERATOR),
    "HashTransformer": {},
    "HelmChartInflationGenerator": {**HELM_GLOBALS, **HELM_CHART.fields},
    "IAMPolicyGenerator": {
        "cloud": "string", "kubernetesService": Struct("KubernetesService", _NAMES), "serviceAccount": _ACCOUNT,
    },
    "ImageTagTransformer": {"imageTag": IMAGE, **_SPECS},
    "LabelTransformer": {"labels": STRING_MAP, **_SPECS},
    "NamespaceTransformer": {"unsetOnly": "bool", "setRoleBindingSubjects": "string", **_SPECS},
    "PatchJson6902Transformer": {"target": SELECTOR, "path": "string", "jsonOp": "string"},
    "PatchStrategicMergeTransformer": {"paths": STRINGS, "patches": "string"},
    "PatchTransformer": dict(PATCH.fields),
    "PrefixTransformer": {"prefix": "string", **_SPECS},
    "PrefixSuffixTransformer": {"prefix": "string", "suffix": "string", **_SPECS},
    "ReplacementTransformer": {"replacements": [REPLACEMENT]},
    "ReplicaCountTransformer": {"replica": REPLICA, **_SPECS},
    "SecretGenerator": {**GENERATOR, "type": "string"},
    "SuffixTransformer": {"suffix": "string", **_SPECS},
    "ValueAddTransformer": {"value": "string", "targets": [_TARGET], "targetFilePath": "string"},
}  # fmt: skip
_METADATA = Struct("ObjectMeta", {**_NAMES, "labels": STRING_MAP, "annotations": STRING_MAP})


def krm_config(kind: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """The config that a builtin's manifest says, with its field specs read."""
    struct = Struct("plugin", {"metadata": _METADATA, **_FIELDS[kind]})
    config, problems = decode(manifest, struct, lenient=True)
    if problems:
        raise KustomizationError(
            f"error unmarshaling JSON: while decoding JSON: {problems[0].message}", code="KST235", path=problems[0].path
        )
    if "fieldSpecs" in config:
        config["fieldSpecs"] = specs_of(config["fieldSpecs"])
    if kind in ("ConfigMapGenerator", "SecretGenerator"):
        for field in ("name", "namespace"):
            config[field] = config.get(field) or config.get("metadata", {}).get(field) or ""
    return config  # type: ignore[no-any-return]
