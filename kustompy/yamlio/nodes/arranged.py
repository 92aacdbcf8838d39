"""Nodes that may be put in another order than that of their text: each entry keeps the comments that are its own."""

from __future__ import annotations

from kustompy.yamlio.nodes.comments import Comments
from kustompy.yamlio.nodes.node_writer import NodeWriter, flow_text, joined
from kustompy.yamlio.nodes.nodes import Composer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.yamlio.nodes.nodes import Node


class Arranged:
    """A document with its comments by entry: those above it, and those that end it."""

    __slots__ = ("bottom", "by_line", "feet", "heads", "root", "top")

    def __init__(self, text: str) -> None:
        composer = Composer(text)
        self.root: Node | None = composer.root
        comments = Comments(text, composer.leaves)
        self.by_line = comments.by_line
        self.heads: dict[int, list[str]] = {}
        self.feet: dict[int, list[str]] = {}
        self.top: list[str] = []
        self.bottom: list[str] = []
        if self.root is not None:
            self._attach_top(comments)
            self._attach(self.root, comments, [])
            self.bottom = joined(comments.rest(), "")

    def strip(self) -> None:
        """Forget all comments."""
        for each in (self.by_line, self.heads, self.feet, self.top, self.bottom):
            each.clear()

    def _attach_top(self, comments: Comments) -> None:
        """The comments above the document; what stands right above its first entry belongs to that."""
        assert self.root is not None
        first = self.root.items[0] if self.root.items and not self.root.is_flow else self.root
        blocks = comments.before(first.line)
        # go-yaml v3 gives a comment with an empty line below it to the document, and one right above an entry to that.
        own = blocks[-1:] if blocks and not blocks[-1].precedes_blank else []
        self.top = joined(blocks[: len(blocks) - len(own)], "")
        if own:
            self.heads[id(first)] = joined(own, "")

    def _attach(self, node: Node, comments: Comments, trail: list[tuple[int, Node]]) -> None:
        if node.is_flow or node.kind not in ("map", "seq"):
            return
        step = 2 if node.kind == "map" else 1
        for at in range(0, len(node.items), step):
            entry = node.items[at]
            blocks = comments.before(entry.line)
            # A comment right below an entry, with an empty line behind it or further in than the next key, ends that
            # entry.
            if blocks and at and not blocks[0].follows_blank and (
                blocks[0].precedes_blank or blocks[0].column > node.column
            ):  # fmt: skip
                ended = [each for column, each in trail if column <= blocks[0].column]
                self.feet.setdefault(id(ended[-1] if ended else entry), []).extend(blocks[0].lines)
                blocks = blocks[1:]
            if blocks:
                self.heads.setdefault(id(entry), []).extend(joined(blocks, ""))
            del trail[sum(column < node.column for column, _ in trail) :]
            trail.append((node.column, entry))
            self._attach(node.items[at + step - 1], comments, trail)


class ArrangedWriter(NodeWriter):
    """Writes nodes in the order that they have now."""

    def __init__(self, document: Arranged) -> None:
        super().__init__(Comments("", ()))
        self.arranged = document
        self.before: dict[int, Node] = {}
        """The entry before each entry that has one."""
        self.comments.by_line = dict(document.by_line)

    def written(self, root: Node, *, is_whole: bool = True) -> str:
        """The text of a node; that of the whole document has the comments around it, too."""
        if root.items and not root.is_flow:
            self.collection(root, "", 0, 0)
        else:
            self.lines += self.arranged.heads.get(id(root), [])
            self.lines.append(self.in_flow(root, 1) if root.items else self.inline(root, "", 0))
        if is_whole and self.arranged.top:
            self.lines[:0] = [*self.arranged.top, ""]
        if is_whole and self.arranged.bottom:
            self.lines += ["", *self.arranged.bottom]
        return "\n".join(self.lines) + "\n"

    def in_flow(self, node: Node, depth: int) -> str:
        """A collection in braces or brackets, in which a comment ends its line."""
        if not node.items:
            return flow_text(node, "", in_flow=depth > 1)
        parts = []
        step = 2 if node.kind == "map" else 1
        for at in range(0, len(node.items), step):
            value = node.items[at + step - 1]
            text = self.in_flow(value, depth + 1)
            if step == 2:
                key = flow_text(node.items[at], "", in_flow=True)
                text = f"? {key} : {text}" if node.items[at].kind in ("map", "seq") else f"{key}: {text}"
            comment = self.line_comment(value.end[0]) if not value.items else ""
            if at + step < len(node.items):
                text += f",{comment}"
            elif comment:
                text += comment
            parts.append(text + ("\n" + "  " * depth if comment else " " if at + step < len(node.items) else ""))
        whole = "".join(parts)
        return f"{{{whole}}}" if step == 2 else f"[{whole}]"

    def collection(self, node: Node, first: str, column: int, depth: int) -> None:
        """A block collection, with the comments that end its last entry."""
        step = 2 if node.kind == "map" else 1
        entries = node.items[::step]
        for at in range(1, len(entries)):
            self.before[id(entries[at])] = entries[at - 1]
        super().collection(node, first, column, depth)
        self.lines += [" " * column + line for line in self.arranged.feet.get(id(entries[-1]), [])]

    def head(self, entry: Node, parent: Node, column: int, depth: int) -> None:
        """The comments that end the entry before, and those above this one."""
        pad = " " * column
        previous = self.before.get(id(entry))
        if previous is not None:
            foot = self.arranged.feet.get(id(previous), [])
            self.lines += [pad + line for line in foot]
            if foot:
                self.lines.append("")
        self.lines += [pad + line for line in self.arranged.heads.get(id(entry), [])]
