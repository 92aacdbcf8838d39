"""Paths with lists in them, walked through a manifest."""

from __future__ import annotations

from kustompy.limits import NamedTuple
from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value


class _Parts(Memo):
    """The parts of paths."""

    def __missing__(self, path: str) -> tuple[str, ...]:
        parts = tuple(part for piece in path.split(".") for part in piece.replace("[]", ".[]").split(".") if part)
        return self.keep(path, parts)


_PARTS = _Parts(1024)


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path; ``[]`` is a part of its own."""
    parts: tuple[str, ...] = _PARTS[path]
    return parts


class Here(NamedTuple):
    """A value, the path to it, and the mapping that it stands in."""

    path: FieldPath
    value: Value
    around: Value


def walked(value: Value, path: str, start: FieldPath = ()) -> Iterator[Here]:
    """Every value at a path, below a value that stands at ``start``."""
    yield from _walked(value, parts_of(path), start, None)


class Branch:
    """Several paths as one tree, which is walked once: what ends at a part, and the parts below it."""

    __slots__ = ("below", "ends")

    def __init__(self) -> None:
        self.below: dict[str, Branch] = {}
        self.ends: list[Value] = []


def tree_of(ends: Iterable[tuple[str, Value]]) -> Branch:
    """The tree of paths, each with what it stands for."""
    tree = Branch()
    for path, end in ends:
        branch = tree
        for part in parts_of(path):
            branch = branch.below.setdefault(part, Branch())
        branch.ends.append(end)
    return tree


def reached(value: Value, tree: Branch, at: FieldPath, found: list[tuple[Value, Here]], around: Value = None) -> None:
    """Add each end of the tree that the value reaches, with what is there."""
    found += [(end, Here(at, value, around)) for end in tree.ends]
    below = tree.below
    if not below:
        return
    if isinstance(value, dict):
        for key, branch in below.items():
            if key in value:
                reached(value[key], branch, (*at, key), found, value)
    elif isinstance(value, list) and "[]" in below:
        branch = below["[]"]
        for index, each in enumerate(value):
            reached(each, branch, (*at, index), found, each)


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
