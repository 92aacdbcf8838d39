"""Texts that a pattern of a schema matches, made from the parts of the pattern rather than found by trying."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from kustompy.golang import regexp
from kustompy.golang.regexp.nodes import Node
from kustompy.golang.regexp.syntax import Parser

# Plain characters first: examples shrink towards them.
_PREFERRED = "a1x0Z-._/:@+= " + string.ascii_letters + string.digits + string.punctuation
_MOST_OF_A_CLASS = 12
_MORE_THAN_LEAST = 3


def texts_of(pattern: str, shortest: int = 0) -> st.SearchStrategy[str]:
    """Texts in which Go finds the pattern, the first repetition of which reaches the shortest length.

    A RegexpError for a pattern that Go does not take. Word boundaries and the like may need a few tries.
    """
    node = _lengthened(Parser(pattern).parse(), shortest)
    return _matching(node).filter(regexp.compile(pattern).search)


def _lengthened(node: Node, shortest: int) -> Node:
    """The node, whose first part that may go on for as long goes on so."""
    parts = list(node.subs) if node.op == "concat" else [node]
    for index, part in enumerate(parts):
        if part.op == "repeat" and part.low < shortest and (part.high == -1 or part.high >= shortest):
            parts[index] = Node("repeat", part.subs, low=shortest, high=part.high)
            return Node("concat", parts)
    return node


@st.composite
def _matching(draw: st.DrawFn, node: Node) -> str:
    return _text(draw, node)


def _text(draw: st.DrawFn, node: Node) -> str:
    if node.op == "class":
        return str(draw(st.sampled_from(_characters(node.ranges)))) if node.ranges else ""
    if node.op == "concat":
        return "".join([_text(draw, each) for each in node.subs])
    if node.op == "alternate":
        return _text(draw, draw(st.sampled_from(node.subs)))
    if node.op == "repeat":
        most = node.low + _MORE_THAN_LEAST
        most = most if node.high == -1 else min(node.high, most)
        return "".join([_text(draw, node.subs[0]) for _ in range(draw(st.integers(node.low, most)))])
    return ""


def _characters(ranges: tuple[tuple[int, int], ...]) -> list[str]:
    """A few characters of a class: those that read well, else the first of each range."""
    found = [each for each in _PREFERRED if any(low <= ord(each) <= high for low, high in ranges)]
    return found[:_MOST_OF_A_CLASS] or [chr(low) for low, _ in ranges[:_MOST_OF_A_CLASS]]
