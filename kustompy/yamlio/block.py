"""The fast reader: one pass over the lines of the block style that manifests are written in."""

from __future__ import annotations

from ..model.values import Quoted, text_of
from .lexicon import (
    BLANK,
    BLOCK,
    DASH,
    FLOW,
    HARD,
    ITEM,
    ITEM_MORE,
    ITEM_PAIR,
    OPEN,
    PAIR,
    QUOTE,
    SPECIAL,
    SPECIAL_TEXT,
    TEXT,
    is_comment,
)  # fmt: skip
from .quoting import folded_quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.values import Value
    from .lexicon import Lexicon


class Hard(Exception):
    """The text has something that the full parser shall judge."""


def read_block(text: str, lexicon: Lexicon) -> Value:
    """The value of a document in block style, None for an empty one; raises Hard for anything else."""
    lines = text.split("\n")
    ended = not lines[-1]
    if ended:
        lines.pop()
    return _Block(lines, ended, lexicon).read()


class _Block:
    __slots__ = ("ended", "lexicon", "lines", "sealed")

    def __init__(self, lines: list[str], ended: bool, lexicon: Lexicon) -> None:
        self.lines, self.ended, self.lexicon = lines, ended, lexicon
        # the last line that cannot be continued
        self.sealed = -1

    def read(self) -> Value:
        """The value, built line by line on a stack of open collections."""
        lexicon = self.lexicon
        stack: list[tuple[Any, int, bool]] = []
        root: Any = None
        container: Any = None
        column, is_list, pending = -1, False, True
        key: Any = None
        source = enumerate(self.lines)
        if self._has_marker():
            next(source)
        for number, line in source:
            kind, at, name, value, inner = lexicon[line]
            if kind >= TEXT:
                if kind == BLANK:
                    continue
                if kind == HARD or at <= column or container is None:
                    raise Hard
                if pending:
                    value, after = (value, number + 1) if kind == TEXT else self._alone(value, number + 1, column)
                    container[-1 if is_list else key] = value
                    pending = False
                else:
                    after = self._continue(number, column, container, -1 if is_list else key)
                for _ in range(number + 1, after):
                    next(source)
                continue
            if at > column:
                if not pending:
                    for _ in range(number + 1, self._continue(number, column, container, -1 if is_list else key)):
                        next(source)
                    continue
                deeper: Any = [] if kind >= ITEM_PAIR else {}
                if container is None:
                    root = deeper
                else:
                    container[-1 if is_list else key] = deeper
                    stack.append((container, column, is_list))
                container, column, is_list = deeper, at, kind >= ITEM_PAIR
            elif kind < ITEM_PAIR:
                while at < column or is_list:
                    if not stack:
                        raise Hard
                    container, column, is_list = stack.pop()
                if at != column:
                    raise Hard
            elif at < column:
                while at < column:
                    if not stack:
                        raise Hard
                    container, column, is_list = stack.pop()
                if at != column or not is_list:
                    raise Hard
            elif not is_list:
                if not pending:
                    raise Hard
                deeper = []
                container[key] = deeper
                stack.append((container, column, False))
                container, is_list = deeper, True
            if kind == PAIR:
                if name in container:
                    raise Hard
                container[name] = value
                key = name
                pending = False
            elif kind == OPEN:
                if name in container:
                    raise Hard
                container[name] = value
                key = name
                pending = True
            elif kind == ITEM_PAIR:
                stack.append((container, column, True))
                deeper = {name: value}
                container.append(deeper)
                container, column, is_list, pending = deeper, inner, False, False
                key = name
            elif kind == ITEM:
                container.append(value)
                pending = False
            elif kind == DASH:
                container.append(value)
                pending = True
            else:
                while kind == ITEM_MORE:
                    entry, at = name, inner
                    kind, _, name, value, inner = entry
                    if kind >= TEXT:
                        break
                    deeper = [] if kind >= ITEM_PAIR else {}
                    container.append(deeper)
                    stack.append((container, column, True))
                    container, column, is_list = deeper, at, kind >= ITEM_PAIR
                pending = kind == OPEN or kind == DASH
                if kind == ITEM_PAIR:
                    stack.append((container, column, True))
                    deeper = {name: value}
                    container.append(deeper)
                    container, column, is_list = deeper, inner, False
                    key = name
                    continue
                if kind == SPECIAL or kind == SPECIAL_TEXT:
                    value, after = self._special(value, number + 1, column)
                    for _ in range(number + 1, after):
                        next(source)
                if is_list:
                    container.append(value)
                else:
                    if name in container:
                        raise Hard
                    container[name] = value
                    key = name
        return root

    def _has_marker(self) -> bool:
        """Whether the first line is a document marker."""
        if not self.lines or not self.lines[0].startswith("---"):
            return False
        if not is_comment(self.lines[0][3:]):
            raise Hard
        return True

    def _alone(self, marker: Any, number: int, column: int) -> tuple[Value, int]:
        """A value that stands on a line of its own, under its key or dash."""
        if marker[0] == BLOCK:
            raise Hard
        return self._special(marker, number, column)

    def _continue(self, number: int, column: int, container: Any, key: Any) -> int:
        """Take the plain scalar that goes on at the line, up to its end; answer the number of the line after it."""
        before = number - 1
        while before >= 0 and not self.lines[before].strip(" "):
            before -= 1
        value = container[key]
        if before <= self.sealed or isinstance(value, (dict, list, Quoted)) or " #" in self.lines[before]:
            raise Hard
        if self.lexicon[self.lines[before]][0] == BLANK:
            raise Hard
        if self.lexicon.quoted is str:
            # in configuration nothing tells quoted from plain, and the text of a scalar is lost
            raise Hard
        parts = [text_of(value)]
        breaks = number - before
        while number < len(self.lines):
            line = self.lines[number]
            text = line.strip(" ")
            if text:
                if len(line) - len(line.lstrip(" ")) <= column or text[0] == "#":
                    break
                comment = text.find(" #")
                if comment >= 0:
                    text = text[:comment].rstrip(" ")
                if ": " in text or text[-1] == ":" or "\t" in line:
                    raise Hard
                parts.append("\n" * (breaks - 1) or " ")
                parts.append(text)
                breaks = 0
                self.sealed = number
                if comment >= 0:
                    number += 1
                    break
            breaks += 1
            number += 1
        container[key] = self.lexicon.typed("".join(parts))
        return number

    def _special(self, marker: Any, number: int, column: int) -> tuple[Value, int]:
        """A block scalar, a quoted scalar over several lines, or a copy of a flow collection; and the next line."""
        if marker[0] == FLOW:
            self.sealed = number - 1
            return _fresh(marker[1]), number
        if marker[0] == QUOTE:
            found = folded_quote(marker[1], self.lines, number)
            if found is None or not is_comment(found[1]):
                raise Hard
            self.sealed = found[2]
            return self.lexicon.quoted(found[0]), found[2] + 1
        value, number = self._block(marker, number, column)
        self.sealed = number - 1
        return value, number

    def _block(self, marker: tuple[int, str, str, int], number: int, column: int) -> tuple[Value, int]:
        """A literal or folded block, and the line after it."""
        _, style, chomping, explicit = marker
        lines = self.lines
        first = number
        while first < len(lines) and not lines[first].strip(" "):
            first += 1
        if first == len(lines):
            raise Hard
        line = lines[first]
        indent = column + explicit if explicit else len(line) - len(line.lstrip(" "))
        if indent <= column or (not explicit and line[indent] == "\t"):
            raise Hard
        pad = " " * indent
        if not line.startswith(pad) or any(len(each) > indent for each in lines[number:first]):
            raise Hard
        content = [""] * (first - number)
        number = first
        count = len(lines)
        while number < count:
            line = lines[number]
            if line.startswith(pad):
                content.append(line[indent:])
            elif line.strip(" "):
                break
            else:
                content.append("")
            number += 1
        if number == count and not self.ended:
            raise Hard
        if style == ">":
            from .folding import folded_lines

            return self.lexicon.folded(folded_lines(content, chomping)), number
        trailing = 0
        while not content[-1]:
            content.pop()
            trailing += 1
        text = "\n".join(content)
        if chomping != "-":
            text += "\n" * (trailing + 1) if chomping else "\n"
        return self.lexicon.literal(text), number


def _fresh(value: Value) -> Value:
    """A copy of a flow collection, which the next document must not share."""
    if type(value) is dict:
        return {key: _fresh(each) for key, each in value.items()}
    return [_fresh(each) for each in value] if type(value) is list else value


def is_plain_text(text: str) -> bool:
    """Whether the text holds no character that ends a line, is refused, or marks the order of bytes."""
    rest = text.replace("\n", "")
    if rest.isprintable():
        return True
    return all(_is_taken(char) for char in set(rest))


def _is_taken(char: str) -> bool:
    if char in "\x85\u2028\u2029\ufeff":
        return False
    return (
        char == "\t"
        or " " <= char <= "~"
        or "\xa0" <= char <= "\ud7ff"
        or "\ue000" <= char <= "\ufffd"
        or char > "\uffff"
    )
