"""``labels:`` and ``commonLabels:`` label resources and what selects them (spec section 3.3)."""

from __future__ import annotations

from kustompy.fieldspecs.by_gvk import by_gvk
from kustompy.fieldspecs.edit import selected_fields
from kustompy.model.values import Quoted, UnprintableMapping, is_null
from kustompy.yamlio.restyle import KEY_IS_NO_STRING, reads_as_no_key, string_in_place_of, wrong_node_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kustompy.fieldspecs.edit import EditTold, Fields
    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.kustomization.configs import Config
    from kustompy.kustomization.records import AnnotationsTransformer, LabelTransformer
    from kustompy.model.ids import Gvk
    from kustompy.model.paths import Step
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Place
    from kustompy.provenance.record import Record

    Notes = tuple[Record, dict[str, Place]]
    """The record of a traced build, and the place of each entry."""
    from kustompy.session.context import Context


def set_labels(config: LabelTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Write ``labels`` into every field that ``fieldSpecs`` names."""
    return _set_everywhere("labels", config.labels, config.fieldSpecs, config, context)


def set_annotations(config: AnnotationsTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Write ``annotations`` into every field that ``fieldSpecs`` names (spec section 3.4)."""
    return _set_everywhere("annotations", config.annotations, config.fieldSpecs, config, context)


def _set_everywhere(
    field: str, pairs: Mapping[str, str], specs: tuple[FieldSpec, ...], config: Config, context: Context
) -> Callable[[ResourceSet], None]:
    trace = context.session.trace
    notes = None if trace is None else (trace, {name: trace.spot(config, field, name) for name in pairs})
    hold = context.session.hold
    entries = _Entries(pairs, notes, context.session.make, hold)
    fields = by_gvk(specs, selected_fields)

    def run(resources: ResourceSet) -> None:
        if entries:
            hold(_WRITING * len(resources))
            entries.write(resources, fields)

    return run


class _Entries:
    """String entries that are written into many mappings."""

    __slots__ = ("_entries", "_hold", "_make", "_notes", "_size")

    def __init__(
        self,
        pairs: Mapping[str, str],
        notes: Notes | None = None,
        make: Callable[[int], None] | None = None,
        hold: Callable[[int], None] | None = None,
    ) -> None:
        self._notes, self._make, self._hold = notes, make, hold
        self._size = sum(len(name) + len(text) + _ENTRY_SIZE for name, text in pairs.items())
        self._entries = [
            # kustomize sets the entries one by one in the order of their names (SortedMapKeys).
            (name, text, string_in_place_of(None, text), reads_as_no_key(name))
            for name, text in sorted(pairs.items())
        ]

    def __bool__(self) -> bool:
        return bool(self._entries)

    def write(self, resources: Iterable[Resource], fields: Mapping[Gvk, Fields]) -> None:
        """Write the entries into every mapping that the fields name; where they are new in a resource, they are one."""
        made: dict[str, list[Manifest]] = {}
        all_at_once = [self._writing(self._entries, made)]
        # Where several field specs need several walks, each entry makes all of them before the next begins, as in
        # kustomize.
        one_by_one = None if len(self._entries) > 1 else all_at_once
        for resource in resources:
            found = fields[resource.gvk]
            if one_by_one is None and len(found.trees) > 1:
                one_by_one = [self._writing([entry], made) for entry in self._entries]
            if self._make is not None:
                # Labels multiply: each goes into each resource, and what is printed is bounded.
                self._make(self._size * len(found.trees))
            if found.creating > 1 and self._hold is not None:
                self._hold(_CREATING * found.creating)
            # in several walks, what an entry makes, the next one finds
            for edit in one_by_one or all_at_once if len(found.trees) > 1 else all_at_once:
                found.edit(resource, edit, dict)
            for name, mappings in made.items():
                if len(mappings) > 1:
                    # kustomize puts one and the same node into each of these mappings: what changes one of them later,
                    # changes all.
                    resource.share(name, mappings)
            made.clear()

    def _writing(self, entries: Sequence[tuple[str, str, Value, bool]], made: dict[str, list[Manifest]]) -> EditTold:
        """An edit that writes the entries, and notes the mappings in which they are new."""
        edit = _writing(entries, made)
        return edit if self._notes is None else _noting(edit, [name for name, *_ in entries], *self._notes)


def _noting(edit: EditTold, names: list[str], trace: Record, places: dict[str, Place]) -> EditTold:
    """The edit, which also notes the entries."""

    def edit_and_note(container: Value, key: Step, spec: FieldSpec) -> None:
        before = container[key]
        edit(container, key, spec)
        mapping = container[key]
        if isinstance(mapping, dict):
            if mapping is not before:
                trace.derived(mapping, before)
            for name in names:
                trace.over(mapping, name, places[name])

    return edit_and_note


def _writing(entries: Sequence[tuple[str, str, Value, bool]], made: dict[str, list[Manifest]]) -> EditTold:
    """An edit that writes the entries, and tells in which mappings they are new."""

    def edit(container: Value, key: Step, spec: FieldSpec) -> None:
        mapping = container[key]
        if not isinstance(mapping, dict):
            if is_null(mapping):
                return
            raise wrong_node_kind("MappingNode", mapping)
        for name, text, new, reads_as_none in entries:
            old = mapping.get(name, _MISSING)
            if old is _MISSING:
                # A key such as `yes` or `1` has no place in JSON as it is; printing fails then, with kustomize's words
                # for it.
                if reads_as_none:
                    mapping = container[key] = UnprintableMapping(mapping, KEY_IS_NO_STRING)
                if name in made:
                    made[name].append(mapping)
                else:
                    made[name] = [mapping]
            else:
                # An entry that was there keeps its style, so that quotes stay; a number becomes a string, since
                # SetEntry sets the tag.
                mapping[name] = type(old)(text) if isinstance(old, Quoted) else text
                continue
            mapping[name] = new

    return edit


_MISSING = object()
# in steps of Session.hold: for a resource, and for each field that may be made in it
_WRITING, _CREATING = 3, 5
# in characters of output: what writing an entry takes, whatever its length
_ENTRY_SIZE = 30
