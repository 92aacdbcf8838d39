"""The builtins, a row each: the fields of their KRM objects, and the functions that do it (spec section 3.19)."""

from __future__ import annotations

from kustompy.kustomization.structs import (
    BY_ARGS,
    GENERATOR,
    HELM_CHART,
    HELM_GLOBALS,
    IMAGE,
    METADATA,
    PATCH,
    REPLACEMENT,
    REPLICA,
    SELECTOR,
    STRING_MAP,
)
from kustompy.limits import record
from kustompy.memo import Memo
from kustompy.yamlio.go.go_struct import FIELD_SPEC, Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, NamedTuple

    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.yamlio.go.go_struct import FieldType

    Transform = Callable[[ResourceSet], None]
    Generate = Callable[[], list[Resource]]

    class Builtin(NamedTuple):
        kind: str
        home: str
        """The function that makes a generator or transformer of a config: its module in the package, and its name."""
        fields: dict[str, FieldType]
        embedded: Mapping[str, tuple[str, ...]] = {}
        """By which embedded structs Go gets to the fields; what is in these has to be of the right type."""

else:
    Builtin = record("Builtin", "kind home fields embedded", [{}])

# The rows follow the Go structs of kustomize's builtin plugins, with the JSON names of their fields.
_SPECS: dict[str, FieldType] = {"fieldSpecs": [FIELD_SPEC]}
_NAMES: dict[str, FieldType] = {"name": "string", "namespace": "string"}
_ACCOUNT: FieldType = Struct("ServiceAccount", {"name": "string", "projectId": "string"})
TARGET = Struct("Target", {"selector": SELECTOR, "fieldPath": "string", "filePathPosition": "int"}, package="builtins")
_POLICY: dict[str, FieldType] = {
    "cloud": "types.Cloud", "kubernetesService": Struct("KubernetesService", _NAMES), "serviceAccount": _ACCOUNT,
}  # fmt: skip

_GENERATORS = (
    Builtin("ConfigMapGenerator", "generators.config_map:config_map", GENERATOR,
            {name: ("ConfigMapArgs", *path) for name, path in BY_ARGS.items()}),
    Builtin("SecretGenerator", "generators.config_map:secret", {**GENERATOR, "type": "string"},
            {"type": ("SecretArgs",), **{name: ("SecretArgs", *path) for name, path in BY_ARGS.items()}}),
    Builtin("HelmChartInflationGenerator", "generators.helm:helm_chart", {**HELM_GLOBALS, **HELM_CHART.fields},
            {**dict.fromkeys(HELM_GLOBALS, ("HelmGlobals",)), **dict.fromkeys(HELM_CHART.fields, ("HelmChart",))}),
    Builtin("IAMPolicyGenerator", "generators.iam_policy:iam_policy", _POLICY,
            dict.fromkeys(_POLICY, ("IAMPolicyGeneratorArgs",))),
)  # fmt: skip
_TRANSFORMERS = (
    Builtin("PatchStrategicMergeTransformer", "transformers.patch:patch_strategic_merge",
            {"paths": ["types.PatchStrategicMerge"], "patches": "string"}),
    Builtin("PatchTransformer", "transformers.patch:patch", PATCH.fields),
    Builtin("NamespaceTransformer", "transformers.namespace:set_namespace",
            {"metadata": METADATA, "unsetOnly": "bool",
             "setRoleBindingSubjects": "namespace.RoleBindingSubjectMode", **_SPECS}),
    Builtin("PrefixTransformer", "transformers.name_affix:add_prefix", {"prefix": "string", **_SPECS}),
    Builtin("SuffixTransformer", "transformers.name_affix:add_suffix", {"suffix": "string", **_SPECS}),
    Builtin("PrefixSuffixTransformer", "transformers.name_affix:add_both",
            {"prefix": "string", "suffix": "string", **_SPECS}),
    Builtin("LabelTransformer", "transformers.labels:set_labels", {"labels": STRING_MAP, **_SPECS}),
    Builtin("AnnotationsTransformer", "transformers.labels:set_annotations", {"annotations": STRING_MAP, **_SPECS}),
    Builtin("PatchJson6902Transformer", "transformers.patch:patch_json6902",
            {"target": SELECTOR, "path": "string", "jsonOp": "string"}),
    Builtin("ReplicaCountTransformer", "transformers.replicas:set_replicas", {"replica": REPLICA, **_SPECS}),
    Builtin("ImageTagTransformer", "transformers.images:set_images", {"imageTag": IMAGE, **_SPECS}),
    Builtin("ReplacementTransformer", "transformers.replacements:replace", {"replacements": [REPLACEMENT]}),
    Builtin("ValueAddTransformer", "transformers.value_add:add_value",
            {"value": "string", "targets": [TARGET], "targetFilePath": "string"}),
    Builtin("HashTransformer", "finish.hash_suffix:hash_transformer", {}),
)  # fmt: skip
GENERATORS = {row.kind: row for row in _GENERATORS}
TRANSFORMERS = {row.kind: row for row in _TRANSFORMERS}
BUILTINS = {**GENERATORS, **TRANSFORMERS}


def function_of(kind: str) -> Callable[..., Any]:
    """The function that makes a builtin of its config and a context: files are loaded then, and patches parsed."""
    # Kept, since an import inside of a function is looked up anew for each entry of a field.
    made: Callable[..., Any] | None = _functions.get(kind)
    if made is None:
        module, _, name = BUILTINS[kind].home.partition(":")
        # imported when it is used: a build needs few of them
        made = _functions.keep(kind, getattr(__import__(f"kustompy.{module}", fromlist=[name]), name))
    return made


_functions = Memo(64)
