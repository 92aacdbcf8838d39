"""A picture: nodes in groups, and edges between them; much that is alike is folded into one node."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MANY = 40
"""Groups with more nodes are folded."""


class Node(NamedTuple):
    """A thing in a picture: its key, what is written in it, what it is, and the group that it stands in."""

    key: str
    label: str
    kind: str
    group: str
    stands_for: int = 1
    """How many things it stands for."""

    def __str__(self) -> str:
        return f"{self.label} × {self.stands_for}" if self.stands_for > 1 else self.label


class Edge(NamedTuple):
    """One thing leads to another, by way of what the words say."""

    source: str
    target: str
    words: str


class Picture(NamedTuple):
    """Nodes by group, in order, and edges."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def groups(self) -> dict[str, list[Node]]:
        """The nodes of each group."""
        found: dict[str, list[Node]] = {}
        for each in self.nodes:
            found.setdefault(each.group, []).append(each)
        return found


def picture_of(nodes: Iterable[Node], edges: Iterable[Edge]) -> Picture:
    """The picture without edges that lead nowhere or are there twice."""
    known = {each.key: each for each in nodes}
    kept = dict.fromkeys(each for each in edges if each.source in known and each.target in known)
    return Picture(tuple(known.values()), tuple(kept))


def folded(picture: Picture) -> Picture:
    """Large groups with nodes of one kind that lead to the same and are led to by the same as one node each."""
    large = {name for name, nodes in picture.groups().items() if len(nodes) > MANY}
    if not large:
        return picture
    # twice: what leads to things that were folded may be alike now
    return _folded(_folded(picture, large), large)


def _folded(picture: Picture, large: set[str]) -> Picture:
    around: dict[str, set[tuple[bool, str, str]]] = {each.key: set() for each in picture.nodes}
    for edge in picture.edges:
        # where in a resource the other one is named makes no other relation
        relation = edge.words.partition(" ")[0]
        around[edge.source].add((True, edge.target, relation))
        around[edge.target].add((False, edge.source, relation))
    place: dict[tuple[str, str, frozenset[tuple[bool, str, str]]], list[Node]] = {}
    for each in picture.nodes:
        own = frozenset(around[each.key]) if each.group in large else frozenset([(True, each.key, "")])
        place.setdefault((each.group, each.kind, own), []).append(each)
    into: dict[str, str] = {}
    nodes = []
    for alike in place.values():
        first = alike[0]
        into.update((each.key, first.key) for each in alike)
        count = sum(each.stands_for for each in alike)
        nodes.append(first if len(alike) == 1 else first._replace(label=first.kind, stands_for=count))
    edges: dict[tuple[str, str], Edge] = {}
    for edge in picture.edges:
        ends = (into[edge.source], into[edge.target])
        edges.setdefault(ends, Edge(*ends, edge.words))
    return picture_of(nodes, edges.values())


def layers(picture: Picture) -> dict[str, int]:
    """How far each node is from those that nothing leads to; of a circle, where it was entered."""
    below: dict[str, list[str]] = {each.key: [] for each in picture.nodes}
    entered = dict.fromkeys(below, 0)
    for edge in picture.edges:
        if edge.source != edge.target:
            below[edge.source].append(edge.target)
            entered[edge.target] += 1
    found = dict.fromkeys(below, 0)
    waiting = [key for key, count in entered.items() if not count]
    done: set[str] = set()
    while len(done) < len(below):
        if not waiting:
            waiting = [next(key for key in below if key not in done)]
        key = waiting.pop()
        if key in done:
            continue
        done.add(key)
        for target in below[key]:
            if target not in done:
                found[target] = max(found[target], found[key] + 1)
            entered[target] -= 1
            if entered[target] == 0:
                waiting.append(target)
    return found
