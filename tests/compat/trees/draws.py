"""What a drawn tree is drawn from: one source of chance, Hypothesis's or a seeded one, and what was drawn so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Value = Any
"""A dict with keys as written, a list, or the text of a scalar as it is written."""


class Draws:
    """Choices, with the rare and the late ones where Hypothesis does not shrink to."""

    def __init__(self, random: Random, oddness: int) -> None:
        self.random = random
        self.oddness = oddness
        """Percent of the values that are written in an odd way."""
        self.vars: list[str] = []
        """The names of the vars of this tree, for texts that speak of them."""

    def chance(self, percent: float) -> bool:
        """Whether something happens that happens that often."""
        return self.random.randrange(1000) >= 1000 - percent * 10

    def odd(self, times: float = 1) -> bool:
        """Whether this is one of the odd values of the tree."""
        return self.chance(self.oddness * times)

    def one(self, options: Sequence[T]) -> T:
        return self.random.choice(options)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def several(self, make: Callable[[], T], most: int, least: int = 0) -> list[T]:
        """Up to so many of what is made."""
        return [make() for _ in range(self.number(least, most))]

    def sample(self, options: Sequence[T], most: int, least: int = 0) -> list[T]:
        """Up to so many of the options, none twice, in their order."""
        left = list(range(len(options)))
        picked = [left.pop(self.number(0, len(left) - 1)) for _ in range(min(self.number(least, most), len(left)))]
        return [options[i] for i in sorted(picked)]

    def fields(self, percent: float, **makers: Callable[[], Value]) -> dict[str, Value]:
        """A mapping in which each field is there that often."""
        return {key: make() for key, make in makers.items() if self.chance(percent)}
