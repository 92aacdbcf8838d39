"""A picture: nodes in groups, and edges between them; much that is alike is folded into one node."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANY = 40
"""Groups with more nodes are folded."""
# Two rounds see as far as a Service, its Deployment and the ConfigMap of that.
_ROUNDS = 2


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
    # A dict keeps the order, which makes the picture the same on every run.
    kept = dict.fromkeys(each for each in edges if each.source in known and each.target in known)
    return Picture(tuple(known.values()), tuple(kept))


def folded(picture: Picture) -> Picture:
    """Large groups with nodes of one kind that lead to the same and are led to by the same as one node each."""
    large = {name for name, nodes in picture.groups().items() if len(nodes) > MANY}
    if not large:
        return picture
    # Twice: nodes that lead to things which were folded may be alike now.
    once = _folded(_folded(picture, large), large)
    left = {name for name, nodes in once.groups().items() if len(nodes) > MANY}
    return _merged(once, _by_shape(once, left)) if left else once


def _folded(picture: Picture, large: set[str]) -> Picture:
    """Nodes of one kind that lead to the same nodes, and are led to by the same, as one."""
    return _merged(picture, _around(picture, large, {each.key: each.key for each in picture.nodes}))


def _by_shape(picture: Picture, large: set[str]) -> dict[str, object]:
    """What makes nodes alike that lead to nodes of one kind, and so on: a Service of each of 500 Deployments."""
    look: dict[str, object] = {each.key: each.kind for each in picture.nodes}
    for _ in range(_ROUNDS):
        numbers: dict[object, int] = {}
        seen = _around(picture, large, look)
        # Numbers stand for what was seen, so that what is compared does not grow with each round.
        look = {key: numbers.setdefault(each, len(numbers)) for key, each in seen.items()}
    return _around(picture, large, look)


def _around(picture: Picture, large: set[str], look: Mapping[str, object]) -> dict[str, object]:
    """What is around each node of large groups; a node of another group is like itself only."""
    around: dict[str, set[tuple[bool, object, str]]] = {each.key: set() for each in picture.nodes}
    for edge in picture.edges:
        # The first word is the relation. The path behind it differs between resources that are alike otherwise.
        relation = edge.words.partition(" ")[0]
        around[edge.source].add((True, look[edge.target], relation))
        around[edge.target].add((False, look[edge.source], relation))
    return {
        each.key: (each.group, each.kind, frozenset(around[each.key])) if each.group in large else each.key
        for each in picture.nodes
    }


def _merged(picture: Picture, alike: Mapping[str, object]) -> Picture:
    """The picture with nodes that are alike as one."""
    place: dict[object, list[Node]] = {}
    for each in picture.nodes:
        place.setdefault(alike[each.key], []).append(each)
    into: dict[str, str] = {}
    nodes = []
    for same in place.values():
        first = same[0]
        into.update((each.key, first.key) for each in same)
        count = sum(each.stands_for for each in same)
        nodes.append(first if len(same) == 1 else first._replace(label=first.kind, stands_for=count))
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
            # Only circles are left: one of them is entered where the order of nodes has it.
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
