"""Positions of values in a document of plain block style, found from its lines without a YAML library."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath, Span

    Spans = dict[FieldPath, Span]

# Indicators, as in `lexicon`; keys in quotes and flow scalars with a colon are left to the parser as well.
_NO_PLAIN = frozenset("\"'[]{}#&*!|>%@`?:-,")
"""What a plain scalar that is looked at here does not begin with."""
_NO_KEY = frozenset("\"'[]{},#&*!|>%@`?\\")
_NO_FLOW = frozenset("\"'[]{},#&*!|>%@`?:")
# Flow collections recurse, and paths of deep values take quadratic memory.
_DEEPEST = 100


class _Unknown(Exception):
    """The document has something that only the full parser places."""


def block_positions(text: str, first_line: int, entry: FieldPath = ()) -> tuple[Spans, Spans] | None:
    """The spans of the values and of the keys of a document; None where it is written in any other way.

    With the path of an ``entry`` of a list, what is in the others of the list is left out.
    """
    # Tabs, line breaks of Unicode and controls: libyaml counts lines and columns by rules of its own there.
    if not text.replace("\n", "").isprintable():
        return None
    document = _Document(text, first_line, entry)
    try:
        document.read()
    except _Unknown:
        return None
    return document.values, document.keys


class _Open:
    """A collection that is open: its column, its path, where it begins; ``is_loose`` if as far left as its key."""

    __slots__ = ("column", "index", "is_loose", "is_map", "path", "seen", "start")

    def __init__(self, *, is_map: bool, column: int, path: FieldPath, start: tuple[int, int], is_loose: bool) -> None:
        self.is_map, self.column, self.path, self.start, self.is_loose = is_map, column, path, start, is_loose
        self.index = 0
        self.seen: set[str] = set()


class _Document:
    def __init__(self, text: str, first_line: int, entry: FieldPath) -> None:
        self.lines, self.first_line, self.entry = text.split("\n"), first_line, entry
        self.values: Spans = {}
        self.keys: Spans = {}
        self.open: list[_Open] = []
        self.pending: tuple[FieldPath, tuple[int, int], int] | None = None
        """A value that may follow on the next lines: its path, the place behind the colon or dash, its column."""

    def read(self) -> None:
        """Read all lines; a value is known when the next thing has been met."""
        number = 1 if self.lines[0] == "---" else 0
        while number < len(self.lines):
            line = self.lines[number]
            bare = line.lstrip(" ")
            if not bare or bare[0] == "#":
                number += 1
                continue
            column = len(line) - len(bare)
            if column == 0 and bare[:3] in ("---", "...", "%YA"):
                raise _Unknown
            number = self._entry(number, column)
        if not self.values and self.pending is None:
            raise _Unknown
        last = self.lines[-1]
        # As libyaml does, close what is further in where the text ends, then the rest where the next line would begin.
        self._close(len(last), (len(self.lines) - 1, len(last)), keeps_loose=True)
        self._close(-1, (len(self.lines) - (not last), 0))
        self._settle()

    def _span(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        line = self.first_line + 1
        return start[0] + line, start[1] + 1, end[0] + line, end[1] + 1

    def _entry(self, number: int, column: int) -> int:
        """One line: any number of dashes, then a key, a scalar or nothing; the number of the next line to look at."""
        line = self.lines[number]
        while True:
            here = (number, column)
            is_dash = line[column : column + 2] in ("- ", "-")
            path = self._place(here, is_map=not is_dash)
            if len(self.open) > _DEEPEST:
                raise _Unknown
            if not is_dash:
                return self._pair(number, column, path)
            # In a list of thousands of entries only the one that is asked for is read; the others have a place each.
            if self.entry and path[:-1] == self.entry[:-1] and path != self.entry:
                behind = self._behind(number, column)
                if behind:
                    self.values[path] = self._span(here, (behind, 0))
                    return behind
            rest = line[column + 1 :].lstrip(" ")
            if not rest or rest[0] == "#":
                self.pending = (path, (number, column + 1), column)
                return number + 1
            after = len(line) - len(rest)
            if not (line[after : after + 2] in ("- ", "-") or self._colon(line, after) >= 0):
                return self._value(number, after, path, column)
            self.pending, column = (path, (number, column + 1), column), after

    def _behind(self, number: int, column: int) -> int:
        """The line behind the entry of a list; 0 if something in it may go on in lines that are indented less."""
        at = number
        while at < len(self.lines):
            line = self.lines[at]
            bare = line.lstrip(" ")
            if at > number and bare and bare[0] != "#" and len(line) - len(bare) <= column:
                break
            # A scalar in quotes or a flow collection may go on at any column (YAML 1.1, 7.3 and 7.4): then lines do not
            # tell.
            opens = line.count("[") != line.count("]") or line.count("{") != line.count("}")
            if opens or "\\" in line or line.count('"') % 2 or line.count("'") % 2:
                return 0
            at += 1
        return at

    def _place(self, here: tuple[int, int], *, is_map: bool) -> FieldPath:
        """The path of the entry that begins here, in a collection that is open or that begins with it."""
        column = here[1]
        self._close(column, here, keeps_loose=not is_map)
        top = self.open[-1] if self.open else None
        if self.pending is not None or top is None:
            path: FieldPath = ()
            is_loose = False
            if self.pending is not None:
                path, _, above = self.pending
                is_loose = column == above
                # In the column of its key a list alone may stand.
                if column < above or (is_loose and (is_map or top is None or not top.is_map)):
                    self._settle()
                    return self._place(here, is_map=is_map)
                self.pending = None
            elif self.values:
                raise _Unknown
            top = _Open(is_map=is_map, column=column, path=path, start=here, is_loose=is_loose)
            self.open.append(top)
            self.values[path] = self._span(here, here)
        if top.column != column or top.is_map != is_map:
            raise _Unknown
        if is_map:
            return top.path
        top.index += 1
        return (*top.path, top.index - 1)

    def _settle(self) -> None:
        """What was to follow did not: the value is an empty one."""
        if self.pending is not None:
            path, place, _ = self.pending
            self.values[path] = self._span(place, place)
            self.pending = None

    def _close(self, column: int, here: tuple[int, int], *, keeps_loose: bool = False) -> None:
        """Close the collections that end before an entry in this column."""
        while self.open:
            top = self.open[-1]
            # A list in the column of its key ends at the next key, which has the same column.
            ends = top.column > column or (top.is_loose and top.column == column and not keeps_loose)
            if not ends:
                return
            self._settle()
            self.open.pop()
            self.values[top.path] = self._span(top.start, here)

    def _colon(self, line: str, start: int) -> int:
        """Where the colon behind a plain key stands, -1 if the line has none."""
        if line[start] in _NO_KEY or line[start] == ":":
            return -1
        at = line.find(":", start)
        while 0 <= at < len(line) - 1 and line[at + 1] != " ":
            at = line.find(":", at + 1)
        comment = line.find(" #", start)
        if at < 0 or 0 <= comment < at:
            return -1
        return at

    def _pair(self, number: int, column: int, path: FieldPath) -> int:
        line = self.lines[number]
        colon = self._colon(line, column)
        if colon < 0 or line[column] == "-" or line[colon - 1] == " ":
            raise _Unknown
        key = line[column:colon]
        top = self.open[-1]
        # Places are by path: a key that is there twice would have two.
        if key in top.seen or key == "<<":
            raise _Unknown
        top.seen.add(key)
        below = (*path, key)
        self.keys[below] = self._span((number, column), (number, colon))
        rest = line[colon + 1 :].lstrip(" ")
        if not rest or rest[0] == "#":
            self.pending = (below, (number, colon + 1), column)
            return number + 1
        return self._value(number, len(line) - len(rest), below, column)

    def _value(self, number: int, start: int, path: FieldPath, column: int) -> int:
        """A value that begins in this line, behind a key or dash in the column."""
        line = self.lines[number]
        first = line[start]
        if first in "|>":
            return self._block(number, start, path, column)
        if first in "[{":
            end = _Flow(self, number, path).collection(start, path)
        elif first in "\"'":
            end = _quoted_end(line, start)
        else:
            end = self._plain_end(line, start)
        rest = line[end:].lstrip(" ")
        if rest and (rest[0] != "#" or line[end] != " "):
            raise _Unknown
        if first not in "[{":
            self.values[path] = self._span((number, start), (number, end))
        self._refuse_more(number + 1, column)
        return number + 1

    def _plain_end(self, line: str, start: int) -> int:
        """The end of a plain scalar in one line."""
        first = line[start]
        if first in _NO_PLAIN and not (first == "-" and line[start + 1 : start + 2] not in ("", " ")):
            raise _Unknown
        comment = line.find(" #", start)
        text = line[start:] if comment < 0 else line[start:comment]
        text = text.rstrip(" ")
        if ": " in text or text[-1] == ":":
            raise _Unknown
        return start + len(text)

    def _refuse_more(self, number: int, column: int) -> None:
        """A scalar that goes on in the next line is for the full parser."""
        while number < len(self.lines):
            bare = self.lines[number].lstrip(" ")
            if bare and bare[0] != "#":
                if len(self.lines[number]) - len(bare) > column:
                    raise _Unknown
                return
            number += 1

    def _block(self, number: int, start: int, path: FieldPath, column: int) -> int:
        """A literal or folded block, which ends before the first line that is not indented more than its key."""
        if self.lines[number][start + 1 :].rstrip(" ") not in ("", "-", "+"):
            raise _Unknown
        if self.open[-1].is_loose and not self.open[-1].is_map and column != self.open[-1].column:
            raise _Unknown
        at, last, inner = number + 1, number, -1
        while at < len(self.lines):
            bare = self.lines[at].lstrip(" ")
            indent = len(self.lines[at]) - len(bare)
            if bare:
                inner = indent if inner < 0 else inner
                if indent < inner or indent <= column:
                    break
                last = at
            # A blank line with spaces may be deeper than the block, which then has more text or is an error.
            elif indent:
                raise _Unknown
            at += 1
        if last == number:
            raise _Unknown
        # Blank lines behind it belong to it; at the end of the text there may be no last line break.
        end = (at, 0) if at < len(self.lines) else (at - 1, len(self.lines[at - 1]))
        if at < len(self.lines) and 0 < len(self.lines[at]) - len(self.lines[at].lstrip(" ")) > column:
            raise _Unknown
        self.values[path] = self._span((number, start), end)
        return at


def _quoted_end(line: str, start: int) -> int:
    """The end of a quoted scalar in one line, without escapes."""
    end = line.find(line[start], start + 1)
    # The first quote that is found ends the scalar only if none is escaped or doubled.
    if end < 0 or "\\" in line[start:end] or line[end + 1 : end + 2] == line[start]:
        raise _Unknown
    return end + 1


class _Flow:
    """A flow collection that ends in its line."""

    def __init__(self, document: _Document, number: int, path: FieldPath) -> None:
        self.document, self.number, self.line = document, number, document.lines[number]

    def collection(self, start: int, path: FieldPath) -> int:
        """Note the collection and what is in it; the column behind its bracket."""
        if len(path) > _DEEPEST:
            raise _Unknown
        is_map, at, index = self.line[start] == "{", self._skip(start + 1), 0
        values = self.document.values
        values[path] = (0, 0, 0, 0)  # it comes before what is in it
        seen: set[str] = set()
        while self.line[at] not in "]}":
            below: FieldPath = (*path, index)
            if is_map:
                end = self._scalar_end(at)
                key = self.line[at:end]
                if key[0] in "\"'" or key in seen or key == "<<" or self.line[end : end + 2] != ": ":
                    raise _Unknown
                seen.add(key)
                below = (*path, key)
                self.document.keys[below] = self._span(at, end)
                at = self._skip(end + 1)
            if self.line[at] in "[{":
                end = self.collection(at, below)
            else:
                end = self._scalar_end(at)
                values[below] = self._span(at, end)
            index += 1
            at = self._skip(end)
            if self.line[at] == ",":
                at = self._skip(at + 1)
            elif self.line[at] not in "]}":
                raise _Unknown
        if (self.line[at] == "}") != is_map:
            raise _Unknown
        values[path] = self._span(start, at + 1)
        return at + 1

    def _span(self, start: int, end: int) -> Span:
        return self.document._span((self.number, start), (self.number, end))

    def _skip(self, at: int) -> int:
        while at < len(self.line) and self.line[at] == " ":
            at += 1
        if at == len(self.line) or self.line[at] == "#":
            raise _Unknown
        return at

    def _scalar_end(self, at: int) -> int:
        if self.line[at] in "\"'":
            return _quoted_end(self.line, at)
        if self.line[at] in _NO_FLOW or self.line[at] == "-":
            raise _Unknown
        end = at
        while end < len(self.line) and self.line[end] not in ",[]{}?" and self.line[end : end + 2] != ": ":
            end += 1
        if end == len(self.line) or " #" in self.line[at:end] or self.line[end] in "[{?":
            raise _Unknown
        if self.line[end - 1] == ":":
            raise _Unknown
        return at + len(self.line[at:end].rstrip(" "))
