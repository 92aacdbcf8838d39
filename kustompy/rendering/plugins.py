"""``generators:``, ``transformers:`` and ``validators:``: configs written as KRM objects (spec sections 3.19, 3.20)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError, LimitError, LoadError, ResourceError, YamlError, wrapping
from kustompy.kustomization.builtins import BUILTINS, GENERATORS, TRANSFORMERS, function_of, krm_config
from kustompy.messages.suggestions import did_you_mean
from kustompy.model.resource_set import ResourceSet
from kustompy.model.values import plain
from kustompy.rendering.accumulate import Accumulated, accumulate_entry
from kustompy.yamlio.go.json_round_trip import check_marshalling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.kustomization.builtins import Builtin, Generate, Transform
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context

_VALIDATED_BY = "validated-by"


def load_generators(entries: list[str], context: Context) -> list[tuple[Manifest, Generate, Resource]]:
    """The configured generators of ``generators:``, each with the origin of what it makes, and its config."""
    with wrapping("loading generator plugins"):
        configs = _configs("generators", entries, context)
        return [(_origin(each, context), _generator(each, context), each) for each in configs]


def load_transformers(entries: list[str], context: Context) -> list[tuple[Manifest, Transform, Resource]]:
    """The configured transformers of ``transformers:``, each with the origin of what it does, and its config."""
    configs = _configs("transformers", entries, context)
    return [(_origin(each, context), _transformer(each, context), each) for each in configs]


def validate(resources: ResourceSet, entries: list[str], context: Context) -> None:
    """Run ``validators:``, which may refuse but not change; a label ``validated-by`` is all they may leave."""
    for each in _configs("validators", entries, context):
        before = ResourceSet(resource.copy() for resource in resources)
        _transformer(each, context)(resources)
        after = ResourceSet(resource.copy() for resource in resources)
        for resource in after:
            _without_mark(resource.manifest)
        _check_unchanged(before, after)


def _without_mark(manifest: Manifest) -> None:
    metadata = manifest.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    if isinstance(labels, dict) and labels.pop(_VALIDATED_BY, None) is not None and not labels:
        del manifest["metadata"]["labels"]


def _check_unchanged(before: ResourceSet, after: ResourceSet) -> None:
    problem = "validator shouldn't modify the resource map"
    if len(before) != len(after):
        raise ResourceError(f"{problem}: lists have different number of entries: {len(before)} vs {len(after)}")
    for resource in before:
        same = after.with_key(resource.key)
        if not same:
            raise ResourceError(f"{problem}: id in self missing from other; id: {resource.id}")
        if _nodes(same[0]) != _nodes(resource):
            raise ResourceError(f"{problem}: nodes unequal: {resource.id}")


def _nodes(resource: Resource) -> tuple[Manifest, object, object]:
    """What kustomize has in the nodes of a resource, where a strategic merge leaves names without a tag."""
    return plain(resource.manifest), resource.previous, resource.untagged


def _configs(field: str, entries: list[str], context: Context) -> list[Resource]:
    """The configs of a field: first those that stand inline, then those of the files and directories it names."""
    found = Accumulated()
    paths = []
    for index, entry in enumerate(entries):
        try:
            configs = context.resources_in(entry, (context.file, 0, (field, index)))
        except LimitError as error:
            raise error.noted(inline=(0, ())).located(path=(index,)) from None
        except KustompyError:
            paths.append((index, entry))
            continue
        for config in configs:
            found.resources.append(config)
    for index, path in paths:
        with wrapping(path=(index,)):
            accumulate_entry(found, path, context, ())
    return list(found.resources)


def _origin(config: Resource, context: Context) -> Manifest:
    gvk = config.gvk
    # however they are quoted in the config, they are written anew
    configured_by = {"apiVersion": str(gvk.api_version), "kind": str(gvk.kind), "name": str(config.name)}
    if config.namespace:
        configured_by["namespace"] = str(config.namespace)
    if config.origin and "path" in config.origin:
        rest = {key: value for key, value in config.origin.items() if key != "path"}
        return {**rest, "configuredIn": config.origin["path"], "configuredBy": configured_by}
    return context.origin_of_config(configured_by)


def _is_builtin(config: Resource) -> bool:
    return config.manifest.get("apiVersion") == "builtin"


def _generator(config: Resource, context: Context) -> Generate:
    if not _is_builtin(config):
        from kustompy.generators.function import external_generator

        with wrapping("failed to load generator"):
            return external_generator(config.manifest, context)
    return _builtin(config, context, GENERATORS, "generator")  # type: ignore[no-any-return]


def _transformer(config: Resource, context: Context) -> Transform:
    if not _is_builtin(config):
        from kustompy.generators.function import external_transformer

        return external_transformer(config.manifest, context)
    return _builtin(config, context, TRANSFORMERS, "transformer")  # type: ignore[no-any-return]


def _builtin(config: Resource, context: Context, table: dict[str, Builtin], role: str) -> Any:
    name = config.original_id
    try:
        if config.kind not in table:
            if config.kind in BUILTINS:
                raise KustomizationError(f"plugin {name} not a {role}", code="KST230")
            raise KustomizationError(
                f"unable to load builtin {config.gvk}", code="KST230", hint=did_you_mean(config.kind, BUILTINS)
            )
        try:
            check_marshalling(config.manifest)
        except YamlError as error:
            raise error.worded(f"marshalling yaml from res {name}: {error}") from None
        if context.session.trace is not None:
            context.session.trace.begin_by(config.kind, config.manifest)
        marked = len(context.session.secrets)
        try:
            return function_of(config.kind)(krm_config(config.kind, plain(config.manifest)), context)
        except KustompyError as error:
            raise error.worded(f"plugin {name} fails configuration: {error}") from None
        finally:
            context.session.place_secrets(marked, config.source)
    except KustompyError as error:
        if not isinstance(error, LoadError):
            _place(error, config, context)
        if role == "generator":
            raise error.worded(f"failed to load generator: {error}") from None
        raise


def _place(error: KustompyError, config: Resource, context: Context) -> None:
    """Point at the config that was refused: in its file, or in the entry that it stands in."""
    file, document, path = config.source
    if error.diagnostics[0].file:
        return
    if file == context.file and len(path) == _TO_AN_ENTRY:
        error.noted(inline=(0, ("kind",)), path=path[1:])
    else:
        error.noted(file=file, document=document, path=(*path, "kind"))


_TO_AN_ENTRY = 2
