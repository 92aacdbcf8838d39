"""Keys that a mapping has twice, and the lines they are on once kustomize has written the document anew.

kustomize finds them when it prints: go-yaml v3 writes the nodes, reads its own text again, and counts lines of that.
"""

from __future__ import annotations

from kustompy.golang.text import quoted
from kustompy.yamlio.nodes.nodes import Composer
from kustompy.yamlio.scalars.deep import deeply
from kustompy.yamlio.scalars.folding import doubled

# All pairs of equal keys are told: a hostile mapping of one key n times would have n² of them.
_MOST = 1000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.yamlio.nodes.nodes import Node


class _Mapping:
    __slots__ = ("keys", "place")

    def __init__(self, place: tuple[int, int]) -> None:
        self.place = place
        # The text, line and kind of each key; two collections count as equal keys.
        self.keys: list[tuple[str, int, bool]] = []


class _Walk:
    """One walk over the nodes of a document that counts the lines of its new text."""

    def __init__(self, text: str | bytes) -> None:
        self.comments = _comment_lines(text)
        self.line = 1
        self.passed = 0
        self.found: list[_Mapping] = []
        """All mappings, in the order in which they begin."""

    def collection(self, node: Node, *, in_flow: bool = False) -> None:
        """Walk over a collection; the line is then its last."""
        is_map, flow = node.kind == "map", in_flow or node.is_flow
        mapping = _Mapping((node.line, node.column))
        if is_map:
            self.found.append(mapping)
        for at, each in enumerate(node.items):
            is_key = is_map and at % 2 == 0
            is_entry = is_key or not is_map
            if is_entry and not flow:
                # The first entry stands on the line of what introduces it.
                self.line += int(at > 0)
                self._pass_comments(each.line)
            if is_key:
                is_scalar = each.kind == "scalar"
                mapping.keys.append((each.text if is_scalar else "", self.line, is_scalar))
            if each.kind in ("map", "seq"):
                if not is_entry and not flow and not each.is_flow:
                    self.line += 1
                    self._pass_comments(each.line)
                self.collection(each, in_flow=flow)
            elif each.kind == "scalar":
                self._skip_to(each.end[0])
                # go-yaml writes a flow collection on one line, however many it was written on.
                self.line += 0 if flow else _further_lines(each)

    def _pass_comments(self, before: int) -> None:
        """Comments keep a line of their own in the new text, and the empty line behind them."""
        while self.passed < len(self.comments) and self.comments[self.passed][0] < before:
            self.line += self.comments[self.passed][1]
            self.passed += 1

    def _skip_to(self, end: int) -> None:
        """Pass over lines inside of a scalar that only look like comments."""
        while self.passed < len(self.comments) and self.comments[self.passed][0] < end:
            self.passed += 1


def _further_lines(scalar: Node) -> int:
    """How many lines a scalar takes beyond its first."""
    style, text = scalar.style, scalar.text
    # Double quoted scalars are written on one line, line breaks as `\n`.
    if style == '"' or "\n" not in text:
        return 0
    if style == ">":
        return len(doubled(text))
    # A line break in single quotes is written as an empty line.
    if style == "'":
        return int(text.count("\n")) + sum(1 for part in text.split("\n")[1:] if part)
    return int(text.count("\n")) + (not text.endswith("\n"))


def _comment_lines(text: str | bytes) -> list[tuple[int, int]]:
    """The numbers of lines that look like a comment, and how many lines each takes in the new text."""
    source = text if isinstance(text, str) else text.decode("utf-8", "replace")
    lines = [line.lstrip(" ") for line in source.split("\n")] + [""]
    return [
        (number, 1 if lines[number + 1] or number + 2 >= len(lines) else 2)
        for number, line in enumerate(lines)
        if line.startswith("#")
    ]


def _mappings(text: str | bytes) -> list[_Mapping]:
    walk, root = _Walk(text), Composer(text).root
    if root is not None and root.kind in ("map", "seq"):
        walk.collection(root)
    return walk.found


def repeated_keys(text: str | bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """For each mapping with a key twice where it begins, and what go-yaml says of it."""
    for mapping in deeply(_mappings, text):
        problems = _problems(mapping)
        if problems:
            yield mapping.place, "\n".join(problems)


def _problems(mapping: _Mapping) -> list[str]:
    """What go-yaml says of each pair of equal keys, as far as anybody reads."""
    result = []
    for number, (key, first, is_scalar) in enumerate(mapping.keys):
        for again, line, is_scalar_too in mapping.keys[number + 1 :]:
            if again == key and is_scalar == is_scalar_too:
                result.append(f"  line {line}: mapping key {quoted(key)} already defined at line {first}")
                if len(result) == _MOST:
                    return result
    return result
