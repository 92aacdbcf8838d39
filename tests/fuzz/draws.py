"""Choices that the bytes of a fuzzer make; where they end, every choice is the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    Chosen = TypeVar("Chosen")


class Draws:
    """Reads choices off bytes, two for each."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def below(self, count: int) -> int:
        """A number from 0, less than ``count``, which may be up to 65,536."""
        pair = self._data[self._at : self._at + 2]
        self._at += 2
        return int.from_bytes(pair, "big") % count

    def of(self, choices: Sequence[Chosen]) -> Chosen:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def once_in(self, count: int) -> bool:
        """True once in so many draws."""
        return self.below(count) == count - 1
