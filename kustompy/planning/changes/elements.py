"""Which elements of two lists are the same one: by their merge keys, by what names them, or by what they hold."""

from __future__ import annotations

from kustompy.model.values import is_scalar, text_of
from kustompy.planning.field_names import NAMING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from kustompy.fieldspecs.merge_schema import MergeType
    from kustompy.model.values import Value

    Pair = tuple[int | None, int | None]
    """Indexes in the old and the new list; None for an element that is in one of them only."""

_MOST_COMPARISONS = 250_000
"""How large two lists without keys may be, as a product, to look for the longest part that they share."""


def paired_elements(old: list[Value], new: list[Value], kind: MergeType | None) -> list[Pair]:
    """The elements in pairs, in the order of the new list; those that are gone stand where they were."""
    # The merge keys of the schema are what the API server itself tells elements apart by, so they come first.
    keys = _keys(old, new, kind)
    if keys is None:
        return list(_by_content(old, new))
    first = {_key_of(each, keys): index for index, each in enumerate(old)}
    partners = [first.get(_key_of(each, keys)) for each in new]
    return _with_gone(partners, len(old))


def have_keys(old: list[Value], new: list[Value], kind: MergeType | None) -> bool:
    """Whether elements have keys that are unique in both lists, so that their order means little."""
    return _keys(old, new, kind) is not None


def _keys(old: list[Value], new: list[Value], kind: MergeType | None) -> tuple[str, ...] | None:
    """The first fields that are unique keys in both lists."""
    tried: list[tuple[str, ...]] = [(each,) for each in NAMING]
    # A list of scalars has a key that is empty in the schema: it is merged by its values.
    if kind is not None and kind.keys and kind.keys != ("",):
        tried.insert(0, kind.keys)
    for keys in tried:
        if _are_unique(old, keys) and _are_unique(new, keys):
            return keys
    return None


def _are_unique(elements: list[Value], keys: tuple[str, ...]) -> bool:
    seen = set()
    for each in elements:
        key = _key_of(each, keys)
        if key is None or key in seen:
            return False
        seen.add(key)
    return True


def _key_of(element: Value, keys: tuple[str, ...]) -> tuple[str, ...] | None:
    """The texts of the keys; None if the element has none of them, or one that holds others."""
    if not isinstance(element, dict) or not any(key in element for key in keys):
        return None
    # Some merge keys are optional, as the protocol of a port: its absence counts as a value.
    values = [element.get(key, "") for key in keys]
    if not all(map(is_scalar, values)):
        return None
    # As texts: a port may be written as a number on one side and in quotes on the other.
    return tuple([text_of(each) for each in values])


def _with_gone(partners: Sequence[int | None], count: int) -> list[Pair]:
    kept = {each for each in partners if each is not None}
    gone = [index for index in range(count) if index not in kept]
    pairs: list[Pair] = []
    for index, partner in enumerate(partners):
        while gone and partner is not None and gone[0] < partner:
            pairs.append((gone.pop(0), None))
        pairs.append((partner, index))
    return [*pairs, *((index, None) for index in gone)]


def _by_content(old: list[Value], new: list[Value]) -> Iterator[Pair]:
    """What both begin and end with, the longest parts that they share between, and the rest in its order."""
    before, after = [_text(each) for each in old], [_text(each) for each in new]
    # Most lists grow at an end, so that little is left for the comparison that costs.
    start = 0
    while start < min(len(old), len(new)) and before[start] == after[start]:
        yield start, start
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    yield from _middle(before[start : len(old) - end], after[start : len(new) - end], start)
    for index in range(end, 0, -1):
        yield len(old) - index, len(new) - index


def _middle(before: list[Hashable], after: list[Hashable], start: int) -> Iterator[Pair]:
    # difflib takes time in the product of both: thousands of arguments on either side would take minutes.
    if len(before) * len(after) > _MOST_COMPARISONS:
        yield from _side_by_side(range(start, start + len(before)), range(start, start + len(after)))
        return
    from difflib import SequenceMatcher

    # Without `autojunk`, which drops what comes often in long lists: equal elements would then look moved.
    for _, one, one_end, other, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from _side_by_side(range(start + one, start + one_end), range(start + other, start + other_end))


def _side_by_side(old: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
    for number in range(max(len(old), len(new))):
        yield old[number] if number < len(old) else None, new[number] if number < len(new) else None


def _text(value: Value) -> Hashable:
    """What an element is compared by: its JSON."""
    import json

    # JSON keeps true apart from 1, and the order of keys says nothing.
    return json.dumps(value, sort_keys=True, default=str)


def in_order(partners: Sequence[int]) -> set[int]:
    """The largest set of indexes that rise from left to right, as positions: the elements that have not moved."""
    from bisect import bisect_left

    # Patience sorting: `ends` has the smallest value that a rising run of each length can end with. Time is n log n.
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(partners)
    for position, value in enumerate(partners):
        at = bisect_left(ends, value)
        before[position] = last[at - 1] if at else -1
        if at == len(ends):
            ends.append(value)
            last.append(position)
        else:
            ends[at], last[at] = value, position
    kept = set()
    position = last[-1] if last else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return kept
