"""The comments of a YAML text, and how go-yaml v3 puts them where it writes the text again."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.yamlio.nodes.nodes import Node


class Block:
    """Comment lines that follow each other: where they stand, and whether an empty line is before or after them."""

    __slots__ = ("column", "follows_blank", "line", "lines", "precedes_blank")

    def __init__(self, line: int, column: int, *, follows_blank: bool) -> None:
        self.line, self.column, self.follows_blank = line, column, follows_blank
        self.lines: list[str] = []
        self.precedes_blank = False


class Comments:
    """What stands behind a ``#`` in a text, apart from its nodes."""

    __slots__ = ("_blocks", "_next", "by_line")

    def __init__(self, text: str, leaves: Iterable[Node]) -> None:
        lines = text.split("\n")
        covered: set[int] = set()
        ends: dict[int, int] = {}
        for leaf in leaves:
            line, column = leaf.end
            # A `#` inside of a block, or of a scalar over several lines, is text.
            if leaf.style in ("|", ">"):
                covered.update(range(leaf.line + 1, line + (column > 0)))
                ends[leaf.line] = max(ends.get(leaf.line, 0), leaf.column)
            else:
                covered.update(range(leaf.line + 1, line + 1))
                ends[line] = max(ends.get(line, 0), column)
        self.by_line = {
            line: comment for line, end in ends.items() if line < len(lines) and (comment := _behind(lines[line], end))
        }
        self._blocks = _blocks(lines, covered)
        self._next = 0

    def before(self, line: int) -> list[Block]:
        """The blocks above the line that were not asked for yet."""
        start = self._next
        while self._next < len(self._blocks) and self._blocks[self._next].line < line:
            self._next += 1
        return self._blocks[start : self._next]

    def behind(self, line: int, column: int) -> list[Block]:
        """The block that begins right below the line, not left of the column, if there is one."""
        blocks = self._blocks[self._next : self._next + 1]
        if not blocks or blocks[0].line != line + 1 or blocks[0].column < column:
            return []
        self._next += 1
        return blocks

    def rest(self) -> list[Block]:
        """All blocks that were not asked for yet."""
        return self._blocks[self._next :]


def _behind(line: str, end: int) -> str:
    for at in range(max(end, 1), len(line)):
        # Without white space before it a `#` is part of a word.
        if line[at] == "#" and line[at - 1] in " \t":
            return line[at:].rstrip()
    return ""


def _blocks(lines: list[str], covered: set[int]) -> list[Block]:
    blocks: list[Block] = []
    current: Block | None = None
    for number, line in enumerate(lines):
        stripped = line.strip()
        if number not in covered and stripped.startswith("#"):
            if current is None:
                current = Block(
                    number, len(line) - len(line.lstrip()), follows_blank=number > 0 and not lines[number - 1].strip()
                )
                blocks.append(current)
            current.lines.append(stripped)
            continue
        if current is not None:
            current.precedes_blank = not stripped and number < len(lines) - 1
            current = None
    return blocks
