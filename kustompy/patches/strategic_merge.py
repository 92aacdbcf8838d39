"""Strategic merge, as kyaml walks a resource and its patch together (spec section 3.8), its oddities included."""

from __future__ import annotations

from kustompy.errors import PatchError
from kustompy.model.values import OddMapping, Quoted, WrittenNull, copied, is_null, tag_of, text_of
from kustompy.yamlio.scalars import resolve, scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.merge_schema import MergeSchema, MergeType
    from kustompy.model.values import Manifest, Value


def strategic_merge(dest: Manifest, patch: Manifest, schema: MergeSchema) -> Manifest | None:
    """The manifest with the patch merged into it, in place; None if the patch deletes it.

    Nothing of the patch becomes part of the manifest, so one patch can be applied to many.
    """
    # what the walk returns is not looked at, so that a whole resource cannot be replaced by its patch
    return None if _Merge(schema).walk(dest, copied(patch), None) is _ABSENT else dest


_ABSENT: Any = object()
"""No node at all, where None is a null that somebody wrote."""

_DIRECTIVES = ("delete", "replace", "merge")
_KINDS = {"map": "MappingNode", "list": "SequenceNode", "scalar": "ScalarNode"}


def _kind(node: Value) -> str:
    """What the node is, empty for a null and for none."""
    if isinstance(node, dict):
        return "map"
    if isinstance(node, list):
        return "list"
    return "" if node is _ABSENT or is_null(node) else "scalar"


def _check_kind(node: Value, expected: str) -> None:
    kind = _kind(node)
    if kind and kind != expected:
        from kustompy.yamlio.node_text import node_text

        found = f"expected {_KINDS[expected]} but got {_KINDS[kind]}"
        raise PatchError(f"wrong node kind: {found}: node contents:\n{node_text(node)}", code="KST520")


def _text(node: Value) -> str:
    """The text of a node as kyaml compares it: that of a mapping or a list is empty."""
    return "" if isinstance(node, (dict, list)) else text_of(node)


class _Merge:
    """One merge: the patch is a copy, and both it and the manifest are changed on the way."""

    __slots__ = ("schema",)

    def __init__(self, schema: MergeSchema) -> None:
        self.schema = schema

    def walk(self, dest: Value, patch: Value, known: MergeType | None) -> Value:
        """The merged node, or _ABSENT where none is left; either may be _ABSENT."""
        kind = _kind(dest) or _kind(patch) or "map"
        _check_kind(dest, kind)
        _check_kind(patch, kind)
        if kind == "scalar":
            return dest if patch is _ABSENT else patch
        if known is None and kind == "map":
            known = self._type_of(dest) or self._type_of(patch)
        if kind == "map":
            return self._map(dest, patch, known)
        if known is not None and known.keys is not None:
            return self._keyed_list(dest, patch, known)
        return dest if patch is _ABSENT else patch

    def _type_of(self, node: Value) -> MergeType | None:
        """The type of an object that says what it is, also where it is embedded in another."""
        if not isinstance(node, dict) or "kind" not in node or "apiVersion" not in node:
            return None
        return self.schema.root(_text(node["apiVersion"]), _text(node["kind"]))

    def _map(self, dest: Value, patch: Value, known: MergeType | None) -> Value:
        if dest is _ABSENT or is_null(dest):
            if (
                isinstance(patch, dict)
                and _text(patch.get("$patch", "")) in _DIRECTIVES
                and _directive_of_map(patch) == "delete"
            ):
                return _ABSENT
            if patch is _ABSENT:
                # kustomize keeps a null that was written out, and loses one that was left blank
                return dest if dest is not _ABSENT and text_of(dest) else _ABSENT
            dest = patch
        elif is_null(patch):
            return _ABSENT
        else:
            directive = _directive_of_map(patch)
            if directive == "delete":
                return _ABSENT
            if directive == "replace":
                dest = patch
        if isinstance(dest, dict):
            if patch is _ABSENT:
                self.settle(dest, known)
            else:
                if type(patch) is OddMapping and _brings_odd_keys(dest, patch):
                    dest = OddMapping(dest, patch.problem)
                self._fields(dest, patch, known)
        return dest

    def _fields(self, dest: Manifest, patch: Manifest, known: MergeType | None) -> None:
        for name in sorted({*dest, *patch}):
            before = dest.get(name, _ABSENT)
            change = patch.get(name, _ABSENT)
            if change is _ABSENT and not isinstance(before, (dict, list, WrittenNull)):
                continue
            after = self.walk(before, change, None if known is None else known.field(name))
            if after is _ABSENT or (is_null(after) and change is not _ABSENT):
                dest.pop(name, None)
            elif after is not before:
                dest[name] = after if before is _ABSENT or isinstance(after, (dict, list)) else _restyled(after, before)

    def settle(self, dest: Manifest, known: MergeType | None) -> None:
        """What a merge does to the parts of a manifest that its patch does not mention."""
        if known is None:
            known = self._type_of(dest)
        blanks = []
        for name, value in dest.items():
            kind = type(value)
            if kind is str:
                continue
            if isinstance(value, dict):
                self.settle(value, None if known is None else known.field(name))
            elif kind is list:
                below = None if known is None else known.field(name)
                if below is not None and below.keys is not None:
                    self._keyed_list(value, _ABSENT, below)
            elif kind is WrittenNull and not value.text:
                blanks.append(name)
        for name in blanks:
            del dest[name]

    def _keyed_list(self, dest: Value, patch: Value, known: MergeType) -> Value:
        if dest is _ABSENT or is_null(dest):
            dest = patch
        elif patch is not _ABSENT:
            if is_null(patch):
                return _ABSENT
            directive = _directive_of_list(patch)
            if directive == "delete":
                return _ABSENT
            if directive == "replace":
                dest = patch
        keys = known.keys or ("",)
        if dest is patch or not self._merged_by_index(dest, patch, keys, known.items):
            _Elements(self, dest, patch, keys, known.items).merge()
        return dest

    def _merged_by_index(self, dest: Value, patch: Value, keys: tuple[str, ...], known: MergeType | None) -> bool:
        """Merge two lists whose elements all have their keys and differ in them, as nearly all lists are."""
        changes = [] if patch is _ABSENT else patch
        if len(keys) > 1:
            keys = tuple([key for key in keys if any(_key_text(each, key) for each in (*changes, *dest))])
            if not keys:
                return not dest and not changes
        old, new = _index(dest, keys), _index(changes, keys)
        if old is None or new is None:
            return False
        added, gone = [], set()
        for key, change in new.items():
            before = old.get(key, _ABSENT)
            after = self.walk(before, change, known)
            if after is _ABSENT:
                gone.add(key)
            elif before is _ABSENT:
                added.append(after)
            elif len(keys) == 1:
                added.append(before)
                gone.add(key)
        if keys[0]:
            for key, before in old.items():
                if key not in new:
                    self.settle(before, known)
        if not new:
            return True
        dest[:] = [*added, *(before for key, before in old.items() if key not in gone)]
        return True


def _brings_odd_keys(dest: Manifest, patch: OddMapping) -> bool:
    """Whether a key that is no string comes to the mapping; keys that are there stay as they were written."""
    return any(not isinstance(resolve(key), str) for key in patch if key not in dest)


def _restyled(after: Value, before: Value) -> Value:
    """The new scalar written in the style of the one it replaces: 5 in the place of "4" is "5"."""
    style = style_of(before)
    if type(after) is str and not style:
        return after
    if isinstance(after, Quoted) and style == style_of(after):
        return after
    return scalar(text_of(after), tag_of(after), style)


def _directive_of_map(patch: Value) -> str:
    """The $patch of a mapping, which is removed from it."""
    if patch is _ABSENT or "$patch" not in patch:
        return "merge"
    return _checked(_text(patch.pop("$patch")))


def _directive_of_list(patch: list[Value]) -> str:
    """The $patch of a list: the first element that has this key, if it has no other."""
    element = next((each for each in patch if isinstance(each, dict) and "$patch" in each), None)
    if element is None or len(element) > 1:
        return "merge"
    directive = _checked(_text(element["$patch"]))
    _put(patch, ("$patch",), (directive,), _ABSENT)
    return directive


def _checked(directive: str) -> str:
    if directive not in _DIRECTIVES:
        raise PatchError(f"unknown patch strategy '{directive}'", code="KST521")
    return directive


def _key_text(element: Value, key: str) -> str:
    """The text of a key that an element can be told by, or an empty one."""
    if not isinstance(element, dict):
        return ""
    value = element.get(key)
    if type(value) is str or type(value) is Quoted:
        return value
    return "" if is_null(value) else _text(value)


def _index(elements: list[Value], keys: tuple[str, ...]) -> dict[Any, Value] | None:
    """The elements by the texts of their keys; None if one has not all of them, or two have the same."""
    index: dict[Any, Value] = {}
    if len(keys) == 1:
        key = keys[0]
        for each in elements:
            # a scalar that is not plain text is printed anew by the long way
            text = _key_text(each, key) if key else each if type(each) is str or type(each) is Quoted else ""
            if not text:
                return None
            index[text] = each
    else:
        for each in elements:
            texts = tuple([_key_text(each, key) for key in keys])
            if not all(texts):
                return None
            index[texts] = each
    return index if len(index) == len(elements) else None


class _Elements:
    """The merge of two keyed lists in full generality, step by step as kyaml goes."""

    __slots__ = ("dest", "keys", "known", "merge_", "patch")

    def __init__(
        self, merge: _Merge, dest: list[Value], patch: Value, keys: tuple[str, ...], known: MergeType | None
    ) -> None:
        self.merge_, self.dest, self.patch, self.keys, self.known = merge, dest, patch, keys, known

    def merge(self) -> None:
        tuples = self._tuples()
        if len(self.keys) > 1:
            _fill_in(tuples)
        if not tuples:
            return
        valid = [i for i in range(len(self.keys)) if any(each[i] for each in tuples)] or list(range(len(self.keys)))
        keys = tuple(self.keys[i] for i in valid)
        added: list[Value] = []
        for each in tuples:
            texts = tuple(each[i] for i in valid)
            merged = self._merged(keys, texts)
            if merged is _ABSENT or is_null(merged) or merged == {}:
                _put(self.dest, keys, texts, _ABSENT)
                continue
            _put(added, keys, texts, _with_keys(merged, keys, texts))
        self.dest[:] = self._joined(added, keys)

    def _tuples(self) -> list[tuple[str, ...]]:
        """The texts of the keys of all elements, the patch's first, each once."""
        seen: dict[tuple[str, ...], None] = {}
        for source in (self.patch, self.dest):
            for each in () if source is _ABSENT or is_null(source) else source:
                if not self.keys[0]:
                    seen[(_text(each),)] = None
                else:
                    seen[tuple([_key_text(each, key) for key in self.keys])] = None
        return list(seen)

    def _merged(self, keys: tuple[str, ...], texts: tuple[str, ...]) -> Value:
        given = [i for i, text in enumerate(texts) if text] or range(len(texts))
        wanted = [(keys[i], texts[i]) for i in given]
        return self.merge_.walk(_found(self.dest, wanted), _found(self.patch, wanted), self.known)

    def _joined(self, added: list[Value], keys: tuple[str, ...]) -> list[Value]:
        """The merged elements, then what is left of the list; here multi-keyed lists lose patches."""
        for each in list(self.dest):
            if not keys[0]:
                _put(added, keys, (_text(each),), each)
                continue
            texts: list[str] = []
            for key in keys:
                if not is_null(each):
                    _check_kind(each, "map")
                if is_null(each) or key not in each:
                    added.append(each)
                else:
                    texts.append(_text(each[key]))
            if len(keys) > 1:
                _put(added, keys, texts, _ABSENT)
            _put(added, keys, texts, each)
        return added


def _fill_in(tuples: list[tuple[str, ...]]) -> None:
    """Complete tuples that have a key in common and differ only where one of them is empty."""
    for i in range(len(tuples)):
        # kyaml goes on with the tuple it began with, also when it has been completed meanwhile
        one = tuples[i]
        for j in range(len(tuples)):
            other = tuples[j]
            common = any(a == b for a, b in zip(one, other, strict=True))
            if common and all(a == b or not a or not b for a, b in zip(one, other, strict=True)):
                tuples[i] = tuples[j] = tuple(a or b for a, b in zip(one, other, strict=True))


def _found(elements: Value, wanted: list[tuple[str, str]]) -> Value:
    """The first element whose keys have these texts."""
    if elements is _ABSENT or is_null(elements):
        return _ABSENT
    for each in elements:
        if not wanted[0][0]:
            if _text(each) == wanted[0][1]:
                return each
        elif isinstance(each, dict) and all(key in each and _text(each[key]) == text for key, text in wanted):
            return each
    return _ABSENT


def _with_keys(merged: Value, keys: tuple[str, ...], texts: tuple[str, ...]) -> Value:
    for key, text in zip(keys, texts, strict=True):
        if not text:
            continue
        if not key:
            return scalar(text, "", style_of(merged))
        if isinstance(merged, dict) and key not in merged:
            merged[key] = scalar(text, "", "")
    return merged


def _put(elements: list[Value], keys: tuple[str, ...], texts: list[str] | tuple[str, ...], element: Value) -> None:
    """Put the element in the place of all that match, or at the end; _ABSENT removes them. Empty elements go."""
    kept, hit = [], False
    for each in elements:
        if is_null(each) or each == {}:
            continue
        if not isinstance(each, dict) and keys[0] and texts and texts[0]:
            kept.append(each)
        elif not _matches(each, keys, texts):
            if texts:
                kept.append(each)
        else:
            hit = True
            if element is not _ABSENT:
                kept.append(element)
    elements[:] = kept
    if element is not _ABSENT and not is_null(element) and not hit:
        elements.append(element)


def _matches(element: Value, keys: tuple[str, ...], texts: list[str] | tuple[str, ...]) -> bool:
    """Whether each key has its text; an empty text stands for any, and a key without text for the one before it."""
    found = False
    for i, key in enumerate(keys):
        if i < len(texts):
            if not key:
                _check_kind(element, "scalar")
                found = _text(element) == texts[i]
            else:
                _check_kind(element, "map")
                found = key in element and (not texts[i] or _text(element[key]) == texts[i])
        if not found:
            return False
    return True
