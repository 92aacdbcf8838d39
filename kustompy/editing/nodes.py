"""The values of a YAML text with their places: records that readers make and edits use."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Splice = tuple[int, int, str]
    """From where to where a text is replaced, and by what."""

MAP, SEQ, SCALAR, ALIAS, NULL = "map", "seq", "scalar", "alias", "null"
"""Kinds of nodes; a NULL is a value of which nothing is written."""


class Node:
    """A value: where it begins and ends in the text, its column, and how it is written.

    ``style`` is that of a scalar: empty for a plain one, else a quote, ``|`` or ``>``. The end of a collection in block
    style is that of its last value.
    """

    __slots__ = ("column", "end", "entries", "in_flow", "kind", "start", "style")

    def __init__(self, kind: str, start: int, column: int, *, in_flow: bool = False) -> None:
        self.kind, self.start, self.column, self.in_flow = kind, start, column, in_flow
        self.end = start
        self.style = ""
        self.entries: list[Entry] = []


class Entry:
    """A pair of a mapping or an element of a sequence, from its key or dash on.

    ``after`` is the place behind the colon or dash; in a flow sequence, where the element begins.
    """

    __slots__ = ("after", "key", "start", "style", "value")

    def __init__(self, start: int, after: int, value: Node, key: str = "", style: str = "") -> None:
        self.start, self.after, self.value, self.key, self.style = start, after, value, key, style


class UnknownPlace(Exception):
    """The text has something that the reader of places, or an edit at a place, does not know."""


def line_start(text: str, at: int) -> int:
    """Where the line begins that holds the place."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the next line begins, or the text ends."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def is_marker(text: str, at: int) -> bool:
    """Whether the line that begins at the place is one of those that begin or end a document."""
    # Indented dashes are text: a patch in a block may have documents of its own. `---a` is a text, too.
    return text.startswith(("---", "..."), at) and text[at + 3 : at + 4] in ("", "\n", "\r", " ", "\t")


def end_of_first_document(text: str) -> int:
    """Where the line begins that ends the first document, or where the text ends."""
    at = 0
    is_begun = False
    while at < len(text):
        line = text[at : line_end(text, at)].strip()
        if is_marker(text, at):
            if is_begun or text[at] == ".":
                return at
            is_begun = True
        elif line and not line.startswith(("#", "%")):
            is_begun = True
        at = line_end(text, at)
    return len(text)


def entry_named(node: Node, name: str) -> Entry | None:
    """The last entry under the key, else the last one under the key in another case, as Go's decoder finds fields."""
    # Go's decoder takes a key in any case for the field, and of a field that is written twice the last one holds.
    found = [each for each in node.entries if each.key == name]
    found = found or [each for each in node.entries if each.key.lower() == name.lower()]
    return found[-1] if found else None


def spliced(text: str, splices: list[Splice]) -> str:
    """The text with all replacements made; what is put in at one place stays in the order of the list."""
    parts, at = [], 0
    # The sort is stable: what several edits put in at one place stays in the order in which they asked for it. Two
    # that overlap know different texts, so neither can be right.
    for start, end, new in sorted(splices, key=lambda each: each[:2]):
        if start < at:
            raise UnknownPlace
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])
