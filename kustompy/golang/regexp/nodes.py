"""The nodes of a parsed regular expression, with Go's measures of size and height, and the error of an invalid one."""

from __future__ import annotations

from kustompy.errors import PatchError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Ranges: TypeAlias = tuple[tuple[int, int], ...]
    """First and last code point of each range, in order, none touching another."""


class RegexpError(PatchError):
    """A pattern is no regular expression that Go takes."""

    default_code = "KST510"

    def __init__(self, problem: str, expression: str) -> None:
        super().__init__(f"error parsing regexp: {problem}: `{expression}`")
        self.problem, self.expression = problem, expression


class Node:
    """A part of an expression.

    ``op`` is ``class`` (``ranges``), ``concat``, ``alternate``, ``repeat`` (``low``, ``high``, -1 for no end; one sub)
    or the name of an assertion.
    """

    __slots__ = ("copies", "height", "high", "literal", "low", "op", "ranges", "size", "subs")

    def __init__(
        self,
        op: str,
        subs: Sequence[Node] = (),
        ranges: Ranges = (),
        low: int = 0,
        high: int = 0,
        *,
        literal: bool = False,
    ) -> None:
        self.op, self.subs, self.ranges, self.low, self.high, self.literal = op, subs, ranges, low, high, literal
        # Size and height as `calcSize` and `calcHeight` of regexp/syntax count them, so that the limits hold for the
        # same patterns.
        self.height = 1
        self.size = 1
        self.copies = 1
        for sub in subs:
            self.copies = max(self.copies, sub.copies)
        if op == "concat" or op == "alternate":
            self.size = max(1, sum(sub.size for sub in subs) + (len(subs) - 1 if op == "alternate" else 0))
            self.height = _height(subs)
        elif op == "repeat":
            self.height = 1 + subs[0].height
            self._measure_repeat()

    def _measure_repeat(self) -> None:
        sub, low, high = self.subs[0].size, self.low, self.high
        if high == -1:
            self.size = 2 + sub if low == 0 else 1 + low * sub
        else:
            self.size = max(1, high * sub + (high - low))
        count = low if high == -1 else high
        self.copies = 1 if high == 0 else self.copies * max(1, count)


def _height(subs: Sequence[Node]) -> int:
    # Go makes one node of letters that follow each other.
    if all(sub.literal for sub in subs):
        return 1
    return 1 + max(sub.height for sub in subs) if len(subs) > 1 else subs[0].height
