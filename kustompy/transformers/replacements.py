"""``replacements:`` copies a value of one resource, or a given one, into fields of others (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, wrapping
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.structs import REPLACEMENT
from kustompy.transformers.replacement_source import ReplacementError, Source, found_source
from kustompy.transformers.replacement_target import Target, untagged
from kustompy.yamlio.go.go_struct import Struct, decode, refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.kustomization.records import ReplacementField, ReplacementTransformer
    from kustompy.model.resource_set import ResourceSet
    from kustompy.provenance.places import Place
    from kustompy.provenance.record import Record
    from kustompy.session.context import Context

    Transform = Callable[[ResourceSet], None]
    FieldPlace = tuple[str | int, ...]


def replace(config: ReplacementTransformer, context: Context) -> Transform:
    """All replacements of a kustomization, one after the other: a later one sees what the earlier ones wrote."""
    trace = context.session.trace
    replacements: list[tuple[ReplacementField, str, FieldPlace]] = []
    for index, entry in enumerate(config.replacements):
        here = (index,)
        if not entry.path:
            # kustomize writes the field as the YAML of a transformer's config, where an empty list of targets is left
            # out (omitempty): it is refused like none. One in a file is read as it is, and does nothing.
            replacements.append((entry if entry.targets else entry.replaced(targets=None), "", here))
        # Said of the entry before the file is looked for, as ReplacementTransformer does it in Config.
        elif "source" in entry or entry.targets:
            raise KustomizationError("cannot specify both path and inline replacement", path=here)
        else:
            with wrapping(path=(*here, "path")):
                loaded = replacements_in(entry.path, context)
            file = context.root.path_of(entry.path)
            replacements += [(each, file, at) for each, at in loaded]

    def run(resources: ResourceSet) -> None:
        for replacement, file, path in replacements:
            where = None
            if trace is not None:
                where = trace.file(file).below(*path) if file else trace.spot(config, "replacements", *path)
            with wrapping(below=path, file=file):
                _Replacement(replacement, context, trace, where).run(resources)

    return run


def replacements_in(path: str, context: Context) -> list[tuple[ReplacementField, FieldPlace]]:
    """The replacements that a file holds, each with its path there."""
    loaded = context.config(path)
    if not isinstance(loaded, (dict, list)):
        # The names of what a Go interface{} holds that was decoded from JSON, where every number is a float64.
        kind = {str: "string", bool: "bool", int: "float64", float: "float64"}.get(type(loaded), "invalid")
        raise KustomizationError(f"unsupported replacement type encountered within replacement path: {kind}")
    struct = Struct("Replacement", {name: kind for name, kind in REPLACEMENT.fields.items() if name != "path"})
    replacements: list[tuple[ReplacementField, FieldPlace]] = []
    for index, each in enumerate(loaded if isinstance(loaded, list) else [loaded]):
        at: FieldPlace = (index,) if isinstance(loaded, list) else ()
        decoded, problems = decode(each, struct, lenient=True)
        if problems:
            raise refused(problems[0], "KST201", context.root.path_of(path), at)
        replacements.append((as_record(decoded, REPLACEMENT), at))
    return replacements


class _Replacement:
    """One replacement: what it copies, and where to."""

    __slots__ = ("changes", "copies", "said", "steps", "trace", "where")

    def __init__(
        self,
        replacement: ReplacementField,
        context: Context,
        trace: Record | None = None,
        where: Place | None = None,
    ) -> None:
        self.copies, self.changes, self.steps = context.copies(), context.changes, context.session
        self.said, self.trace, self.where = replacement, trace, where

    def run(self, resources: ResourceSet) -> None:
        said = self.said
        if ("source" not in said and "sourceValue" not in said) or "targets" not in said:
            raise ReplacementError("replacements must specify a source and at least one target")
        source = self.found_source(resources)
        for index, target in enumerate(said.targets):
            with wrapping(below=("targets", index)):
                Target(target, self.copies, self.changes, self.steps, self.steps.hold).write(source, resources)

    def found_source(self, resources: ResourceSet) -> Source:
        """The value to copy: a given one, or that of a field of a resource."""
        if "source" not in self.said:
            return Source(untagged(self.said.sourceValue), trace=self.trace, where=self.where)
        # Asked last: kustomize refuses a replacement without targets in other words, and before it looks for a source.
        if "sourceValue" in self.said:
            raise ReplacementError("value and resource selectors are mutually exclusive")
        return found_source(self.said.source, resources, self.where)
