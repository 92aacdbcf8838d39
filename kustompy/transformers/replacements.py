"""``replacements:`` copies a value of one resource, or a given one, into fields of others (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, wrapping
from kustompy.kustomization.structs import REPLACEMENT
from kustompy.transformers.replacement_source import ReplacementError, Source, found_source
from kustompy.transformers.replacement_target import Target, untagged
from kustompy.yamlio.go.go_struct import Struct, decode, refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kustompy.kustomization.configs import Config
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.provenance.places import Place
    from kustompy.provenance.record import Record
    from kustompy.session.context import Context

    Transform = Callable[[ResourceSet], None]
    FieldPlace = tuple[str | int, ...]


def replace(config: Config, context: Context) -> Transform:
    """All replacements of a kustomization, one after the other: a later one sees what the earlier ones wrote."""
    trace = context.session.trace
    replacements: list[tuple[Mapping[str, Value], str, FieldPlace]] = []
    for index, entry in enumerate(config["replacements"]):
        here = (index,)
        path = entry.get("path")
        if not path:
            # an empty list of targets does not survive the way to the transformer; one in a file does
            whole = entry if entry.get("targets") else {**entry, "targets": None}
            replacements.append((whole, "", here))
        elif entry.get("source") is not None or entry.get("targets"):
            raise KustomizationError("cannot specify both path and inline replacement", path=here)
        else:
            with wrapping(path=(*here, "path")):
                loaded = _from_file(path, context)
            file = context.root.path_of(path)
            replacements += [(each, file, at) for each, at in loaded]

    def run(resources: ResourceSet) -> None:
        for replacement, file, path in replacements:
            where = None
            if trace is not None:
                where = trace.file(file).below(*path) if file else trace.spot(config, "replacements", *path)
            with wrapping(below=path, file=file):
                _Replacement(replacement, context, trace, where).run(resources)

    return run


def _from_file(path: str, context: Context) -> list[tuple[Mapping[str, Value], FieldPlace]]:
    """The replacements that a file holds, each with its path there."""
    loaded = context.config(path)
    if not isinstance(loaded, (dict, list)):
        kind = {str: "string", bool: "bool", int: "float64", float: "float64"}.get(type(loaded), "invalid")
        raise KustomizationError(f"unsupported replacement type encountered within replacement path: {kind}")
    struct = Struct("Replacement", {name: kind for name, kind in REPLACEMENT.fields.items() if name != "path"})
    replacements = []
    for index, each in enumerate(loaded if isinstance(loaded, list) else [loaded]):
        at: FieldPlace = (index,) if isinstance(loaded, list) else ()
        decoded, problems = decode(each, struct, lenient=True)
        if problems:
            raise refused(problems[0], "KST201", context.root.path_of(path), at)
        replacements.append((decoded, at))
    return replacements


class _Replacement:
    """One replacement: what it copies, and where to."""

    __slots__ = ("changes", "copies", "source", "source_value", "steps", "targets", "trace", "where")

    def __init__(
        self,
        replacement: Mapping[str, Value],
        context: Context,
        trace: Record | None = None,
        where: Place | None = None,
    ) -> None:
        self.copies, self.changes, self.steps = context.copies(), context.changes, context.session
        self.trace, self.where = trace, where
        self.source: Mapping[str, Value] | None = replacement.get("source")
        self.source_value: str | None = replacement.get("sourceValue")
        self.targets: list[Mapping[str, Value]] | None = replacement.get("targets")

    def run(self, resources: ResourceSet) -> None:
        if (self.source is None and self.source_value is None) or self.targets is None:
            raise ReplacementError("replacements must specify a source and at least one target")
        source = self.found_source(resources)
        for index, target in enumerate(self.targets):
            with wrapping(below=("targets", index)):
                if target.get("select") is None:
                    raise ReplacementError("target must specify resources to select")
                Target(target, self.copies, self.changes, self.steps, self.steps.hold).write(source, resources)

    def found_source(self, resources: ResourceSet) -> Source:
        """The value to copy: a given one, or that of a field of a resource."""
        if self.source is None:
            return Source(untagged(self.source_value or ""), trace=self.trace, where=self.where)
        if self.source_value is not None:
            raise ReplacementError("value and resource selectors are mutually exclusive")
        return found_source(self.source, resources, self.where)
