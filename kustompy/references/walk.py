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
    """Path → its parts: the tables have about a hundred paths, and each is walked for every object of its kind."""

    def __missing__(self, path: str) -> tuple[str, ...]:
        parts = tuple(part for piece in path.split(".") for part in piece.replace("[]", ".[]").split(".") if part)
        return self.keep(path, parts)


_PARTS = _Parts(1024)


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path: ``a.b[].c`` gives ``a``, ``b``, ``[]``, ``c``."""
    parts: tuple[str, ...] = _PARTS[path]
    return parts


class Here(NamedTuple):
    """A value, the path to it, and the mapping or element around it."""

    path: FieldPath
    value: Value
    around: Value


def walked(value: Value, path: str, start: FieldPath = ()) -> Iterator[Here]:
    """Every value at a path, below a value that stands at ``start``."""
    yield from _walked(value, parts_of(path), start, None)


class Branch:
    """Several paths as one tree: what ends here, and the branches of the parts below."""

    __slots__ = ("backwards", "below", "ends")

    def __init__(self) -> None:
        self.below: dict[str, Branch] = {}
        self.ends: list[Value] = []
        self.backwards: tuple[str, ...] = ()
        """The parts below, the last one first: a stack gives them back in order."""

    def branch(self, part: str) -> Branch:
        """The branch below a part, made if there is none yet."""
        if part not in self.below:
            self.below[part] = Branch()
            self.backwards = (part, *self.backwards)
        return self.below[part]


def tree_of(ends: Iterable[tuple[str, Value]]) -> Branch:
    """The tree of paths, each with what it leads to."""
    tree = Branch()
    for path, end in ends:
        branch = tree
        for part in parts_of(path):
            branch = branch.branch(part)
        branch.ends.append(end)
    return tree


def reached(value: Value, tree: Branch) -> list[tuple[Value, FieldPath, Value, Value]]:
    """Each end of the tree that the value reaches: the end, the path, the value there, and the mapping around that."""
    found: list[tuple[Value, FieldPath, Value, Value]] = []
    waiting: list[tuple[Value, Branch, FieldPath, Value]] = [(value, tree, (), None)]
    while waiting:
        value, branch, at, around = waiting.pop()
        # before Python 3.12 a comprehension is a call of its own, and most branches end nothing
        for end in branch.ends:
            found.append((end, at, value, around))  # noqa: PERF401
        below = branch.below
        if isinstance(value, dict):
            for key in branch.backwards:
                if key in value:
                    waiting.append((value[key], below[key], (*at, key), value))  # noqa: PERF401
        elif isinstance(value, list) and "[]" in below:
            inner = below["[]"]
            for index in range(len(value) - 1, -1, -1):
                waiting.append((value[index], inner, (*at, index), value[index]))  # noqa: PERF401
    return found


def value_at(value: Value, *path: str) -> Value:
    """What is at a path without lists; None if there is nothing."""
    for part in path:
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


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
