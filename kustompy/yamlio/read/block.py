"""The fast reader: one pass over the lines of the block style that manifests are written in."""

from __future__ import annotations

from kustompy.model.values import Quoted, text_of
from kustompy.yamlio.read.lexicon import (
    ANCHOR,
    BLANK,
    DASH,
    FAST_PATH_MISS,
    FLOW,
    ITEM,
    ITEM_MORE,
    ITEM_PAIR,
    MERGE,
    OPEN,
    OPEN_FLOW,
    QUOTE,
    SPECIAL,
    SPECIAL_TEXT,
    TEXT,
    is_comment,
)  # fmt: skip
from kustompy.yamlio.scalars.quoting import folded_quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Value
    from kustompy.yamlio.read.anchors import Anchors
    from kustompy.yamlio.read.lexicon import Entry, Lexicon


# What may stand on a line below its key: a block has its header behind the key, and an anchor hardly stands there.
_BELOW_KEYS = (QUOTE, FLOW, OPEN_FLOW)
# Each try reads the flow collection again from its start, so a hostile file of brackets would take quadratic time.
_MOST_FLOW_LINES = 200
_MOST_FLOW_TRIES = 20


class FastPathMiss(Exception):
    """The text has something that only the full parser reads."""


def read_block(text: str, lexicon: Lexicon) -> Value:
    """The value of a document in block style, None for an empty one; raises FastPathMiss for anything else."""
    lines = text.split("\n")
    # Whether the text ends with a line break matters to a block on its last lines, which keeps it.
    ended = not lines[-1]
    if ended:
        lines.pop()
    return _Block(lines, ended=ended, lexicon=lexicon).read()


class _Block:
    """A document that is being read: its lines, and a stack of open collections with their columns."""

    __slots__ = ("anchors", "ended", "lexicon", "lines", "sealed", "stack")

    def __init__(self, lines: list[str], *, ended: bool, lexicon: Lexicon) -> None:
        self.lines, self.ended, self.lexicon = lines, ended, lexicon
        self.anchors: Anchors | None = None
        self.stack: list[tuple[Value, int, bool]] = []
        # The last line that no plain scalar can go on from: it ended a block, a quoted scalar or a flow collection.
        self.sealed = -1

    def read(self) -> Value:
        """The value of the document; what is read most is looked at first, and here, since calls cost."""
        lexicon, stack = self.lexicon, self.stack
        top: list[Value] = [None]
        container: Value = top
        column, is_list, pending = -1, False, True
        key: Value = 0
        source = enumerate(self.lines)
        if self._has_marker():
            next(source)
        # This runs for every line of every manifest. What carries its speed, and why it is one long function: the
        # lexicon keeps each different line (without that, reading takes four times as long), entries are plain tuples
        # that are taken apart at once, the kinds are ordered so that one comparison parts many from few (a third), and
        # no function is called on the main way (one for each pair is an eighth). A change here is measured before it
        # stays.
        for number, line in source:
            kind, at, name, value, inner = lexicon[line]
            # A line without key and dash: more of a scalar, its value on a line of its own, or nothing.
            if kind >= TEXT:
                if kind != BLANK:
                    place = (container, -1 if is_list else key)
                    _skip(source, number, self._text(kind, at, value, number, column, place, pending=pending))
                    pending = False
                continue
            # Deeper than the open collection: what the last key or dash holds, or more of a plain scalar.
            if at > column:
                if not pending:
                    place = (container, -1 if is_list else key)
                    _skip(source, number, self._continue(number, column, place))
                    continue
                deeper: Value = [] if kind >= ITEM_PAIR else {}
                container[-1 if is_list else key] = deeper
                stack.append((container, column, is_list))
                container, column, is_list = deeper, at, kind >= ITEM_PAIR
            # Shallower, or a dash below keys: collections end here. A list may stand in the column of its own key.
            elif at < column or is_list != (kind >= ITEM_PAIR):
                # `key:` and below it `- item` in the same column, as go-yaml and kubectl write lists.
                if pending and at == column and kind >= ITEM_PAIR:
                    deeper = []
                    container[key] = deeper
                    stack.append((container, column, False))
                    container, is_list = deeper, True
                else:
                    # A key in the column of the dashes ends the list that stands in the column of its own key.
                    while at < column or (is_list and kind < ITEM_PAIR):
                        container, column, is_list = stack.pop()
                    if at != column or is_list != (kind >= ITEM_PAIR):
                        raise FastPathMiss
            if kind < SPECIAL:
                # A key that is there twice is an error in kustomize when it prints; the parser finds both lines.
                if name in container:
                    raise FastPathMiss
                container[name] = value
                key = name
                pending = kind == OPEN
            elif kind == ITEM_PAIR:
                stack.append((container, column, True))
                # `- key: value` is the commonest way that a mapping begins: list, mapping and entry in one step.
                deeper = {name: value}
                container.append(deeper)
                container, column, is_list, pending, key = deeper, inner, False, False, name
            elif kind == ITEM or kind == DASH:  # noqa: SIM109  # a tuple would cost
                container.append(value)
                pending = kind == DASH
            else:
                if kind == ITEM_MORE:
                    container, column, is_list, kind, name, value, pending = self._descend(
                        container, column, name, inner
                    )
                if kind == SPECIAL or kind == SPECIAL_TEXT:  # noqa: SIM109
                    marker = value
                    if marker[0] >= ANCHOR:
                        marker, value, pending = self._anchored(marker, container, name, number)
                    else:
                        pending = False
                    if marker is not None:
                        value, after = self._special(marker, number + 1, column)
                        _skip(source, number, after)
                    # What is merged comes to its mapping once both are whole.
                    if name == "<<":
                        continue
                if is_list:
                    container.append(value)
                elif name in container:
                    raise FastPathMiss
                else:
                    container[name] = value
                    key = name
        if self.anchors is not None:
            self.anchors.merge([])
        return top[0]

    def _anchored(self, marker: Value, container: Value, key: Value, number: int) -> tuple[Value, Value, bool]:
        """What is still to be read of a value with an anchor, else the value, and whether more of it may follow."""
        if self.anchors is None:
            from kustompy.yamlio.read.anchors import Anchors

            self.anchors = Anchors()
        kind, name = marker[:2]
        # An alias or a merge: its copy is made at once, since what is written later must not change it.
        if kind != ANCHOR:
            self.sealed = number
            value = self.anchors.value(name, [container, *(each[0] for each in self.stack)])
            if value is None:
                raise FastPathMiss
            if kind == MERGE and not self.anchors.will_merge(container, value[0]):
                raise FastPathMiss
            return None, value[0], False
        # The place is noted, not the value: what is below the key comes only after it.
        self.anchors.places[name] = (container, len(container) if isinstance(container, list) else key)
        _, _, inner, value = marker
        if inner in (SPECIAL, SPECIAL_TEXT):
            return value, None, False
        return None, value, inner == OPEN

    def _descend(
        self, container: Value, column: int, entry: Entry, at: int
    ) -> tuple[Value, int, bool, int, Value, Value, bool]:
        """The innermost collection of a line like ``- - a``, and what is to be put into it."""
        while True:
            kind, _, name, value, inner = entry
            if kind >= TEXT:
                return container, column, True, kind, name, value, False
            deeper: Value = [] if kind >= ITEM_PAIR else {}
            container.append(deeper)
            self.stack.append((container, column, True))
            container, column = deeper, at
            if kind == ITEM_PAIR:
                deeper = {}
                container.append(deeper)
                self.stack.append((container, column, True))
                return deeper, inner, False, kind, name, value, False
            if kind != ITEM_MORE:
                return container, column, kind > ITEM_PAIR, kind, name, value, kind in (OPEN, DASH)
            entry, at = name, inner

    def _text(
        self, kind: int, at: int, value: Value, number: int, column: int, place: tuple[Value, Value], *, pending: bool
    ) -> int:
        """Take a line without key and dash: a value under its key, or more of one; answer the line after it."""
        if kind == FAST_PATH_MISS:
            # more of a plain scalar may begin with anything
            at = len(self.lines[number]) - len(self.lines[number].lstrip(" "))
        # At this column or left of it the line belongs to nothing that is open.
        if at <= column or (kind == FAST_PATH_MISS and pending):
            raise FastPathMiss
        if not pending:
            return self._continue(number, column, place)
        container, key = place
        if kind == TEXT:
            container[key] = value
            return number + 1
        # A whole document that is a flow collection, or a scalar in quotes or in a block, is the parser's.
        if value[0] not in _BELOW_KEYS or column < 0:
            raise FastPathMiss
        container[key], after = self._special(value, number + 1, column)
        return after

    def _has_marker(self) -> bool:
        """Whether the first line is a document marker."""
        if not self.lines or not self.lines[0].startswith("---"):
            return False
        # `--- text` and `--- {a: b}` are content on the line of the marker.
        if not is_comment(self.lines[0][3:]):
            raise FastPathMiss
        return True

    def _continue(self, number: int, column: int, place: tuple[Value, Value]) -> int:
        """Take the plain scalar that goes on at the line, up to its end; answer the line after it."""
        if column < 0:
            raise FastPathMiss
        container, key = place
        lines = self.lines
        # Blank lines between the parts of a scalar are line breaks in it.
        before = number - 1
        while before >= 0 and _is_blank(lines[before]):
            before -= 1
        value = container[key]
        # Only a plain scalar goes on, and a comment ends it.
        if before <= self.sealed or isinstance(value, (dict, list, Quoted)) or " #" in lines[before]:
            raise FastPathMiss
        if self.lexicon[lines[before]][0] == BLANK:
            raise FastPathMiss
        if self.lexicon.quoted is str:
            # In configuration nothing tells quoted from plain, and `1.0` has become a number whose text is lost.
            raise FastPathMiss
        parts = [text_of(value)]
        breaks = number - before
        pad = " " * (column + 1)
        after, comment = len(lines), -1
        for at in range(number, after):
            line = lines[at]
            if not line.startswith(pad):
                if _is_blank(line):
                    breaks += 1
                    continue
                after = at
                break
            text = line[column:].strip(" ")
            if not text:
                breaks += 1
                continue
            if text[0] == "#":
                after = at
                break
            if "#" in text:
                comment = text.find(" #")
                if comment >= 0:
                    text = text[:comment].rstrip(" ")
            # A key inside of a scalar that goes on is an error: `mapping values are not allowed in this context`.
            if (":" in text and (": " in text or text[-1] == ":")) or "\t" in line:
                raise FastPathMiss
            # Folding: one line break is a space, and each blank line is a break.
            parts.append(" " if breaks == 1 else "\n" * (breaks - 1))
            parts.append(text)
            breaks = 1
            self.sealed = at
            if comment >= 0:
                after = at + 1
                break
        # The type follows from the whole text: `1` and below it `2` are the string `1 2`.
        container[key] = self.lexicon.typed("".join(parts))
        return after

    def _special(self, marker: Value, number: int, column: int) -> tuple[Value, int]:
        """A block scalar, a quoted scalar over several lines, or a copy of a flow collection; and the next line."""
        if marker[0] == FLOW:
            # A line behind the bracket is no more of the collection.
            self.sealed = number - 1
            return _fresh(marker[1]), number
        if marker[0] == QUOTE:
            found = folded_quote(marker[1], self.lines, number)
            if found is None or not is_comment(found[1]):
                raise FastPathMiss
            self.sealed = found[2]
            return self.lexicon.quoted(found[0]), found[2] + 1
        if marker[0] == OPEN_FLOW:
            return self._flow(marker[1], number)
        value, number = self._block(marker, number, column)
        self.sealed = number - 1
        return value, number

    def _flow(self, text: str, number: int) -> tuple[Value, int]:
        """A flow collection over several lines, and the line after it."""
        from kustompy.yamlio.read.flow import flow_value

        # A comment inside would have to be taken out, and a backslash at the end joins lines in quotes.
        if text[-1] == "\\" or " #" in text:
            raise FastPathMiss
        parts, tries = [text.rstrip(" ")], 0
        for last in range(number, min(number + _MOST_FLOW_LINES, len(self.lines))):
            line = self.lines[last].strip(" ")
            if not line or "#" in line or "\t" in line or line[-1] == "\\" or line.startswith(("---", "...")):
                break
            parts.append(line)
            # Only a line that ends a collection may end this one; trying at each would take quadratic time.
            if line[-1] not in "]}":
                continue
            found = flow_value("\n".join(parts), self.lexicon.typed, self.lexicon.quoted)
            tries += 1
            if found is not None and not found[1]:
                self.sealed = last
                return found[0], last + 1
            if tries > _MOST_FLOW_TRIES:
                break
        raise FastPathMiss

    def _block(self, marker: tuple[int, str, str, int], number: int, column: int) -> tuple[Value, int]:
        """A literal or folded block, and the line after it."""
        _, style, chomping, explicit = marker
        lines = self.lines
        first = number
        # The first line with text says how deep the block stands; blank ones above it must not be deeper.
        while first < len(lines) and _is_blank(lines[first]):
            first += 1
        # A block of blank lines alone keeps some of them or none, by its chomping: for the parser.
        if first == len(lines):
            raise FastPathMiss
        line = lines[first]
        indent = column + explicit if explicit else _indent(line)
        # A tab where the indentation is to be found out is an error (YAML 1.1, 8.2.1).
        if indent <= column or (not explicit and line[indent] == "\t"):
            raise FastPathMiss
        pad = " " * indent
        # libyaml takes the deepest of the leading lines for the indentation, blank ones included: the text is outside
        # then.
        if not line.startswith(pad) or any(len(each) > indent for each in lines[number:first]):
            raise FastPathMiss
        content = [""] * (first - number)
        count = number = len(lines)
        for at in range(first, count):
            line = lines[at]
            if line.startswith(pad):
                content.append(line[indent:])
            elif not _is_blank(line):
                number = at
                break
            else:
                content.append("")
        if number == count and not self.ended:
            if not content[-1]:
                raise FastPathMiss
            chomping = "-"  # there is no line break to keep
        if style == ">":
            from kustompy.yamlio.scalars.folding import folded_lines

            # A `>` block is folded here once, and again as go-yaml v3 does when kustomize prints it (spec/scalars 3.2).
            return self.lexicon.folded(folded_lines(content, chomping)), number
        trailing = 0
        # Blank lines at the end stay with `+`, go with `-`, and one break stays without either.
        while not content[-1]:
            content.pop()
            trailing += 1
        text = "\n".join(content)
        if chomping != "-":
            text += "\n" * (trailing + 1) if chomping else "\n"
        return self.lexicon.literal(text), number


def _skip(source: Iterator[tuple[int, str]], number: int, after: int) -> None:
    """Pass the lines behind the number that were taken already."""
    for _ in range(number + 1, after):
        next(source)


def _is_blank(line: str) -> bool:
    """Whether the line is nothing but spaces: its end tells most that are not."""
    return not line or (line[-1] == " " and not line.strip(" "))


def _indent(line: str) -> int:
    """How many spaces the line begins with; what strips all white space is faster, and mostly the same."""
    at = len(line) - len(line.lstrip())
    return at if line.count(" ", 0, at) == at else len(line) - len(line.lstrip(" "))


def _fresh(value: Value) -> Value:
    """A copy of a flow collection, which the next document must not share."""
    if type(value) is dict:
        return {key: _fresh(each) for key, each in value.items()}
    return [_fresh(each) for each in value] if type(value) is list else value
