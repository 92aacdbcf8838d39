"""``generators:``, ``transformers:`` and ``validators:``: configs written as KRM objects (spec sections 3.19, 3.20)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError, LimitError, ResourceError, wrapping
from kustompy.kustomization.builtins import BUILTINS, GENERATORS, TRANSFORMERS, function_of
from kustompy.kustomization.fields import FIELDS
from kustompy.kustomization.krm import krm_config
from kustompy.messages.suggestions import did_you_mean
from kustompy.model.resource_set import ResourceSet
from kustompy.model.secrets import is_of_secrets, kind_in
from kustompy.model.values import plain
from kustompy.provenance.places import Place
from kustompy.rendering.accumulate import Accumulated, accumulate_entry
from kustompy.yamlio.go.json_round_trip import check_marshalling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias, TypeVar

    from kustompy.kustomization.builtins import Builtin, Generate, Transform
    from kustompy.kustomization.configs import Config
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context

    Run = TypeVar("Run", bound=Callable[..., Any])
    Loaded: TypeAlias = tuple[Manifest, FieldPath, Run, Resource]
    """The origin of what is made or done, the entry of the kustomization, what does it, and its config."""

# The one thing that a validator may leave: runValidators takes the label off before it compares.
_VALIDATED_BY = "validated-by"


def load_generators(entries: list[str], context: Context) -> list[Loaded[Generate]]:
    """The configured generators of ``generators:``."""
    with wrapping("loading generator plugins"):
        return _loaded("generators", entries, context, _generator)


def load_transformers(entries: list[str], context: Context) -> list[Loaded[Transform]]:
    """The configured transformers of ``transformers:``."""
    return _loaded("transformers", entries, context, _transformer)


def _loaded(
    field: str, entries: list[str], context: Context, make: Callable[[Resource, Context], Run]
) -> list[Loaded[Run]]:
    """What the configs of a field make; a build that looks for all mistakes goes on after one that is refused."""
    found = []
    for config, path, place in _configs(field, entries, context):
        try:
            with _placing(config, place):
                run = make(config, context)
        except KustompyError as error:
            context.refuse(error, path)
        else:
            found.append((_origin(config, context), path, _telling(run, config, place), config))
    return found


def validate(resources: ResourceSet, entries: list[str], context: Context) -> None:
    """Run ``validators:``, which may refuse but not change; a label ``validated-by`` is all they may leave."""
    for config, path, place in _configs("validators", entries, context):
        # A copy of the whole set for each validator, since nothing says beforehand what a program will change.
        before = ResourceSet(resource.copy() for resource in resources)
        try:
            with _placing(config, place):
                _transformer(config, context)(resources)
        except KustompyError as error:
            context.refuse(error, path)
            continue
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
    # Styles do not count, and neither does the order of keys.
    return plain(resource.manifest), resource.previous, resource.untagged


def _configs(field: str, entries: list[str], context: Context) -> list[tuple[Resource, FieldPath, Place]]:
    """The configs of a field: first those that stand inline, then those of the files and directories it names.

    Each comes with the path of the entry that leads to it, and with the place of the config itself.
    """
    found: list[tuple[Resource, FieldPath, Place]] = []
    named = Accumulated()
    paths = []
    for index, entry in enumerate(entries):
        source = (context.file, 0, (field, index))
        try:
            configs = context.configs_in(entry, source)
        except LimitError as error:
            error.noted(inline=((0, ()),)).located(path=(index,))
            raise
        except KustompyError:
            # An entry that does not read as YAML objects is a path: kustomize tries in this order.
            paths.append((index, entry))
        else:
            named.resources.extend([config for config, _ in configs])
            found += [(config, (field, index), Place(*source, (within,))) for config, within in configs]
    for index, path in paths:
        try:
            accumulate_entry(named, path, context, (field, index))
        except KustompyError as error:
            context.refuse(error, (field, index))
        loaded = named.resources.resources[len(found) :]
        found += [(config, (field, index), Place(*config.source)) for config in loaded]
    return found


def _origin(config: Resource, context: Context) -> Manifest:
    gvk = config.gvk
    # however they are quoted in the config, they are written anew
    configured_by = {"apiVersion": str(gvk.api_version), "kind": str(gvk.kind), "name": str(config.name)}
    if config.namespace:
        configured_by["namespace"] = str(config.namespace)
    if config.origin and "path" in config.origin:
        # What a generator makes has no path of its own: the file of the config is where it was configured.
        rest = {key: value for key, value in config.origin.items() if key != "path"}
        return {**rest, "configuredIn": config.origin["path"], "configuredBy": configured_by}
    return context.origin_of_config(configured_by)


def _is_builtin(config: Resource) -> bool:
    # isBuiltinPlugin asks for an empty group and the version `builtin`; all else is a program or a function.
    return config.manifest.get("apiVersion") == "builtin"


def _generator(config: Resource, context: Context) -> Generate:
    if not _is_builtin(config):
        from kustompy.generators.function import external_generator

        with wrapping("failed to load generator"):
            return external_generator(config.manifest, context)
    made: Generate = _builtin(config, context, GENERATORS, "generator")
    return made


def _transformer(config: Resource, context: Context) -> Transform:
    if not _is_builtin(config):
        from kustompy.generators.function import external_transformer

        return external_transformer(config.manifest, context)
    made: Transform = _builtin(config, context, TRANSFORMERS, "transformer")
    return made


def _builtin(config: Resource, context: Context, table: dict[str, Builtin], role: str) -> Any:
    name = config.original_id
    with wrapping("failed to load generator" if role == "generator" else ""):
        if config.kind not in table:
            # A transformer under generators: is there but of the wrong role, which kustomize tells in other words than
            # an unknown kind.
            if config.kind in BUILTINS:
                raise KustomizationError(f"plugin {name} not a {role}", code="KST230")
            raise KustomizationError(
                f"unable to load builtin {config.gvk}", code="KST230", hint=did_you_mean(config.kind, BUILTINS)
            )
        # The config goes to its plugin as a YAML text: what cannot be printed cannot be configured.
        with wrapping(f"marshalling yaml from res {name}"):
            check_marshalling(config.manifest)
        if context.session.trace is not None:
            context.session.trace.begin_by(config.kind, config.manifest)
        marked = len(context.session.secrets)
        try:
            with wrapping(f"plugin {name} fails configuration"):
                return function_of(config.kind)(_decoded(config, context), context)
        finally:
            context.session.place_secrets(marked, config.source)


def _decoded(config: Resource, context: Context) -> Config:
    """What a config says; one that says it in the wrong shape is not shown if it may be about Secrets."""
    manifest = plain(config.manifest)
    try:
        return krm_config(config.kind, manifest)
    except KustompyError:
        if is_of_secrets(repr(manifest).replace("'", '"'), kind_in(manifest.get("target"))):
            context.session.secrets.append((config.source, None))
        raise


class _placing:  # noqa: N801  # it is read in a sentence, like wrapping
    """Puts the error that leaves a block at the config that is at work, or at what it says: in its file or entry."""

    __slots__ = ("config", "place")

    def __init__(self, config: Resource, place: Place) -> None:
        self.config, self.place = config, place

    def __enter__(self) -> None:
        """Nothing is to be done before something fails."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if not isinstance(error, KustompyError):
            return
        first = error.diagnostics[0]
        if first.file or first.sources:
            return
        place = self.place.below(*(_path_in(self.config.kind, first.path) or ("kind",)))
        error.noted(
            file=place.file, document=place.document, path=place.path, inline=(*place.inner, *first.inline),
            resource=first.resource or str(self.config.id),
        )  # fmt: skip


def _telling(run: Run, config: Resource, place: Place) -> Run:
    """The same, with errors that are placed in the config."""

    def run_and_place(*resources: ResourceSet) -> Any:
        with _placing(config, place):
            return run(*resources)

    return run_and_place  # type: ignore[return-value]  # it takes and gives what the other does


def _path_in(kind: str, path: FieldPath) -> FieldPath:
    """Where a KRM object says what stands at the path in an entry of the field that configures the same builtin."""
    row = next((row for row in FIELDS if row.kind == kind and row.key), None)
    return (row.key, *path) if row is not None and path and path[0] not in BUILTINS[kind].fields else path
