"""Paths with lists in them, walked through a manifest."""

from __future__ import annotations

import functools
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value


@functools.lru_cache(maxsize=1024)
def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path; ``[]`` is a part of its own."""
    return tuple(part for piece in path.split(".") for part in piece.replace("[]", ".[]").split(".") if part)


class Here(NamedTuple):
    """A value, the path to it, and the mapping that it stands in."""

    path: FieldPath
    value: Value
    around: Value


def walked(value: Value, path: str, start: FieldPath = ()) -> Iterator[Here]:
    """Every value at a path, below a value that stands at ``start``."""
    yield from _walked(value, parts_of(path), start, None)


def _walked(value: Value, parts: tuple[str, ...], at: FieldPath, around: Value) -> Iterator[Here]:
    if not parts:
        yield Here(at, value, around)
        return
    first, rest = parts[0], parts[1:]
    if first == "[]":
        if isinstance(value, list):
            for index, each in enumerate(value):
                yield from _walked(each, rest, (*at, index), each)
    elif isinstance(value, dict) and first in value:
        yield from _walked(value[first], rest, (*at, first), value)
