"""Shell patterns as Go's ``path/filepath`` matches them: ``*`` and ``?`` stop at slashes, ``**`` is ``*``."""

from __future__ import annotations

import os

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# On Windows the backslash parts directories, and Go knows no escapes there.
_ESCAPES = os.sep == "/"


def bad_pattern(prefix: str = "") -> UsageError:
    """The error of a pattern that cannot be read."""
    return UsageError(f"{prefix}syntax error in pattern", code="KST830", hint="escape `[` with a backslash")


def matches(pattern: str, name: str) -> bool:
    """Whether the whole name matches; a pattern with a syntax error is refused even where the name differs earlier."""
    return matcher(pattern)(name)


def matcher(pattern: str) -> Callable[[str], bool]:
    """The pattern, ready to be held against many names."""
    chunks = _chunks(pattern)
    return lambda name: _matches_chunks(chunks, name)


def _matches_chunks(chunks: list[tuple[bool, list[_Item]]], name: str) -> bool:
    for number, (starred, items) in enumerate(chunks):
        is_last = number == len(chunks) - 1
        # A star at the end takes all that is left, unless it holds a slash.
        if starred and not items:
            return os.sep not in name
        end = _end_of_match(items, name, 0)
        if end >= 0 and (not is_last or end == len(name)):
            name = name[end:]
            continue
        if not starred:
            return False
        # A star takes as little as it can, and once what follows it has matched, it takes no more: quadratic time at
        # most, where trying all ways would take exponential time.
        for start in range(len(name)):
            if name[start] == os.sep:
                return False
            end = _end_of_match(items, name, start + 1)
            if end >= 0 and (not is_last or end == len(name)):
                name = name[end:]
                break
        else:
            return False
    return not name


class _Item:
    """What one character has to be: any but a slash, or one of the ranges, or none of them."""

    __slots__ = ("is_negated", "ranges")

    def __init__(self, ranges: list[tuple[str, str]], *, is_negated: bool) -> None:
        self.ranges, self.is_negated = ranges, is_negated

    def takes(self, char: str) -> bool:
        """Whether the character fits."""
        if not self.ranges:
            return char != os.sep
        return any(low <= char <= high for low, high in self.ranges) != self.is_negated


def _end_of_match(items: list[_Item], name: str, start: int) -> int:
    """Where the match of the items that begins at ``start`` ends, or -1."""
    if start + len(items) > len(name):
        return -1
    fits = all(item.takes(name[start + offset]) for offset, item in enumerate(items))
    return start + len(items) if fits else -1


def _chunks(pattern: str) -> list[tuple[bool, list[_Item]]]:
    """The pattern cut at its stars: whether a star stands before, and the single characters that follow."""
    chunks: list[tuple[bool, list[_Item]]] = [(False, [])]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "*":
            # `**` is one star.
            if chunks[-1][1] or not chunks[-1][0]:
                chunks.append((True, []))
            at += 1
        elif char == "[":
            item, at = _class(pattern, at + 1)
            chunks[-1][1].append(item)
        elif char == "?":
            chunks[-1][1].append(_Item([], is_negated=False))
            at += 1
        else:
            char, at = _character(pattern, at)
            chunks[-1][1].append(_Item([(char, char)], is_negated=False))
    return chunks[1:] if len(chunks) > 1 and not chunks[0][1] else chunks


def _class(pattern: str, at: int) -> tuple[_Item, int]:
    is_negated = pattern[at : at + 1] == "^"
    at += is_negated
    ranges: list[tuple[str, str]] = []
    while not (pattern[at : at + 1] == "]" and ranges):
        low, at = _class_character(pattern, at)
        high = low
        if pattern[at : at + 1] == "-":
            high, at = _class_character(pattern, at + 1)
        ranges.append((low, high))
    return _Item(ranges, is_negated=is_negated), at + 1


def _class_character(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern) or pattern[at] in "-]":
        raise bad_pattern()
    char, at = _character(pattern, at)
    if at >= len(pattern):
        raise bad_pattern()
    return char, at


def _character(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\" and _ESCAPES:
        at += 1
        if at >= len(pattern):
            raise bad_pattern()
    return pattern[at], at + 1
