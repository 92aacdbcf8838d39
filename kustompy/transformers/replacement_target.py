"""A target of a replacement: the fields that its value is written into (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import LOST_PATH, KustompyError, wrapping
from kustompy.golang.text import quoted
from kustompy.model.field_path import FieldPathError, child, split_path
from kustompy.model.selector import Selector
from kustompy.model.values import Quoted, copied, is_scalar, tag_of, text_of
from kustompy.transformers.field_matcher import Matcher, Untagged
from kustompy.transformers.internal_annotations import has_internal_annotations
from kustompy.transformers.replacement_source import DEFAULT_PATH, ReplacementError, explained
from kustompy.yamlio.scalars.scalars import scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.golang.regexp import Steps
    from kustompy.kustomization.records import TargetSelector
    from kustompy.model.copies import Copies
    from kustompy.model.field_path import Place
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.transformers.replacement_source import Source


# in steps of Session.hold
_REJECTING, _WRITING = 2, 5


class Target:
    """One target of a replacement."""

    __slots__ = (
        "changes", "copies", "hold", "options", "paths", "rejected", "select", "steps",
    )  # fmt: skip

    def __init__(
        self,
        target: TargetSelector,
        copies: Copies | None = None,
        changes: frozenset[str] = frozenset(),
        steps: Steps | None = None,
        hold: Callable[[int], None] = lambda steps: None,
    ) -> None:
        self.copies, self.changes, self.steps, self.hold = copies, changes, steps, hold
        if target.select is None:
            raise ReplacementError("target must specify resources to select")
        self.select = Selector(target.select, steps)
        self.rejected = [Selector(each, steps) for each in target.reject]
        self.paths: Sequence[str] = target.fieldPaths or [DEFAULT_PATH]
        self.options = target.options

    def write(self, source: Source, resources: ResourceSet) -> None:
        """Set the source's value in every field of every resource that is meant."""
        # kustomize compiles all patterns of a target before it looks at any resource.
        with wrapping("error creating target selector", path=("select",)):
            for selector in (self.select, *self.rejected):
                selector.compiled()
        made: Value | None = None
        if self.options.create:
            # What a created field is before it is written: of the kind of the source's value, or writing would not fit.
            made = Untagged("") if is_scalar(source.value) else type(source.value)()
        fields = [(path, Matcher(split_path(path), made, self.steps)) for path in self.paths]
        # Ids are made anew only if a path leads to what they are made of; most replacements write elsewhere.
        identifying = any(_identifies(matcher.parts) for _, matcher in fields)
        renamed = False
        for resource in self.chosen(resources):
            self.hold(_WRITING * len(fields))
            for index, (path, matcher) in enumerate(fields):
                try:
                    self.write_field(resource, path, matcher, source)
                except KustompyError as error:
                    error.located(resource=str(resource.id), path=("fieldPaths", index))
                    raise
                # Before the next field: if the field that was written is the source itself, the next one gets the new
                # value.
                source.follow(resource)
            if identifying:
                before = resource.key
                resource.ids_changed()
                renamed = renamed or resource.key != before
        if renamed:
            resources.ids_changed()

    def chosen(self, resources: ResourceSet) -> list[Resource]:
        # all of them, though the id would rule most out: a selector of labels that cannot be read must be met first
        labelled = any(
            selector.label_selector or selector.annotation_selector for selector in (self.select, *self.rejected)
        )
        candidates = resources.resources if labelled else self.select.candidates(resources)
        self.hold((self.select.look + _REJECTING * len(self.rejected)) * len(candidates))
        return [resource for resource in candidates if self.is_chosen(resource)]

    def is_chosen(self, resource: Resource) -> bool:
        select = self.select
        if not select.matches_annotations(resource) or not select.matches_labels(resource):
            return False
        for selector in self.rejected:
            if not selector.label_selector and not selector.annotation_selector:
                continue
            if selector.matches_annotations(resource) and selector.matches_labels(resource):
                return False
        # A selector of reject: that names only labels must not reject every id.
        if any(not selector.names_nothing and selector.matches_any_id(resource) for selector in self.rejected):
            return False
        # Last, though it is the cheapest: selectors of labels that cannot be read must fail for the same resources as
        # in kustomize.
        return select.matches_any_id(resource)

    def write_field(self, resource: Resource, path: str, matcher: Matcher, source: Source) -> None:
        """Set the value at one path."""
        root, value = resource.manifest, source.value
        if has_internal_annotations(resource) and matcher.parts[:2] == ["metadata", "annotations"]:
            # they are there, since kustomize keeps the history in them
            # A path into annotations finds them where kustomize keeps its notes there, even if the file has none.
            root["metadata"].setdefault("annotations", {})
        if self.copies is not None:
            self.copies.add(value)
        if self._write_inside_text(root, matcher, source):
            return
        verb = "find or create" if self.options.create else "find"
        problem = f"unable to {verb} field {quoted(path)} in replacement target"
        try:
            places = matcher.places(root)
        except KustompyError as error:
            error.worded(f"{problem}: {explained(error)}").hinted(_missed(resource, matcher))
            raise
        if not places:
            raise ReplacementError(problem, code="KST524", fault=LOST_PATH, hint=_missed(resource, matcher))
        for container, key in places:
            old = container[key]
            of_metadata = container is root.get("metadata")
            was_untagged = (of_metadata or container is root) and key in resource.untagged
            if (
                (was_untagged or resource.is_untagged(container, key))
                and is_scalar(old)
                and not isinstance(old, Quoted)
            ):
                # The field was written by kustomize without a tag: the new text decides its type, not the old value.
                old = Untagged(text_of(old))
            container[key] = self.set_value(old, source)
            if type(old) is Untagged and not isinstance(container[key], str):
                resource.wrote_untagged(container, key)
            # With a delimiter the rest of the old text stays, and so does whoever wrote it.
            source.note(container, key, whole=not self.options.delimiter)
            if self.copies is not None:
                self.copies.add(container[key])
            if (of_metadata and key == "annotations") or (container is root and key == "metadata"):
                source.pass_history_on(resource)
            if resource.shared is not None:
                resource.shared.edited(container, key)

    def _write_inside_text(self, root: Value, matcher: Matcher, source: Source) -> bool:
        """Set the value in the YAML or JSON that a scalar on the way holds; False where that cannot be done."""
        found = _text_on_the_way(root, matcher)
        if found is None:
            return False
        from kustompy.model.levels import ODD_KEYS_IN_TEXTS, PARTS_OF_TEXTS
        from kustompy.transformers.structured_text import edited

        (container, key), depth = found
        old = container[key]
        inside = Matcher(matcher.parts[depth + 1 :], matcher.made, matcher.steps)
        # v5.8.1 looks at no delimiter inside of a text
        spliced = self.spliced if self.options.delimiter and PARTS_OF_TEXTS in self.changes else None
        odd_keys = ODD_KEYS_IN_TEXTS in self.changes
        text = edited(text_of(old), inside, source.value, spliced, odd_keys=odd_keys)
        if text is None:
            return False
        container[key] = retexted(old, text)
        source.note(container, key, whole=False)
        return True

    def spliced(self, old: str, text: str) -> str:
        """The old text with the new one in the place of the piece that the options name."""
        pieces = old.split(self.options.delimiter)
        if self.options.index < 0:
            # kustomize clamps the index at both ends instead of refusing it.
            pieces.insert(0, text)
        elif self.options.index >= len(pieces):
            pieces.append(text)
        else:
            pieces[self.options.index] = text
        return self.options.delimiter.join(pieces)

    def set_value(self, old: Value, source: Source) -> Value:
        """What takes the place of the old value."""
        value = source.value
        if self.options.delimiter:
            if not is_scalar(old):
                raise ReplacementError("delimiter option can only be used with scalar nodes")
            return retexted(old, self.spliced(text_of(old), text_of(value) if is_scalar(value) else ""))
        if source.trace is not None and not is_scalar(old):
            # A list or mapping takes the place of the old node as a copy, which later replacements must not share.
            return source.trace.copied(value, source.where)
        return replaced(old, value)


def _missed(resource: Resource, matcher: Matcher) -> str:
    from kustompy.messages.field_paths import missed

    way_out = "set `options: {create: true}`, or leave it out with `reject:`"
    return missed(matcher.parts, resource.manifest, f"{resource.kind} {resource.name}", way_out)


def untagged(text: str) -> Value:
    """The scalar that a text without tag and quotes is."""
    return scalar(text, "", "")


def retexted(old: Value, text: str) -> Value:
    """The scalar with another text: its tag and style stay."""
    if type(old) is Untagged:
        return untagged(text)
    return scalar(text, tag_of(old), style_of(old))


def replaced(old: Value, value: Value) -> Value:
    """What stands where the old value stood: of a scalar only the text changes."""
    if not is_scalar(old):
        return copied(value)
    return retexted(old, text_of(value) if is_scalar(value) else "")


def _identifies(parts: Sequence[str]) -> bool:
    """Whether the field may be part of an id."""
    return parts[0] in ("apiVersion", "kind") or (parts[0] == "metadata" and parts[1:2] not in _LABELS)


_LABELS = (["labels"], ["annotations"])


def _text_on_the_way(root: Value, matcher: Matcher) -> tuple[Place, int] | None:
    """Where the path meets a scalar before its end, and which of its parts leads there."""
    found: Value = root
    place: Place | None
    for depth, part in enumerate(matcher.parts[:-1]):
        # Nearly all parts: a plain key that is there. For kyaml's lookup a dash is the last element of a list.
        if matcher.is_field[depth] and type(found) is dict and part in found and part != "-":
            place = (found, part)
        elif part.strip():
            place = _child(found, part.strip())
            if place is None:
                return None
        else:
            continue
        container, key = place
        found = container[key]
        if is_scalar(found):
            return place, depth
    return None


def _child(value: Value, part: str) -> Place | None:
    """Where the part leads from a mapping or sequence, None if it does not."""
    try:
        return child(value, part)
    except FieldPathError:
        return None
