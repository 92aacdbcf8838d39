"""Strategic merge, as kyaml walks a resource and its patch together (spec section 3.8), its oddities included."""

from __future__ import annotations

from kustompy.errors import PatchError
from kustompy.model.values import Quoted, UnprintableMapping, WrittenNull, copied, is_null, tag_of, text_of
from kustompy.patches.nodes import ABSENT, check_kind, key_text, kind_of, node_value
from kustompy.yamlio.scalars.scalars import YAML11_BOOLEANS, resolve, scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.fieldspecs.merge_schema import MergeSchema, MergeType
    from kustompy.model.shared_entries import SharedEntries
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record


def strategic_merge(
    dest: Manifest,
    patch: Manifest,
    schema: MergeSchema,
    shared: SharedEntries | None = None,
    trace: Record | None = None,
) -> Manifest | None:
    """The manifest with the patch merged into it, in place; None if the patch deletes it.

    Nothing of the patch becomes part of the manifest, so one patch can be applied to many.
    """
    if trace is None:
        patch = copied(patch)
    else:
        patch = trace.copied(patch)
        trace.merging(dest)
    # what the walk returns is not looked at, so that a whole resource cannot be replaced by its patch
    return None if _Merge(schema, shared, trace).walk(dest, patch, None) is ABSENT else dest


# kyaml knows these three; kubectl's $retainKeys, $deleteFromPrimitiveList and $setElementOrder are fields like others.
DIRECTIVES = ("delete", "replace", "merge")


class UnknownDirective(PatchError):
    """A ``$patch`` says something that there is not."""

    default_code = "KST515"


class _Merge:
    """One merge: the patch is a copy, and both it and the manifest are changed on the way."""

    __slots__ = ("schema", "shared", "trace")

    def __init__(self, schema: MergeSchema, shared: SharedEntries | None, trace: Record | None) -> None:
        self.schema, self.shared, self.trace = schema, shared, trace

    def walk(self, dest: Value, patch: Value, known: MergeType | None) -> Value:
        """The merged node, or ABSENT where none is left; either may be ABSENT."""
        # Two nulls have no kind, and kyaml's Walker takes them for a mapping.
        kind = kind_of(dest) or kind_of(patch) or "map"
        check_kind(dest, kind)
        check_kind(patch, kind)
        if kind == "scalar":
            return dest if patch is ABSENT else patch
        if known is None and kind == "map":
            # Only where no schema came down from above: a manifest inside of a custom resource has its own again.
            known = self._type_of(dest) or self._type_of(patch)
        if kind == "map":
            return self._map(dest, patch, known)
        # A list without keys in the schema is replaced as a whole.
        if known is not None and known.keys is not None:
            return self._keyed_list(dest, patch, known)
        if self.trace is not None and type(dest) is list and type(patch) is list:
            self.trace.note_replaced(dest, patch)
        return dest if patch is ABSENT else patch

    def _type_of(self, node: Value) -> MergeType | None:
        """The type of an object that says what it is, also where it is embedded in another."""
        if not isinstance(node, dict) or "kind" not in node or "apiVersion" not in node:
            return None
        return self.schema.root(node_value(node["apiVersion"]), node_value(node["kind"]))

    def _map(self, dest: Value, patch: Value, known: MergeType | None) -> Value:
        if dest is ABSENT or is_null(dest):
            if (
                isinstance(patch, dict)
                and node_value(patch.get("$patch", "")) in DIRECTIVES
                # Deleting what is not there leaves nothing; other directives are taken out further below, where the
                # patch is walked.
                and _directive_of_map(patch) == "delete"
            ):
                return ABSENT
            if patch is ABSENT:
                # kustomize keeps a null that was written out, and loses one that was left blank
                return dest if dest is not ABSENT and text_of(dest) else ABSENT
            dest = patch
        elif is_null(patch):
            return ABSENT
        else:
            directive = _directive_of_map(patch)
            if directive == "delete":
                return ABSENT
            if directive == "replace":
                dest = patch
        if isinstance(dest, dict):
            if patch is ABSENT:
                self.settle(dest, known)
            else:
                # The mapping has a key now that cannot be printed, which whoever prints it must know.
                if type(patch) is UnprintableMapping and _brings_odd_keys(dest, patch):
                    mapping = dest
                    dest = UnprintableMapping(mapping, patch.problem)
                    dest.odd_keys = patch.odd_keys
                    if self.trace is not None:
                        self.trace.derived(dest, mapping)
                self._fields(dest, patch, known)
        return dest

    def _fields(self, dest: Manifest, patch: Manifest, known: MergeType | None) -> None:
        # kyaml walks the names in their order (fieldNames): it decides which of two mistakes is told.
        for name in sorted({*dest, *patch}):
            before = dest.get(name, ABSENT)
            change = patch.get(name, ABSENT)
            if change is ABSENT and not isinstance(before, (dict, list, WrittenNull)):
                if type(before) is str and before in YAML11_BOOLEANS:
                    # The walk sets every text anew, and kyaml puts quotes round one that YAML 1.1 takes for a boolean.
                    dest[name] = Quoted(before)
                continue
            after = self.walk(before, change, None if known is None else known.field(name))
            if after is ABSENT or (is_null(after) and change is not ABSENT):
                dest.pop(name, None)
                if self.shared is not None:
                    self.shared.removed(dest, name)
                if self.trace is not None and dest is not patch and before is not ABSENT:
                    self.trace.taken_away(dest, name, patch, name)
            elif after is not before:
                dest[name] = after if before is ABSENT or isinstance(after, (dict, list)) else _restyled(after, before)
                if self.trace is not None and not isinstance(after, (dict, list)):
                    self.trace.take(dest, name, patch, name)
                if self.shared is not None:
                    self.shared.written(dest, name)
            elif self.trace is not None and dest is not patch and change is not ABSENT and after is change:
                self.trace.take(dest, name, patch, name)  # the same string, which was written again

    def settle(self, dest: Manifest, known: MergeType | None) -> None:
        """What a merge does to the parts of a manifest that its patch does not mention."""
        if known is None:
            known = self._type_of(dest)
        blanks = []
        for name, value in dest.items():
            kind = type(value)
            if kind is str:
                if value in YAML11_BOOLEANS:
                    dest[name] = Quoted(value)  # which shows when a later patch writes a number over it
                continue
            if isinstance(value, dict):
                self.settle(value, None if known is None else known.field(name))
            elif kind is list:
                below = None if known is None else known.field(name)
                if below is not None and below.keys is not None:
                    self._keyed_list(value, ABSENT, below)
            elif kind is WrittenNull and not value.text:
                blanks.append(name)
        for name in blanks:
            del dest[name]

    def _keyed_list(self, dest: Value, patch: Value, known: MergeType) -> Value:
        if dest is ABSENT or is_null(dest):
            dest = patch
        elif patch is not ABSENT:
            if is_null(patch):
                return ABSENT
            directive = _directive_of_list(patch)
            if directive == "delete":
                return ABSENT
            if directive == "replace":
                dest = patch
        # No keys: a set of scalars, whose elements are told apart by their texts.
        keys = known.keys or ("",)
        if self.trace is not None and not keys[0] and dest is not patch and patch is not ABSENT:
            return self._scalars(dest, patch, keys, known, self.trace)
        # The regular case by an index, in linear time; kyaml's own way, which compares all with all, for whatever has
        # repeated or missing keys, since its oddities show there.
        if dest is patch or not self._merged_by_index(dest, patch, keys, known.items):
            from kustompy.patches.keyed_lists import merge_by_keys

            expected = None if self.trace is None else _most(_counted(dest, keys), _counted(patch, keys))
            merge_by_keys(dest, patch, keys, lambda old, new: self.walk(old, new, known.items))
            if self.trace is not None and expected is not None:
                self.trace.note_dropped(dest, patch, expected, _counted(dest, keys))
        return dest

    def _scalars(
        self, dest: list[Value], patch: list[Value], keys: tuple[str, ...], known: MergeType, trace: Record
    ) -> Value:
        """A list whose elements are told apart by their texts, merged and noted: those that were there stay theirs."""
        chains = {node_value(each): trace.chain(patch, index) for index, each in enumerate(patch)}
        chains |= {node_value(each): trace.chain(dest, index) for index, each in enumerate(dest)}
        if not self._merged_by_index(dest, patch, keys, known.items):
            from kustompy.patches.keyed_lists import merge_by_keys

            merge_by_keys(dest, patch, keys, lambda old, new: self.walk(old, new, known.items))
        for index, each in enumerate(dest):
            trace.put(dest, index, chains.get(node_value(each)))
        return dest

    def _merged_by_index(self, dest: Value, patch: Value, keys: tuple[str, ...], known: MergeType | None) -> bool:
        """Merge two lists whose elements all have their keys and differ in them, as nearly all lists are."""
        changes = [] if patch is ABSENT else patch
        if len(keys) > 1:
            # A key that no element has does not count: ports without a protocol merge by containerPort alone.
            keys = tuple([key for key in keys if any(key_text(each, key) for each in (*changes, *dest))])
            if not keys:
                return not dest and not changes
        old, new = _index(dest, keys), _index(changes, keys)
        if old is None or new is None:
            return False
        added, gone = [], set()
        for key, change in new.items():
            before = old.get(key, ABSENT)
            after = self.walk(before, change, known)
            if after is ABSENT:
                gone.add(key)
            elif before is ABSENT:
                added.append(after)
            # With one key, merged elements take the order of the patch and stand in front; with several they stay where
            # they were, behind the new ones. Both come of kyaml's way to put elements in.
            elif len(keys) == 1:
                added.append(before)
                gone.add(key)
        if keys[0]:
            for key, before in old.items():
                if key not in new:
                    # Elements that the patch does not name are walked all the same, and lose their blank nulls.
                    self.settle(before, known)
        # An empty list in a patch changes nothing: only null or a directive removes elements.
        if not new:
            return True
        dest[:] = [*added, *(before for key, before in old.items() if key not in gone)]
        return True


def _most(first: dict[tuple[str, ...], int], second: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """The larger of the counts."""
    return {key: max(first.get(key, 0), second.get(key, 0)) for key in (*first, *second)}


def _counted(elements: Value, keys: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """How many elements have the same texts of their keys; none where there is no list."""
    counts: dict[tuple[str, ...], int] = {}
    for each in () if elements is ABSENT else elements:
        texts = tuple([key_text(each, key) for key in keys])
        counts[texts] = counts.get(texts, 0) + 1
    return counts


def _brings_odd_keys(dest: Manifest, patch: UnprintableMapping) -> bool:
    """Whether the patch adds a key that is no string; existing keys keep their spelling."""
    return any(not isinstance(resolve(key), str) for key in patch if key not in dest)


def _restyled(after: Value, before: Value) -> Value:
    """The new scalar written in the style of the one it replaces: 5 in the place of "4" is "5"."""
    # FieldSetter of kyaml keeps the style of the old node, so that a number over a quoted text is a text.
    style = style_of(before)
    if type(after) is str and not style:
        return after
    if isinstance(after, Quoted) and style == style_of(after):
        return after
    return scalar(text_of(after), tag_of(after), style)


def _directive_of_map(patch: Value) -> str:
    """The $patch of a mapping, which is removed from it."""
    if patch is ABSENT or "$patch" not in patch:
        return "merge"
    return _checked(node_value(patch.pop("$patch")))


def _directive_of_list(patch: list[Value]) -> str:
    """The $patch of a list: the first element that has this key, if it has no other."""
    element = next((each for each in patch if isinstance(each, dict) and "$patch" in each), None)
    # kyaml takes the first element with the key, and only if that has no other; a later one is an element.
    if element is None or len(element) > 1:
        return "merge"
    from kustompy.patches.keyed_lists import put

    directive = _checked(node_value(element["$patch"]))
    put(patch, ("$patch",), (directive,), ABSENT)
    return directive


def _checked(directive: str) -> str:
    if directive not in DIRECTIVES:
        raise UnknownDirective(f"unknown patch strategy '{directive}'")
    return directive


def _index(elements: list[Value], keys: tuple[str, ...]) -> dict[Value, Value] | None:
    """The elements by the texts of their keys; None if one has not all of them, or two have the same."""
    index: dict[Value, Value] = {}
    if len(keys) == 1:
        key = keys[0]
        for each in elements:
            # a scalar that is not plain text is printed anew by the long way
            text = key_text(each, key) if key else each if type(each) is str or type(each) is Quoted else ""
            if not text:
                return None
            index[text] = each
    else:
        for each in elements:
            texts = tuple([key_text(each, key) for key in keys])
            if not all(texts):
                return None
            index[texts] = each
    return index if len(index) == len(elements) else None
