"""The builtins: which module serves each KRM kind, and what the fields of a kustomization say to them.

One more builtin is one module, one line in a table here, and one folder of cases.
"""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.fieldspecs.tables import extended_specs, field_spec, specs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kustompy.fieldspecs.tables import FieldSpec, Tables
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context

    Config = dict[str, Any]
    Transform = Callable[[ResourceSet], None]
    Generate = Callable[[], list[Resource]]

GENERATORS = {
    "ConfigMapGenerator": ("kustompy.generators.config_map", "config_map"),
    "SecretGenerator": ("kustompy.generators.config_map", "secret"),
    "HelmChartInflationGenerator": ("kustompy.generators.helm", "helm_chart"),
    "IAMPolicyGenerator": ("kustompy.generators.iam_policy", "iam_policy"),
}
TRANSFORMERS = {
    "PatchStrategicMergeTransformer": ("kustompy.transformers.patch", "patch_strategic_merge"),
    "PatchTransformer": ("kustompy.transformers.patch", "patch"),
    "NamespaceTransformer": ("kustompy.transformers.namespace", "set_namespace"),
    "PrefixTransformer": ("kustompy.transformers.name_affix", "add_prefix"),
    "SuffixTransformer": ("kustompy.transformers.name_affix", "add_suffix"),
    "PrefixSuffixTransformer": ("kustompy.transformers.name_affix", "add_both"),
    "LabelTransformer": ("kustompy.transformers.labels", "set_labels"),
    "AnnotationsTransformer": ("kustompy.transformers.labels", "set_annotations"),
    "PatchJson6902Transformer": ("kustompy.transformers.patch", "patch_json6902"),
    "ReplicaCountTransformer": ("kustompy.transformers.replicas", "set_replicas"),
    "ImageTagTransformer": ("kustompy.transformers.images", "set_images"),
    "ReplacementTransformer": ("kustompy.transformers.replacements", "replace"),
    "ValueAddTransformer": ("kustompy.transformers.value_add", "add_value"),
    "HashTransformer": ("kustompy.finish.hash_suffix", "hash_transformer"),
}


def transformer(kind: str, config: Config, context: Context) -> Transform:
    """The builtin transformer of a KRM kind, configured: its files are loaded, its patches parsed."""
    return _function(TRANSFORMERS[kind])(config, context)  # type: ignore[no-any-return]


def generator(kind: str, config: Config, context: Context) -> Generate:
    """The builtin generator of a KRM kind, configured."""
    return _function(GENERATORS[kind])(config, context)  # type: ignore[no-any-return]


def _function(place: tuple[str, str]) -> Callable[..., Any]:
    found = _functions.get(place)
    if found is None:
        module, name = place
        found = _functions[place] = getattr(__import__(module, fromlist=[name]), name)
    return found


# Those of the two tables that were asked for, since asking for a module again takes time.
_functions: dict[tuple[str, str], Callable[..., Any]] = {}


def generator_configs(fields: Config, helm_namespace: str) -> Iterator[tuple[str, FieldPath, Config]]:
    """Kind, place and config of each builtin generator that a kustomization asks for, in kustomize's order."""
    for field, kind in (("configMapGenerator", "ConfigMapGenerator"), ("secretGenerator", "SecretGenerator")):
        if fields.get(field):
            from kustompy.generators.options import merged_options

            general = fields.get("generatorOptions")
            for index, entry in enumerate(fields[field]):
                yield kind, (field, index), {**entry, "options": merged_options(entry.get("options"), general)}
    for index, chart in enumerate(fields.get("helmCharts", ())):
        config = {**fields.get("helmGlobals", {}), **chart}
        if helm_namespace and not config.get("namespace"):
            config["namespace"] = helm_namespace
        yield "HelmChartInflationGenerator", ("helmCharts", index), config


def transformer_configs(fields: Config, tables: Tables) -> Iterator[tuple[str, FieldPath, Config]]:
    """Kind, place and config of each builtin transformer that a kustomization asks for, in kustomize's order."""
    if fields.get("patchesStrategicMerge"):
        paths = fields["patchesStrategicMerge"]
        yield "PatchStrategicMergeTransformer", ("patchesStrategicMerge",), {"paths": paths}
    for index, entry in enumerate(fields.get("patches", ())):
        yield "PatchTransformer", ("patches", index), _without_zeros(entry)
    if fields.get("namespace"):
        config = {"metadata": {"namespace": fields["namespace"]}, "fieldSpecs": tables.namespace}
        yield "NamespaceTransformer", ("namespace",), config
    if fields.get("namePrefix"):
        config = {"prefix": fields["namePrefix"], "fieldSpecs": tables.name_prefix}
        yield "PrefixTransformer", ("namePrefix",), config
    if fields.get("nameSuffix"):
        config = {"suffix": fields["nameSuffix"], "fieldSpecs": tables.name_suffix}
        yield "SuffixTransformer", ("nameSuffix",), config
    yield from _label_configs(fields, tables)
    if fields.get("commonAnnotations"):
        config = {"annotations": fields["commonAnnotations"], "fieldSpecs": tables.common_annotations}
        yield "AnnotationsTransformer", ("commonAnnotations",), config
    for index, entry in enumerate(fields.get("patchesJson6902", ())):
        names = {"target": "target", "path": "path", "patch": "jsonOp"}
        config = {names[key]: value for key, value in entry.items() if key in names and value}
        yield "PatchJson6902Transformer", ("patchesJson6902", index), config
    for index, entry in enumerate(fields.get("replicas", ())):
        yield "ReplicaCountTransformer", ("replicas", index), {"replica": entry, "fieldSpecs": tables.replicas}
    images = fields.get("images", ())
    containers: dict[Resource, list[Manifest]] | None = {} if len(images) > 1 else None
    for index, entry in enumerate(images):
        image = {"imageTag": entry, "fieldSpecs": tables.images, "containers": containers}
        yield "ImageTagTransformer", ("images", index), image
    if fields.get("replacements"):
        yield "ReplacementTransformer", ("replacements",), {"replacements": fields["replacements"]}


def _without_zeros(entry: Config) -> Config:
    return {
        key: _without_zeros(value) if isinstance(value, dict) else value
        for key, value in entry.items()
        if value or isinstance(value, dict)
    }


def _label_configs(fields: Config, tables: Tables) -> Iterator[tuple[str, FieldPath, Config]]:
    entries, common = fields.get("labels"), fields.get("commonLabels")
    if not entries and not common:
        return
    for index, entry in enumerate(entries or ()):
        config = {"labels": entry.get("pairs"), "fieldSpecs": _label_specs(entry, tables)}
        yield "LabelTransformer", ("labels", index), config
    yield "LabelTransformer", ("commonLabels",), {"labels": common, "fieldSpecs": tables.common_labels}


_METADATA_LABELS = (field_spec("metadata/labels", create=True),)


def _label_specs(entry: Config, tables: Tables) -> tuple[FieldSpec, ...]:
    own = specs_of(entry.get("fields") or ())
    additions = [("labels", tables.labels)]
    if entry.get("includeSelectors"):
        additions.append(("labels", tables.common_labels))
    else:
        if entry.get("includeTemplates"):
            additions.append(("template fieldSpec", tables.template_labels))
        additions.append(("labels", _METADATA_LABELS))
    for words, specs in additions:
        if not own:
            own = specs
            continue
        try:
            own = extended_specs(own, specs)
        except KustomizationError as error:
            raise error.worded(f"failed to merge {words}: {error}") from None
    return own


def config_text(config: Config) -> str:
    """A builtin's config as kustomize shows it in an error."""
    from kustompy.yamlio.writer import write

    return write([{_GO_NAMES.get(key, key): value for key, value in config.items() if key not in _NOT_SHOWN}])


_NOT_SHOWN = frozenset(("containers", "fieldSpecs"))
# The fields of Go's configs that have no name in JSON.
_GO_NAMES = {"replacements": "Replacements"}
