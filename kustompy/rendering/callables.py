"""Python callables as generators, transformers and validators of a build."""

from __future__ import annotations

from kustompy.errors import FunctionError, KustompyError, ResourceError
from kustompy.model.history import BEHAVIOR, NEEDS_HASH
from kustompy.model.json_data import json_data
from kustompy.model.resource import Resource as Record
from kustompy.results.resource import Resource, as_printed, view_of
from kustompy.yamlio.read.identity import check_identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    from kustompy.kustomization.builtins import Generate, Transform
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.session.context import Context

    Generator: TypeAlias = Callable[[], Iterable[Mapping[str, Value]]]
    """Takes nothing, gives manifests."""
    Transformer: TypeAlias = Callable[[list[Resource]], Iterable[Mapping[str, Value]] | None]
    """Takes the list of resources and changes it or what is in it, or gives the list that takes its place."""
    Validator: TypeAlias = Callable[[list[Resource]], Iterable[str] | None]
    """Takes the resources and raises, or gives the problems that it found, one text each."""


def name_of(function: object) -> str:
    """How errors call a callable: module and qualified name."""
    if not hasattr(function, "__qualname__"):
        function = type(function)
    return f"{function.__module__}.{function.__qualname__}"


def generators(functions: Iterable[Generator], context: Context) -> list[tuple[Manifest, FieldPath, Generate, None]]:
    """The callables as generators of a build, each with the origin of what it makes, and no place."""
    return [(_origin(each, context), (), _generator(each, context), None) for each in functions]


def transformers(
    functions: Iterable[Transformer], context: Context
) -> list[tuple[Manifest, FieldPath, Transform, None]]:
    """The callables as transformers of a build, each with the origin of what it does, and no place."""
    return [(_origin(each, context), (), _transformer(each, context), None) for each in functions]


def validate(resources: ResourceSet, functions: Iterable[Validator]) -> None:
    """Let each callable refuse the resources; none may change them."""
    for each in functions:
        views = [view_of(record) for record in resources]
        problems = list(_called("validator", each, list(views)) or ())
        if problems:
            raise _failure("validator", each, "; ".join(str(problem) for problem in problems))
        if any(view.manifest != as_printed(record.manifest) for view, record in zip(views, resources, strict=True)):
            raise _failure("validator", each, "it changed a resource, which is what transformers are for")


def _origin(function: object, context: Context) -> Manifest:
    return context.origin_of_config({"apiVersion": "python", "kind": name_of(function)}, context.file)


def _begin(option: str, function: object, context: Context) -> None:
    """Tell a traced build that a callable is at work, which an option of the build names."""
    trace = context.session.trace
    if trace is not None:
        trace.begin(f"{option}: {name_of(function)}", trace.file(context.file))


def _called(role: str, function: Callable[..., Any], *arguments: object) -> Any:
    try:
        result = function(*arguments)
        # a generator function runs, and fails, only when it is read
        return result if result is None or isinstance(result, (list, tuple)) else list(result)
    except Exception as error:  # whatever a user's function raises is told under its name
        raise _failure(role, function, str(error) or type(error).__name__) from error


def _failure(role: str, function: object, text: str) -> FunctionError:
    return FunctionError(f"{role} {name_of(function)}: {text}", code="KST610")


def _generator(function: Generator, context: Context) -> Generate:
    def generate() -> list[Record]:
        _begin("generators", function, context)
        made = _called("generator", function)
        return [_record("generator", function, each, context) for each in made or ()]

    return generate


def _record(role: str, function: object, made: object, context: Context) -> Record:
    """A manifest that a callable gave, as a record; two annotations say what becomes of it, as with KRM functions."""
    manifest = made.manifest if isinstance(made, Resource) else made
    try:
        checked = _checked(manifest)
    except KustompyError as error:
        raise _failure(role, function, str(error)) from None
    record = context.resource(checked)
    if record.trace is not None:
        record.trace.made(checked)
    annotations = checked["metadata"].get("annotations") or {}
    record.needs_hash = annotations.pop(NEEDS_HASH, "") == "true"
    record.behavior = annotations.pop(BEHAVIOR, "")
    return record


def _checked(manifest: object) -> Manifest:
    from collections.abc import Mapping

    if not isinstance(manifest, Mapping):
        raise ResourceError(f"a manifest is a mapping, not a {type(manifest).__name__}", code="KST402")
    copy: Manifest = json_data(manifest)
    check_identity(copy)
    return copy


def _transformer(function: Transformer, context: Context) -> Transform:
    def transform(resources: ResourceSet) -> None:
        _begin("transformers", function, context)
        views = [view_of(record) for record in resources]
        records = {id(view): record for view, record in zip(views, resources, strict=True)}
        changed = list(views)
        result = _called("transformer", function, changed)
        kept: list[Record] = []
        for each in changed if result is None else result:
            record = records.get(id(each))
            if record is None:
                record = _record("transformer", function, each, context)
            else:
                _write_back(each, record, function)
            kept.append(record)
        _replace(resources, kept, function)

    return transform


def _write_back(view: Resource, record: Record, function: object) -> None:
    """Give the record what the callable made of its manifest; a new name is remembered, so that references follow."""
    if view._manifest is None:
        return
    try:
        manifest = _checked(view._manifest)
    except KustompyError as error:
        raise _failure("transformer", function, f"{record.id}: {error}") from None
    if manifest == as_printed(record.manifest):
        return
    key = record.key
    previous = record.previous
    record.remember_id()
    changed = as_written(record.manifest, manifest)
    if record.trace is not None:
        from kustompy.provenance.returned import note_returned

        note_returned(record.trace, record.manifest, changed)
    record.manifest = changed
    record.ids_changed()
    if record.key == key:
        record.previous = previous


def as_written(old: Value, new: Value) -> Value:
    """The new value, with the scalars that did not change as they were written in the old one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: as_written(old[key], each) if key in old else each for key, each in new.items()}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [as_written(before, after) for before, after in zip(old, new, strict=True)]
    before = as_printed(old)
    return old if type(before) is type(new) and before == new else new


def _replace(resources: ResourceSet, kept: list[Record], function: object) -> None:
    resources.resources = []
    resources.ids_changed()
    try:
        resources.extend(kept)
    except KustompyError as error:
        raise _failure("transformer", function, str(error)) from None
