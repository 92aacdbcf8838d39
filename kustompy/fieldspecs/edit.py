"""Find, create and change the fields that field specs name: the walk that transformers share (spec section 3.0)."""

from __future__ import annotations

from kustompy.errors import ResourceError, wrapping
from kustompy.model.values import WrittenNull, is_null, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeAlias

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.model.ids import Gvk
    from kustompy.model.paths import Step
    from kustompy.model.resource import Resource
    from kustompy.model.shared_entries import SharedEntries
    from kustompy.model.values import Manifest, Value

    Edit: TypeAlias = Callable[[Value, Step], None]
    """Called with the container and the key under which the field that was found stands."""
    EditTold: TypeAlias = Callable[[Value, Step, Any], None]
    """The same, with what was given beside the spec."""
    _Branch: TypeAlias = "dict[str, tuple[list[bool], list[object], _Branch]]"
    Tree: TypeAlias = "tuple[tuple[str, bool, bool, tuple[object, ...], Tree], ...]"
    """For each path segment: its name, whether it is marked as a list, whether to create it, what to tell of the
    specs that end there, and the segments below."""


class NotOnTheWay(ResourceError):
    """There is a single value where a path leads on."""


def edit_field(resource: Resource, spec: FieldSpec, edit: Edit, create_kind: type | None = None) -> None:
    """Call ``edit`` with each place that the spec's path leads to.

    ``create_kind`` is what a missing last field is made as, where the spec allows it: ``dict``, or ``str`` for a
    scalar that ``edit`` then writes; None never creates.
    """
    make = create_kind if spec.create else None
    if resource.shared is not None:
        edit = _sharing(edit, resource.shared)
    try:
        _walk(resource.manifest, spec.segments, 0, edit, make)
    except ResourceError as error:
        # The words are those of fieldspec.Filter, one layer for each level that the walk went down.
        first = error.diagnostics[0]
        error.coded("KST409").noted(
            sources=(resource.source,), hint=_hint(resource, spec, first.hint), path=(*spec.segments, *first.path)
        )
        error.worded(f"considering field '{spec.path}' of object {resource.id}: {error}")
        error.located(resource=str(resource.id))
        raise


def _hint(resource: Resource, spec: FieldSpec, hint: str) -> str:
    """What to write in the field that has another shape than the spec says."""
    from kustompy.messages.field_paths import missed

    owner = f"{resource.kind} {resource.name}"
    if hint:
        return f"`{'.'.join(spec.segments)}` of {owner}: {hint}"
    parts = [part for each in spec.segments for part in ((each[:-2], "*") if each.endswith("[]") else (each,))]
    return missed(parts, resource.manifest, owner)


def _walk(node: Value, segments: Sequence[str], depth: int, edit: Edit, make: type | None) -> None:
    if isinstance(node, list):
        try:
            # A list takes no segment of the path: fieldspec.Filter goes into each element with the same one.
            _walk_elements(node, segments, depth, edit, make)
        except ResourceError as error:
            error.worded(f"visit traversal on path: [{' '.join(segments[depth:])}]: {error}")
            raise
        return
    if not isinstance(node, dict):
        raise NotOnTheWay("expected sequence or mapping node")
    name = segments[depth]
    last = depth + 1 == len(segments)
    # A segment that is marked as a list is never created: nobody knows how many elements it should have.
    is_list = name.endswith("[]")
    name, make_here = (name[:-2], None) if is_list else (name, make)
    if not name:
        raise ResourceError("cannot set or create an empty field name")
    if is_of_sequence(name):
        with wrapping(f"fieldName: {name}"):
            raise not_of_mapping(name, node)
    value = node.get(name, _MISSING)
    if value is _MISSING:
        if make_here is None:
            return
        # A scalar begins as an empty text, which the edit then writes; what leads to it is a mapping.
        value = node[name] = "" if last and make_here is str else {}
    elif is_null(value):
        if make_here is not None:
            # kustomize gives a null the tag of what it wants and keeps the node, so that `labels: null` can be filled.
            value = node[name] = (text_of(value) if make_here is str else {}) if last else {}
        elif is_list:
            value = node[name] = []  # the path says it is a list, so the null becomes one
        elif not last:
            return
    if last:
        edit(node, name)
        return
    _walk(value, segments, depth + 1, edit, make)


def _walk_elements(elements: list[Value], segments: Sequence[str], depth: int, edit: Edit, make: type | None) -> None:
    for each in elements:
        if not is_null(each):
            _walk(each, segments, depth, edit, make)


_MISSING = object()


def is_of_sequence(segment: str) -> bool:
    """Whether kyaml takes a segment for an index or a condition, which only the elements of a sequence have."""
    return (
        # yaml.IsIdxNumber and IsListIndex of kyaml, which PathGetter asks before it takes a segment for a field.
        segment in ("-", "*")
        or (segment[:1] == "[" and segment[-1:] == "]")
        or (segment[-1:].isdigit() and _index(segment) is not None)
    )


def _index(segment: str) -> int | None:
    """The number that a segment is."""
    from kustompy.golang.text import atoi

    return atoi(segment)


def not_of_mapping(segment: str, node: Value) -> ResourceError:
    """What kyaml says of such a segment where there is a mapping."""
    if segment == "*":
        return ResourceError("wildcard is not supported in PathGetter")
    if segment[:1] == "[" and "=" not in segment:
        return ResourceError("list path element must contain fieldName=fieldValue for element to match")
    index = _index(segment)
    if index is not None and index < 0:
        return ResourceError(f"array index {index} cannot be negative")
    from kustompy.yamlio.restyle import wrong_node_kind

    return wrong_node_kind("SequenceNode", node)


class Fields:
    """The field specs that hold for one gvk, compiled into one tree, so that a manifest is walked once for all.

    Each spec comes with what ``edit`` is to be told when its field is found: most often the spec itself.
    """

    __slots__ = ("creating", "entries", "lead_nowhere", "reach_ids", "trees")

    def __init__(self, entries: Iterable[tuple[FieldSpec, object]]) -> None:
        self.entries = tuple(entries)
        self.creating = sum(spec.create for spec, _ in self.entries)
        """How many fields are made where they are missing."""
        self.reach_ids = any(spec.segments[0] in _PARTS_OF_IDS for spec, _ in self.entries)
        """Whether what a resource is called may be written."""
        names = {name for spec, _ in self.entries for name in spec.segments}
        self.lead_nowhere = any(
            not name or is_of_sequence(name) for name in (each.removesuffix("[]") for each in names)
        )
        """Whether a path has an index, a condition or an empty segment; reaching it is an error."""
        # Such a path fails at the resources that it reaches, in words that only the walk of one spec has.
        self.trees = () if self.lead_nowhere else tuple(_tree(entries) for entries in _walks(self.entries))

    def edit(self, resource: Resource, edit: EditTold, create_kind: type | None = None) -> None:
        """Call ``edit`` with each place that a spec leads to, and with what was given beside the spec."""
        if resource.shared is not None:
            edit = _sharing(edit, resource.shared)
        try:
            for tree in self.trees:
                _walk_tree(resource.manifest, tree, edit, create_kind)
        except ResourceError:
            # One walk for all specs has no path of a single one to tell: the error is found again, spec by spec.
            self._edit_one_by_one(resource, edit, create_kind)  # for the words that kustomize has then
            raise
        if self.lead_nowhere:
            self._edit_one_by_one(resource, edit, create_kind)

    def _edit_one_by_one(self, resource: Resource, edit: EditTold, create_kind: type | None) -> None:
        for spec, told in self.entries:
            edit_field(resource, spec, _Telling(edit, told), create_kind)


def _sharing(edit: Callable[..., None], shared: SharedEntries) -> Callable[..., None]:
    """An edit after which every place that shares what was edited has it, too."""

    def edit_all(container: Value, key: Step, *told: object) -> None:
        edit(container, key, *told)
        # Texts under other keys cannot be shared: only mappings and the entries that they share are.
        if type(container[key]) is not str or key in shared.names:
            shared.edited(container, key)

    return edit_all


_PARTS_OF_IDS = frozenset(("apiVersion", "kind", "metadata"))


class _Telling:
    __slots__ = ("edit", "told")

    def __init__(self, edit: EditTold, told: object) -> None:
        self.edit, self.told = edit, told

    def __call__(self, container: Value, key: Step) -> None:
        self.edit(container, key, self.told)


def _walks(entries: Sequence[tuple[FieldSpec, object]]) -> list[list[tuple[FieldSpec, object]]]:
    """Group entries into as few walks as possible, so that no spec sees a field that a later one creates."""
    walks: list[list[tuple[FieldSpec, object]]] = [[]]
    waiting: set[tuple[str, ...]] = set()
    for entry in entries:
        segments = entry[0].segments
        if not entry[0].create:
            waiting.add(tuple(segments))
        # A spec that only looks must not find what a later one creates on its way, so that the later one begins a new
        # walk.
        elif any(tuple(segments[:depth]) in waiting for depth in range(1, len(segments) + 1)):
            walks.append([])
            waiting = set()
        walks[-1].append(entry)
    return walks


def _tree(entries: Iterable[tuple[FieldSpec, object]]) -> Tree:
    branch: _Branch = {}
    for spec, told in entries:
        below = branch
        for segment in spec.segments:
            creating, ends, below = below.setdefault(segment, ([], [], {}))
            # One creating spec is enough for all that share the segment: the others then find what it made.
            if spec.create and not segment.endswith("[]"):
                creating.append(True)
        ends.append(told)
    return _frozen(branch)


def _frozen(branch: _Branch) -> Tree:
    return tuple(
        (segment.removesuffix("[]"), segment.endswith("[]"), bool(creating), tuple(told), _frozen(below))
        for segment, (creating, told, below) in branch.items()
    )


def _walk_tree(node: Manifest, tree: Tree, edit: EditTold, make: type | None) -> None:
    for name, is_list, create, told, below in tree:
        if name in node:
            value = node[name]
            # is_null without a call: this loop runs for each field of each resource that a spec leads through.
            if value is None or type(value) is WrittenNull:
                if make is not None and create:
                    value = node[name] = (text_of(value) if make is str else {}) if told else {}
                elif is_list:
                    value = node[name] = []
                elif not told:
                    continue
        elif make is not None and create:
            value = node[name] = "" if told and make is str else {}
        else:
            continue
        if told:
            for each in told:
                edit(node, name, each)
            # The edit may have put another value in the place of the one that was there.
            if not below:
                continue
            value = node[name]
        # Exact types first: nearly all containers are plain ones, and the rest takes the longer way.
        kind = type(value)
        if kind is dict:
            _walk_tree(value, below, edit, make)
        elif kind is list:
            for each in value:
                if type(each) is dict:
                    _walk_tree(each, below, edit, make)
                elif not is_null(each):
                    _walk_into(each, below, edit, make)
        elif not is_null(value):
            _walk_into(value, below, edit, make)


def _walk_into(value: Value, tree: Tree, edit: EditTold, make: type | None) -> None:
    """Go on in a value that is neither a plain mapping nor a list of them."""
    if isinstance(value, list):
        for each in value:
            if not is_null(each):
                _walk_into(each, tree, edit, make)
    elif isinstance(value, dict):
        _walk_tree(value, tree, edit, make)
    else:
        raise NotOnTheWay("expected sequence or mapping node")


def selected_fields(specs: tuple[FieldSpec, ...], gvk: Gvk) -> Fields:
    """The selected specs compiled into one tree; the edit receives the spec."""
    return Fields((spec, spec) for spec in specs if spec.selects(gvk))
