"""The types of what the fields of a kustomization hold, as kustomize's Go structs declare them."""

from __future__ import annotations

from kustompy.yamlio.go.go_struct import BY_GVK, FIELD_SPEC, GVK, Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.yamlio.go.go_struct import FieldType


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


GENERATOR_OPTIONS = Struct(
    "GeneratorOptions",
    {"labels": STRING_MAP, "annotations": STRING_MAP, "disableNameSuffixHash": "bool", "immutable": "bool"},
)


GENERATOR: dict[str, FieldType] = {
    "name": "string", "namespace": "string", "behavior": "string", "literals": STRINGS, "files": STRINGS,
    "envs": STRINGS, "env": "string", "options": GENERATOR_OPTIONS,
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


LEGACY_HELM_CHART = Struct(
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


VAR = Struct(
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


METADATA = Struct(
    "ObjectMeta", {"name": "string", "namespace": "string", "labels": STRING_MAP, "annotations": STRING_MAP}
)


LABEL = Struct(
    "Label",
    {"pairs": STRING_MAP, "includeSelectors": "bool", "includeTemplates": "bool", "fields": [FIELD_SPEC]},
)


LABEL_WITH_CLAIM_TEMPLATES = Struct("Label", {**LABEL.fields, "includeVolumeClaimTemplates": "bool"})
"""The same from 5.8.2 on: see :mod:`kustompy.model.levels`."""


CONFIG_MAP = Struct("ConfigMapArgs", GENERATOR, BY_ARGS)


SECRET = Struct("SecretArgs", {**GENERATOR, "type": "string"}, BY_ARGS)
