"""Places in the style that kustomizations are written in, read without a YAML library: an edit has to start fast."""

from __future__ import annotations

from kustompy.editing.nodes import MAP, NULL, SCALAR, SEQ, Entry, Node, UnknownPlace, is_marker

# A level of nesting is a call here: brackets nested by the thousand would end in a RecursionError. Deeper texts go to
# the events, whose composer keeps a stack of its own.
_DEEPEST = 60
# Indicators that begin no plain scalar in YAML 1.1, and the question mark, which begins a complex key.
_NEVER_PLAIN = frozenset("&*!%@`?,]}#")
# Where only some lines of a file end in a carriage return the text comes here with them: they belong to the line end.
_BLANK = " \r"


def block_nodes(text: str) -> Node | None:
    """The root of the first document; raises UnknownPlace for anchors, tags and whatever else is rare."""
    return _Reader(text).root()


class _Reader:
    """A cursor in the text; ``column`` is that of the next line with content, or -1 behind the document."""

    __slots__ = ("at", "column", "depth", "is_begun", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.column = self.depth = 0
        self.is_begun = False

    def root(self) -> Node | None:
        self.find_content(0)
        self.is_begun = True
        if self.column == 0 and self.text.startswith(("---", "..."), self.at):
            # Behind comments, too, the first `---` begins the document. All others end it, and so does any `...`.
            if self.text[self.at] == ".":
                raise UnknownPlace
            self.take_rest_of_line(self.at + 3)
        if self.column < 0:
            return None
        node = self.value(-1)
        if self.column >= 0:
            raise UnknownPlace
        return node

    def find_content(self, start: int) -> None:
        """Go to the first line at or behind the start of a line that says something."""
        text, size = self.text, len(self.text)
        while start < size:
            at = start
            while at < size and text[at] == " ":
                at += 1
            char = text[at : at + 1]
            # A tab indents nothing in YAML. Where one may stand all the same, on a blank line or before a comment, the
            # parser knows.
            if char == "\t":
                raise UnknownPlace
            if char not in ("", "\n", "\r", "#"):
                break
            end = text.find("\n", at)
            start = size if end < 0 else end + 1
        else:
            self.at, self.column = size, -1
            return
        self.at, self.column = at, at - start
        if self.column == 0 and self.is_begun and is_marker(text, start):
            self.column = -1

    def take_rest_of_line(self, at: int) -> None:
        """Go to the next content behind a value, which only a comment may follow on its line."""
        # Brackets that turn out to be a key (`[a]: b`), or text behind a closing quote: nothing that a kustomization
        # has.
        if self.has_content(at):
            raise UnknownPlace
        end = self.text.find("\n", at)
        self.find_content(len(self.text) if end < 0 else end + 1)

    def has_content(self, at: int) -> bool:
        """Whether anything but a comment stands between the place and the end of its line; the cursor goes there."""
        text = self.text
        start = at
        while text[at : at + 1] in _BLANK and at < len(text):
            at += 1
        self.at = at
        char = text[at : at + 1]
        # A comment needs a blank before its `#`: without one the character belongs to the value (`a:#b`, `1#2`).
        if char == "\t" or (char == "#" and at == start):
            raise UnknownPlace
        return char not in ("", "\n", "#")

    def value(self, parent: int) -> Node:
        """The value at the cursor, where a collection may begin; its collection's column is ``parent``."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnknownPlace
        column = self.at - (self.text.rfind("\n", 0, self.at) + 1)
        # The first characters decide what begins here: the text has been parsed before, so nothing that YAML refuses
        # gets this far.
        if self.is_dash():
            node = self.sequence(column)
        elif self.text[self.at] not in "[{|>" and self.key_end() >= 0:
            node = self.mapping(column)
        else:
            node = self.scalar(parent)
        self.depth -= 1
        return node

    def is_dash(self) -> bool:
        return self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 : self.at + 2] in ("", " ", "\n", "\r")

    def sequence(self, column: int) -> Node:
        node = Node(SEQ, self.at, column)
        while self.column >= 0 and self.is_dash():
            dash = self.at
            value = self.value(column) if self.has_content(dash + 1) else self.below(dash + 1, column)
            node.entries.append(Entry(dash, dash + 1, value))
            node.end = value.end
            if self.column != column:
                break
        self.refuse_deeper(column)
        return node

    def mapping(self, column: int) -> Node:
        node = Node(MAP, self.at, column)
        while True:
            start, end = self.at, self.key_end()
            if end < 0:
                raise UnknownPlace
            key, style = self.key_text(start, end)
            after = self.text.index(":", end) + 1
            if self.has_content(after):
                value = self.scalar(column)
            else:
                value = self.below(after, column, may_be_indentless=True)
            node.entries.append(Entry(start, after, value, key, style))
            node.end = value.end
            if self.column != column or self.is_dash():
                break
        self.refuse_deeper(column)
        return node

    def refuse_deeper(self, column: int) -> None:
        if self.column > column:
            raise UnknownPlace

    def below(self, after: int, column: int, *, may_be_indentless: bool = False) -> Node:
        """The value on the lines below its key or dash, if it has one."""
        self.take_rest_of_line(after)
        if self.column > column:
            return self.value(column)
        # The dashes of a list may stand in the column of its key, as kustomize prints them, but not in that of a dash.
        if may_be_indentless and self.column == column and self.is_dash():
            return self.sequence(column)
        return Node(NULL, after, column)

    def key_end(self) -> int:
        """Where the key at the cursor ends, -1 if a value stands there."""
        text, start = self.text, self.at
        if text[start] in "\"'":
            end = self.quote_end(start)
            at = end
        else:
            if text[start] in _NEVER_PLAIN:
                raise UnknownPlace
            stop = text.find("\n", start)
            line = text[start : len(text) if stop < 0 else stop].rstrip(_BLANK)
            at = line.find(": ")
            at = len(line) - 1 if at < 0 and line.endswith(":") else at
            # A colon behind the start of a comment ends no key.
            if at < 0 or 0 <= line.find(" #") < at:
                return -1
            end = at = start + at
        while text[at : at + 1] == " ":
            at += 1
        return end if text[at : at + 1] == ":" and text[at + 1 : at + 2] in ("", " ", "\n", "\r") else -1

    def key_text(self, start: int, end: int) -> tuple[str, str]:
        written = self.text[start:end].rstrip(" ")
        if written[:1] not in ("'", '"'):
            # A merge key stands for pairs that are written elsewhere, at the anchor.
            if written == "<<":
                raise UnknownPlace
            return written, ""
        inner = written[1:-1]
        # The key would have to be unescaped or unfolded to be compared; keys of a kustomization are never written so.
        if "\\" in inner or "\n" in inner:
            raise UnknownPlace
        return (inner.replace("''", "'") if written[0] == "'" else inner), written[0]

    def quote_end(self, start: int) -> int:
        """The place behind the quote that closes the one at ``start``."""
        text, quote = self.text, self.text[start]
        at = start + 1
        while True:
            at = text.find(quote, at)
            if at < 0:
                raise UnknownPlace
            if quote == "'" and text[at + 1 : at + 2] == "'":
                at += 2
            elif quote == '"' and self.is_escaped(at):
                at += 1
            else:
                return at + 1

    def is_escaped(self, at: int) -> bool:
        slashes = 0
        while self.text[at - 1 - slashes] == "\\":
            slashes += 1
        return slashes % 2 == 1

    def scalar(self, parent: int) -> Node:
        """The scalar or flow collection at the cursor; its collection's column is ``parent``."""
        char = self.text[self.at]
        if char in "[{":
            node = self.flow()
        elif char in "|>":
            return self.block_scalar(parent)
        else:
            node = Node(SCALAR, self.at, self.at - (self.text.rfind("\n", 0, self.at) + 1))
            if char in "\"'":
                node.style, node.end = char, self.quote_end(self.at)
            else:
                node.end = self.plain_end()
        self.take_rest_of_line(node.end)
        if not node.style and node.kind == SCALAR and self.column > parent:
            # A plain scalar goes on in deeper lines, which YAML folds into one text: an edit cannot change part of it.
            raise UnknownPlace
        return node

    def plain_end(self) -> int:
        text = self.text
        if text[self.at] in _NEVER_PLAIN:
            raise UnknownPlace
        stop = text.find("\n", self.at)
        line = text[self.at : len(text) if stop < 0 else stop]
        # A tab may end the scalar as a blank does, if a comment follows.
        if "\t" in line:
            raise UnknownPlace
        comment = line.find(" #")
        return self.at + len((line if comment < 0 else line[:comment]).rstrip(_BLANK))

    def block_scalar(self, parent: int) -> Node:
        text = self.text
        node = Node(SCALAR, self.at, self.at - (text.rfind("\n", 0, self.at) + 1))
        node.style = text[self.at]
        header_end = text.find("\n", self.at)
        header = text[self.at + 1 : len(text) if header_end < 0 else header_end].partition(" #")[0].strip(_BLANK)
        # An indentation indicator (`|2`) leaves spaces at the start of lines in the text, so that the margin is not to
        # be seen.
        if header not in ("", "-", "+"):
            raise UnknownPlace
        node.end = self.at + 1 + len(header)
        at = len(text) if header_end < 0 else header_end + 1
        indent = -1
        while at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            line = text[at:end].rstrip(_BLANK)
            margin = len(line) - len(line.lstrip(" "))
            if line:
                # Without an indicator the first line with content sets the margin; blank lines before it say nothing.
                if indent < 0:
                    indent = margin
                if indent <= parent or margin < indent:
                    break
            # Blank lines below a block are part of its text with `+` only. Otherwise they part it from what follows,
            # and stay there when the block is replaced or removed.
            if line or header == "+":
                node.end = end
            at = end + 1
        self.find_content(at)
        return node

    def flow(self) -> Node:
        """The flow collection at the cursor, which is then behind it."""
        text = self.text
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnknownPlace
        is_map = text[self.at] == "{"
        node = Node(MAP if is_map else SEQ, self.at, 0, in_flow=True)
        closing = "}" if is_map else "]"
        self.at += 1
        while self.skip_in_flow() != closing:
            start = self.at
            value = self.flow_value()
            if is_map:
                key = text[start : value.end]
                # A key without a value (`{a}`) and a collection as a key are left to the events.
                if self.skip_in_flow() != ":" or value.kind != SCALAR:
                    raise UnknownPlace
                self.at += 1
                after = self.at
                inner = Node(NULL, after, 0, in_flow=True) if self.skip_in_flow() in ",}" else self.flow_value()
                name, style = self.key_text(start, start + len(key))
                node.entries.append(Entry(start, after, inner, name, style))
            else:
                node.entries.append(Entry(start, start, value))
            following = self.skip_in_flow()
            if following == ",":
                self.at += 1
            elif following != closing:
                raise UnknownPlace
        self.at += 1
        node.end = self.at
        self.depth -= 1
        return node

    def skip_in_flow(self) -> str:
        """Go to the next character of a flow collection that is no space or comment, and answer it."""
        text = self.text
        while True:
            char = text[self.at : self.at + 1]
            if not char or char == "\t":
                raise UnknownPlace
            if char == "#":
                # A `#` inside of a word begins no comment.
                if text[self.at - 1] not in " \n":
                    raise UnknownPlace
                self.at = text.find("\n", self.at)
                if self.at < 0:
                    raise UnknownPlace
            elif char not in " \r\n":
                return char
            self.at += 1

    def flow_value(self) -> Node:
        text = self.text
        char = text[self.at]
        if char in "[{":
            return self.flow()
        node = Node(SCALAR, self.at, 0, in_flow=True)
        if char in "\"'":
            node.style = char
            self.at = node.end = self.quote_end(self.at)
            return node
        if char in _NEVER_PLAIN:
            raise UnknownPlace
        at = self.at
        while text[at : at + 1] not in ("", ",", "]", "}", "[", "{", "\n", "\t"):
            # In brackets, too, a colon ends a key only before a blank or an indicator: `[https://example.com]` holds
            # one text.
            if text[at] == ":" and text[at + 1 : at + 2] in (" ", "\n", "\r", ",", "]", "}"):
                break
            if text[at] == "#" and text[at - 1] == " ":
                break
            at += 1
        node.end = node.start + len(text[node.start : at].rstrip(_BLANK))
        self.at = node.end
        if self.skip_in_flow() not in ",]}:":
            raise UnknownPlace
        self.at = node.end
        return node
