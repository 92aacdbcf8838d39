"""The merge of two lists by keys in full generality, step by step as kyaml goes."""

from __future__ import annotations

from kustompy.errors import LimitError
from kustompy.model.values import is_null
from kustompy.patches.nodes import ABSENT, check_kind, key_text, node_value
from kustompy.yamlio.scalars.scalars import scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from kustompy.model.values import Value

    Walk: TypeAlias = Callable[[Value, Value], Value]
    """Merges two elements."""

_MOST_COMPARISONS = 500_000
"""What an irregular list may take to merge, as kyaml compares all its elements with each other: about a second."""


def merge_by_keys(dest: list[Value], patch: Value, keys: tuple[str, ...], walk: Walk) -> None:
    """Merge the elements whose keys have the same texts; the oddities are kyaml's."""
    size = len(dest) + (0 if patch is ABSENT else len(patch))
    if size * size * len(keys) > _MOST_COMPARISONS:
        raise LimitError(
            f"a list of {size} elements cannot be merged: not each has a {' and '.join(keys)} of its own",
            code="KST702",
        )
    tuples = _tuples(dest, patch, keys)
    if not tuples:
        return
    if len(keys) > 1:
        _fill_in(tuples)
    # Keys that no element has are left out (validateKeys); if none has any, all stay.
    valid = [i for i in range(len(keys)) if any(each[i] for each in tuples)] or list(range(len(keys)))
    keys = tuple([keys[i] for i in valid])
    added: list[Value] = []
    for each in tuples:
        texts = tuple([each[i] for i in valid])
        # Looked for by the keys that the tuple has: an element without protocol is found by its port.
        wanted = [(key, text) for key, text in zip(keys, texts, strict=True) if text] or list(
            zip(keys, texts, strict=True)
        )
        merged = walk(_found(dest, wanted), _found(patch, wanted))
        # An element that a merge leaves empty is removed like one that the patch deletes.
        if merged is ABSENT or is_null(merged) or merged == {}:
            put(dest, keys, texts, ABSENT)
        else:
            put(added, keys, texts, _with_keys(merged, keys, texts))
    dest[:] = _joined(added, dest, keys)


def _tuples(dest: list[Value], patch: Value, keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The texts of the keys of all elements, the patch's first, each once."""
    # The patch first: the merged list begins with its elements.
    elements = dest if patch is ABSENT else [*patch, *dest]
    if keys[0]:
        return list(dict.fromkeys([tuple([key_text(each, key) for key in keys]) for each in elements]))
    return list(dict.fromkeys([(node_value(each),) for each in elements]))


def _joined(added: list[Value], dest: list[Value], keys: tuple[str, ...]) -> list[Value]:
    """The merged elements, then what is left of the list; here lists with several keys lose patches."""
    for each in list(dest):
        if not keys[0]:
            put(added, keys, (node_value(each),), each)
            continue
        texts: list[str] = []
        for key in keys:
            if not is_null(each):
                check_kind(each, "map")
            # kyaml appends at once for each key that is missing, and goes on with fewer texts than keys.
            if is_null(each) or key not in each:
                added.append(each)
            else:
                texts.append(node_value(each[key]))
        if len(keys) > 1:
            put(added, keys, texts, ABSENT)
        put(added, keys, texts, each)
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
    if elements is ABSENT or is_null(elements):
        return ABSENT
    for each in elements:
        if not wanted[0][0]:
            if node_value(each) == wanted[0][1]:
                return each
        elif isinstance(each, dict) and all(key in each and node_value(each[key]) == text for key, text in wanted):
            return each
    return ABSENT


def _with_keys(merged: Value, keys: tuple[str, ...], texts: tuple[str, ...]) -> Value:
    for key, text in zip(keys, texts, strict=True):
        if not text:
            continue
        if not key:
            return scalar(text, "", style_of(merged))
        if isinstance(merged, dict) and key not in merged:
            merged[key] = scalar(text, "", "")
    return merged


def put(elements: list[Value], keys: tuple[str, ...], texts: list[str] | tuple[str, ...], element: Value) -> None:
    """Put the element in the place of all that match, or at the end; ABSENT removes them. Empty elements go."""
    kept, hit = [], False
    for each in elements:
        if is_null(each) or each == {}:
            continue
        # A scalar among mappings is kept, for no key can match it.
        if not isinstance(each, dict) and keys[0] and texts and texts[0]:
            kept.append(each)
        # Without any text nothing can match, and kyaml drops the element then.
        elif not _matches(each, keys, texts):
            if texts:
                kept.append(each)
        else:
            hit = True
            if element is not ABSENT:
                kept.append(element)
    elements[:] = kept
    if element is not ABSENT and not is_null(element) and not hit:
        elements.append(element)


def _matches(element: Value, keys: tuple[str, ...], texts: list[str] | tuple[str, ...]) -> bool:
    """Whether each key has its text; an empty text stands for any, and a key without text for the one before it."""
    found = False
    for i, key in enumerate(keys):
        if i < len(texts):
            if not key:
                check_kind(element, "scalar")
                found = node_value(element) == texts[i]
            else:
                check_kind(element, "map")
                # An empty text matches any value of the key: here patches for elements without a protocol get lost.
                found = key in element and (not texts[i] or node_value(element[key]) == texts[i])
        if not found:
            return False
    return True
