"""How much a text may ask for."""

from __future__ import annotations


class Limits:
    """How far aliases may blow a text up, and how deep it may nest."""

    __slots__ = ("alias_factor", "alias_nodes", "depth")

    def __init__(self, alias_nodes: int = 1_000_000, alias_factor: int = 100, depth: int = 10_000) -> None:
        self.alias_nodes, self.alias_factor, self.depth = alias_nodes, alias_factor, depth


DEFAULT_LIMITS = Limits()
