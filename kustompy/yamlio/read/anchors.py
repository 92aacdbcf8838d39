"""Anchors and aliases of a document that the fast reader reads: where values stand, and what is merged."""

from __future__ import annotations

from kustompy.model.values import CONTAINERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

MOST_NODES = 2000
"""So many nodes aliases may stand for; more are for the parser, which knows the limits."""
_NODE_SIZE = 4
"""A text counts for each four characters, as it does for the parser."""


class Anchors:
    """Places by the names of their anchors, and the mappings that are still to be merged into others."""

    __slots__ = ("merges", "nodes", "places")

    def __init__(self) -> None:
        self.places: dict[str, tuple[Value, Value]] = {}
        self.merges: list[tuple[dict[str, Value], dict[str, Value]]] = []
        self.nodes = 0

    def value(self, name: str, opened: list[Value]) -> tuple[Value] | None:
        """A copy of the alias's value, in a tuple; None if the anchor is unknown or open, or the copy too large."""
        if name not in self.places:
            return None
        container, key = self.places[name]
        value = container[key]
        # An anchor whose value contains its own alias has no end; kustomize overflows its stack there (spec/scalars
        # 2.8).
        if any(value is each for each in opened):
            return None
        # What is copied has to be whole, and a mapping that is still open may get more keys.
        self.merge(opened)
        copy = self._copied(value)
        return (copy,) if self.nodes <= MOST_NODES else None

    def _copied(self, value: Value) -> Value:
        # Counted before the copy is made: nine lines of nine aliases each would ask for 9^9 copies.
        self.nodes += 1 + len(value) // _NODE_SIZE if isinstance(value, str) else 1
        if self.nodes > MOST_NODES or type(value) not in CONTAINERS:
            return value
        if isinstance(value, dict):
            return {key: self._copied(each) for key, each in value.items()}
        return [self._copied(each) for each in value]

    def will_merge(self, into: Value, value: Value) -> bool:
        """Note that the value is merged into the mapping; False where that cannot be done, or is done already."""
        if not isinstance(into, dict) or not isinstance(value, dict):
            return False
        # A second `<<` in one mapping is an error.
        if any(each is into for each, _ in self.merges):
            return False
        self.merges.append((into, value))
        return True

    def merge(self, opened: list[Value]) -> None:
        """Merge into mappings that are whole; what stands in one itself is stronger."""
        waiting = []
        for into, value in self.merges:
            if any(into is each for each in opened):
                waiting.append((into, value))
                continue
            for key, each in value.items():
                # A key of the mapping itself counts more than a merged one, also when it is written below the merge.
                into.setdefault(key, each)
        self.merges = waiting
