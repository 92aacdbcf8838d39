"""The source of a replacement: the one value that it copies (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import LOST_PATH, PatchError
from kustompy.model.field_path import FieldPathError, WrongKindError, child, looked_up, split_path
from kustompy.model.history import claim_history
from kustompy.model.ids import effective_namespace, named_id
from kustompy.model.values import is_null, is_scalar, tag_of, text_of
from kustompy.transformers.internal_annotations import with_internal_annotations
from kustompy.yamlio.scalars.scalars import scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.errors import KustompyError
    from kustompy.kustomization.records import FieldOptions, SourceSelector
    from kustompy.model.field_path import Place
    from kustompy.model.ids import ResourceId
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Chain
    from kustompy.provenance.places import Place as FilePlace
    from kustompy.provenance.record import Record

DEFAULT_PATH = "metadata.name"
_SHOWN = 5


class ReplacementError(PatchError):
    """A replacement finds no source, no target, or a value that cannot be set."""

    default_code = "KST520"


def found_source(source: SourceSelector, resources: ResourceSet, where: FilePlace | None = None) -> Source:
    """What the ``source`` of a replacement names; ``where`` is the place of the replacement in a traced build."""
    path = source.fieldPath or DEFAULT_PATH
    resource = _source(source, resources)
    parts = split_path(path)
    try:
        value = looked_up(_seen_by(resource, parts), parts)
    except FieldPathError as error:
        error.worded(f"error looking up replacement source: {explained(error)}").hinted(_missed(resource, parts))
        error.located(path=("source", "fieldPath"))
        raise
    # kustomize looks the field up with rnode.IsNilOrEmpty, which an empty text is not.
    if is_null(value) or (isinstance(value, (dict, list)) and not value):
        raise ReplacementError(
            f"fieldPath `{path}` is missing for replacement source {named_id(source)}",
            code="KST521",
            fault=LOST_PATH,
            path=("source", "fieldPath"),
            resource=str(resource.id),
            hint=_missed(resource, parts),
        )
    # Without a delimiter an index is not looked at.
    if source.options.delimiter:
        return Source(_piece(value, source.options)).of(resource, parts, where)
    return Source(value, resource, parts).of(resource, parts, where)


class Source:
    """The value that a replacement copies. One that is a whole field stays that field, whatever is written into it."""

    __slots__ = ("chain", "parts", "place", "resource", "trace", "value", "where")

    def __init__(
        self,
        value: Value,
        resource: Resource | None = None,
        parts: Sequence[str] = (),
        trace: Record | None = None,
        where: FilePlace | None = None,
    ) -> None:
        self.value, self.resource, self.parts = value, resource, parts
        self.trace, self.where = trace, where
        self.chain: Chain = None
        """Who wrote the value, in a traced build."""
        self.place: Place | None = None
        steps = [part.strip() for part in parts if part.strip()]
        # The field by its container and key: kustomize keeps the node, and a replacement into its own source reads what
        # it has just written.
        if resource is not None and steps and not _holds_notes(parts):
            self.place = child(looked_up(resource.manifest, steps[:-1]), steps[-1])

    def of(self, resource: Resource, parts: Sequence[str], where: FilePlace | None) -> Source:
        """The same, with who wrote the value, or the text that it is a piece of."""
        self.trace, self.where = resource.trace, where
        steps = [part.strip() for part in parts if part.strip()]
        if self.trace is not None and steps:
            place = child(looked_up(_seen_by(resource, parts), steps[:-1]), steps[-1])
            self.chain = None if place is None else self.trace.chain(*place)
        return self

    def note(self, container: Value, key: str | int, *, whole: bool) -> None:
        """Note that the value was written to a field: instead of what was there, or as a part of it."""
        if self.trace is None or self.where is None or not is_scalar(container[key]):
            return
        if self.resource is None and self.chain is None:
            write = self.trace.over if whole else self.trace.derive
            write(container, key, self.where.below("sourceValue"))
        elif whole:
            self.trace.carry(container, key, self.chain, self.where)
        else:
            self.trace.blend(container, key, self.chain, self.where)

    def pass_history_on(self, resource: Resource) -> None:
        """Annotations were written: the history that they held went with them, and that in the value came."""
        if self.resource is None or not _holds_notes(self.parts):
            resource.forget()
            claim_history(resource)
        elif resource is not self.resource:
            # Neither is kept in annotations, so that neither travels with them.
            kept = resource.vars, resource.untagged
            resource.inherit(self.resource)
            resource.vars, resource.untagged = kept

    def follow(self, written: Resource) -> None:
        """Read the value again, if it may be that it was just written."""
        if written is not self.resource:
            return
        if self.place is not None:
            container, key = self.place
            self.value = container[key]  # what held the field may be gone from the resource, and the value still is
            if self.trace is not None:
                self.chain = self.trace.chain(container, key)
        if not _holds_notes(self.parts):
            return
        try:
            self.value = looked_up(with_internal_annotations(written), self.parts, self.value)
        except FieldPathError:
            return  # the same: the metadata, or the annotations, are a text now


def _seen_by(resource: Resource, parts: Sequence[str]) -> Manifest:
    """The manifest as a path finds it, with the annotations of the history where it leads to annotations."""
    return with_internal_annotations(resource) if _holds_notes(parts) else resource.manifest


def _holds_notes(parts: Sequence[str]) -> bool:
    return parts[0] == "metadata" and parts[1:2] in ([], ["annotations"])


def _source(source: SourceSelector, resources: ResourceSet) -> Resource:
    """The one resource that has an id, previous or current, by which it is the source."""
    wanted = named_id(source)
    gvk, name, _ = wanted
    # An index for what most sources say, since this is asked for each replacement: the check below is the same for all.
    candidates: Iterable[Resource] = resources.resources
    if name:
        candidates = resources.named(name)
    elif gvk.kind:
        candidates = resources.of_kind(gvk.kind)
    found = [resource for resource in candidates if _has_id(resource, wanted)]
    if len(found) == 1:
        return found[0]
    text, options = f"{wanted}:{source.fieldPath}" if source.fieldPath else str(wanted), source.options
    if options.delimiter or options.create:
        create = "true" if options.create else "false"
        text += f":{options.delimiter}({options.index}), create={create}"
    if found:
        names = ", ".join(str(resource.id) for resource in found[:_SHOWN])
        raise ReplacementError(
            f"multiple matches for selector {text}", code="KST522", path=("source",), hint=f"it fits {names}"
        )
    from kustompy.messages.suggestions import similar_resource

    raise ReplacementError(
        f"nothing selected by {text}", code="KST523", path=("source",), hint=similar_resource(gvk.kind, name, resources)
    )


def _has_id(resource: Resource, wanted: ResourceId) -> bool:
    (group, version, kind), name, namespace = wanted
    gvk = resource.gvk
    # The parts of a source are texts, unlike those of a target, which are patterns; an empty one says nothing.
    if (group and gvk.group != group) or (version and gvk.version != version):
        return False
    # Go's selector does not know which kinds are cluster scoped: for them, too, no namespace is "default"
    namespace = namespace and effective_namespace(namespace)
    ids = ((resource.name, effective_namespace(resource.namespace), gvk.kind), *resource.previous)
    return any(
        (not name or name == its_name)
        and (not kind or kind == its_kind)
        and (not namespace or namespace == its_namespace)
        for its_name, its_namespace, its_kind in ids
    )


def _piece(value: Value, options: FieldOptions) -> Value:
    """The part of the source's value that the options name."""
    if not is_scalar(value):
        raise ReplacementError(
            "delimiter option can only be used with scalar nodes", path=("source", "options"),
            hint="a delimiter divides one text: let `fieldPath` lead to one, or remove the delimiter",
        )  # fmt: skip
    text, index = text_of(value), options.index
    pieces = text.split(options.delimiter)
    # A negative index is refused in sources; in targets it puts the value in front.
    if not 0 <= index < len(pieces):
        raise ReplacementError(f"options.index {index} is out of bounds for value {text}")
    # A piece keeps tag and style of the whole, so that a piece of a quoted text is a string.
    return scalar(pieces[index], tag_of(value), style_of(value))


def _missed(resource: Resource, parts: Sequence[str]) -> str:
    from kustompy.messages.field_paths import missed

    return missed(parts, resource.manifest, f"{resource.kind} {resource.name}")


def explained(error: KustompyError) -> str:
    """The error's text, with that of the value that it is about."""
    if not isinstance(error, WrongKindError):
        return str(error)
    from kustompy.yamlio.go.node_text import node_text

    return f"{error}{node_text(error.value)}"
