"""Places in any YAML text, from the events of the parser: for what the reader of block style does not take."""

from __future__ import annotations

from kustompy.editing.nodes import ALIAS, MAP, NULL, SCALAR, SEQ, Entry, Node, UnknownPlace
from kustompy.yamlio.read.events import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from kustompy.yamlio.read.events import Event

    class Mark(Protocol):
        """Where an event begins or ends."""

        line: int
        column: int


_STARTS = {"MappingStartEvent": MAP, "SequenceStartEvent": SEQ}


def event_nodes(text: str) -> Node | None:
    """The root of the first document, None for an empty one."""
    return _Composer(text).root


class _Composer:
    """Nodes that are open, each with the key that waits for its value: the key's node and its text."""

    __slots__ = ("open", "root", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.open: list[tuple[Node, list[tuple[Node, str]]]] = []
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        for event in events(text, 2):
            name = type(event).__name__
            if name == "DocumentEndEvent":
                break
            self.take(event, name)

    def take(self, event: Event, name: str) -> None:
        if name in _STARTS:
            node = self.node(event, _STARTS[name], in_flow=bool(event.flow_style))
            self.open.append((node, []))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            node, _ = self.open.pop()
            # The end of a flow collection is its bracket. The parser ends a block collection where it meets the next
            # token, which is behind blank lines and comments that are not its own: its last value tells where its text
            # ends.
            if node.in_flow:
                node.end = self.place(event.end_mark)
            elif node.entries:
                node.end = node.entries[-1].value.end
            self.deliver(node, "")
        elif name == "AliasEvent":
            node = self.node(event, ALIAS)
            node.end = self.place(event.end_mark)
            self.deliver(node, "")
        elif name == "ScalarEvent":
            self.deliver(self.scalar(event), event.value)

    def scalar(self, event: Event) -> Node:
        style = "" if event.style in (None, "plain") else event.style
        node = self.node(event, SCALAR)
        end = self.place(event.end_mark)
        # A key without a value: the mark is anywhere behind its colon, so the place is set where the entry is made.
        if not style and not event.value:
            node.kind = NULL
            node.end = node.start
            return node
        node.style = style
        # The mark of a block lies behind the blank lines below it, which are part of its text with `+` only.
        if style in ("|", ">") and "+" not in self.text[node.start : node.start + 3]:
            end = node.start + len(self.text[node.start : end].rstrip())
        node.end = end
        return node

    def place(self, mark: Mark) -> int:
        if mark.line >= len(self.starts):
            raise UnknownPlace
        return min(self.starts[int(mark.line)] + int(mark.column), len(self.text))

    def node(self, event: Event, kind: str, *, in_flow: bool = False) -> Node:
        start = self.place(event.start_mark)
        column = event.start_mark.column
        # An edit leaves anchor and tag where they are: aliases elsewhere in the text need the anchor.
        if kind != ALIAS and self.text[start : start + 1] in ("&", "!"):
            start = self.behind_properties(start)
            column = start - (self.text.rfind("\n", 0, start) + 1)
        return Node(kind, start, column, in_flow=in_flow)

    def behind_properties(self, at: int) -> int:
        """The place behind an anchor and a tag."""
        text = self.text
        while text[at : at + 1] in ("&", "!"):
            while text[at : at + 1] not in ("", " ", "\n", "\r"):
                at += 1
            while text[at : at + 1] in (" ", "\n", "\r") and at < len(text):
                at += 1
        return at

    def deliver(self, node: Node, text: str) -> None:
        if not self.open:
            self.root = node
            return
        parent, waiting = self.open[-1]
        if parent.kind == MAP:
            if not waiting:
                waiting.append((node, text))
                return
            key, name = waiting.pop()
            # The parser marks no colon. It is the first one behind the key: only blanks, line breaks and comments may
            # come before it.
            colon = self.text.find(":", key.end, max(key.end, node.start) + 1)
            if colon < 0:
                raise UnknownPlace
            if node.kind == NULL:
                node.start = node.end = colon + 1
            parent.entries.append(Entry(key.start, colon + 1, node, name, key.style))
        elif parent.in_flow:
            parent.entries.append(Entry(node.start, node.start, node))
        else:
            parent.entries.append(self.element(parent, node))

    def element(self, parent: Node, node: Node) -> Entry:
        """The entry of a block sequence: its dash stands in the column of the sequence, above or before the value."""
        # The parser marks no dash either. The value may stand on a line below it, behind comments.
        at = node.start
        while at >= 0:
            start = self.text.rfind("\n", 0, at) + 1
            dash = start + parent.column
            if self.text[dash : dash + 1] == "-" and dash <= node.start:
                return Entry(dash, dash + 1, node)
            at = start - 1
        raise UnknownPlace
