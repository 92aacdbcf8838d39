"""The fields of the kustomization file, a row each, in the order in which a build reads them.

All that is known of a field stands in its row: what checks, folds, runs and documents fields reads this table.
"""

from __future__ import annotations

from kustompy.kustomization.configs import (
    Field,
    common_labels,
    each,
    generators,
    helm_charts,
    json_patches,
    labels,
    namespace,
    patches,
    whole,
)
from kustompy.kustomization.structs import (
    CONFIG_MAP,
    GENERATOR_OPTIONS,
    HELM_CHART,
    HELM_GLOBALS,
    IMAGE,
    LABEL,
    LEGACY_HELM_CHART,
    METADATA,
    PATCH,
    REPLACEMENT,
    REPLICA,
    SECRET,
    SORT_OPTIONS,
    STRING_MAP,
    STRINGS,
    VAR,
)
from kustompy.yamlio.go.go_struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.fieldspecs.tables import Tables
    from kustompy.kustomization.configs import Config, Fields

# Top down the order of a build: transformers run in the order of configureBuiltinTransformers, and a kustomization that
# says two of them in another order gets the same.
FIELDS = (
    Field("apiVersion", "string", "read", "The version of the format; components have their own, `v1alpha1`."),
    Field("kind", "string", "read", "What the file is; others list it under `resources` or `components`."),
    Field("metadata", METADATA, "read", "A name, labels and annotations of the file itself; a build ignores them."),
    Field("openapi", STRING_MAP, "read", "The schema that strategic merge goes by: a `path`, or a built-in `version`."),
    Field("resources", STRINGS, "accumulate", "Files of manifests, directories with a kustomization, and URLs."),
    Field(
        "bases", STRINGS, "accumulate", "Directories with a kustomization.",
        deprecated_for="resources", folds_into="resources",
    ),
    Field("configurations", STRINGS, "configure", "Files that add to the field specs of the transformers."),
    Field("crds", STRINGS, "configure", "OpenAPI files of custom resources, which tell what refers to names."),
    Field("generatorOptions", GENERATOR_OPTIONS, "generate", "Options of all generators of config maps and secrets."),
    Field("configMapGenerator", [CONFIG_MAP], "generate", "Config maps to make of literals and files.",
          "ConfigMapGenerator", generators),
    Field("secretGenerator", [SECRET], "generate", "Secrets to make of literals and files.",
          "SecretGenerator", generators),
    Field("helmGlobals", Struct("HelmGlobals", HELM_GLOBALS), "generate", "Where charts lie, and helm's home."),
    Field("helmCharts", [HELM_CHART], "generate", "Helm charts to render.",
          "HelmChartInflationGenerator", helm_charts),
    Field(
        "helmChartInflationGenerator", [LEGACY_HELM_CHART], "generate", "Helm charts, with older names of fields.",
        folds_into="helmCharts",
    ),
    Field("generators", STRINGS, "generate", "Configs of generators as KRM objects: files, folders, or inline."),
    Field("components", STRINGS, "components", "Directories of components, which change what is there so far."),
    Field(
        "patchesStrategicMerge", ["types.PatchStrategicMerge"], "transform",
        "Strategic merge patches, inline or in files, for the resources with their ids.",
        "PatchStrategicMergeTransformer", whole, "paths", deprecated_for="patches",
    ),
    Field("patches", [PATCH], "transform", "Strategic merge and JSON patches, for a target or by their own id.",
          "PatchTransformer", patches),
    Field("namespace", "string", "transform", "The namespace of all resources that can have one.",
          "NamespaceTransformer", namespace, specs="namespace"),
    Field("namePrefix", "string", "transform", "A text to put before all names.",
          "PrefixTransformer", whole, "prefix", "name_prefix"),
    Field("nameSuffix", "string", "transform", "A text to put behind all names.",
          "SuffixTransformer", whole, "suffix", "name_suffix"),
    Field("labels", [LABEL], "transform", "Labels for all resources; for selectors and templates only if asked for.",
          "LabelTransformer", labels, specs="labels"),
    Field(
        "commonLabels", STRING_MAP, "transform", "Labels for all resources, their selectors and templates.",
        "LabelTransformer", common_labels, specs="common_labels", runs_with="labels", deprecated_for="labels",
    ),
    Field("commonAnnotations", STRING_MAP, "transform", "Annotations for all resources and their templates.",
          "AnnotationsTransformer", whole, "annotations", "common_annotations"),
    Field(
        "patchesJson6902", [PATCH], "transform", "JSON patches, each for the resource that its target names.",
        "PatchJson6902Transformer", json_patches, deprecated_for="patches",
    ),
    Field("replicas", [REPLICA], "transform", "How many pods workloads run, by name.",
          "ReplicaCountTransformer", each, "replica", "replicas"),
    Field("images", [IMAGE], "transform", "Other names, tags or digests for images.",
          "ImageTagTransformer", each, "imageTag", "images"),
    Field(
        "imageTags", [IMAGE], "transform", "Other names, tags or digests for images.",
        deprecated_for="images", folds_into="images",
    ),
    Field("replacements", [REPLACEMENT], "transform", "Values to copy from fields of resources into others.",
          "ReplacementTransformer", whole, "replacements"),
    Field("transformers", STRINGS, "transform", "Configs of transformers as KRM objects: files, folders, or inline."),
    Field("validators", STRINGS, "validate", "Configs of transformers that may refuse resources, but not change them."),
    Field("vars", [VAR], "finish", "Names for values of resources, to be used as `$(NAME)`.",
          deprecated_for="replacements"),
    Field("sortOptions", SORT_OPTIONS, "finish", "The order of the resources: `fifo`, or `legacy` by kind."),
    Field("buildMetadata", STRINGS, "finish", "What to note on resources: origins, transformations, managed-by."),
)  # fmt: skip
ROWS = {row.name: row for row in FIELDS}
STRUCT = Struct(
    "Kustomization",
    {row.name: row.type for row in FIELDS},
    # Go's error texts name the embedded struct that holds the field.
    {"apiVersion": ("TypeMeta",), "kind": ("TypeMeta",)},
)
"""The kustomization file as Go decodes it."""
FOLDED = {row.name: row.folds_into for row in FIELDS if row.folds_into}
"""The fields that a build knows under another name, and that name."""

_FIX = "Run 'kustomize edit fix' to update your Kustomization automatically."
_WARNINGS = {"vars": f"[EXPERIMENTAL] {_FIX}"}
# CheckDeprecatedFields of kustomize warns in the order of names.
DEPRECATED = {
    row.name: f"'{row.deprecated_for}' instead. {_WARNINGS.get(row.name, _FIX)}"
    for row in sorted((row for row in FIELDS if row.deprecated_for), key=lambda row: row.name)
}
"""The deprecated fields, in the order that kustomize warns of them, and what it says to use."""


def generator_configs(fields: Fields, tables: Tables) -> Iterator[Config]:
    """The config of each builtin generator that a kustomization asks for, in kustomize's order."""
    return _configs(GENERATING, fields, tables)


def transformer_configs(fields: Fields, tables: Tables) -> Iterator[Config]:
    """The config of each builtin transformer that a kustomization asks for, in kustomize's order."""
    return _configs(_TRANSFORMING, fields, tables)


def _configs(running: dict[str, list[int]], fields: Fields, tables: Tables) -> Iterator[Config]:
    # a kustomization has few fields, and does not pay for those that it has not
    for index in sorted({index for name in fields for index in running.get(name, ())}):
        row = FIELDS[index]
        # An empty list or text configures nothing.
        if row.maker is not None and (fields.get(row.name) or fields.get(row.runs_with)):
            yield from row.maker(row, fields, tables)


def _running(step: str) -> dict[str, list[int]]:
    """By the names of fields: which rows configure a builtin of the step where the field is there."""
    running: dict[str, list[int]] = {}
    for index, row in enumerate(FIELDS):
        if row.maker is not None and row.step == step:
            running.setdefault(row.name, []).append(index)
            if row.runs_with:
                running.setdefault(row.runs_with, []).append(index)
    return running


GENERATING = _running("generate")
"""The fields that configure builtin generators."""
_TRANSFORMING = _running("transform")
