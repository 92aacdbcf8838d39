"""Nodes as go-yaml v3 writes them, with their comments."""

from __future__ import annotations

from kustompy.model.values import Folded, Literal, Quoted, tag_of
from kustompy.yamlio.go.node_text import key_text, scalar_text
from kustompy.yamlio.scalars.scalars import resolve
from kustompy.yamlio.scalars.strings import allows_plain, is_special

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.yamlio.nodes.comments import Block, Comments
    from kustompy.yamlio.nodes.nodes import Node

_STYLES = {'"': Quoted, "|": Literal, ">": Folded}
_FLOW_INDICATORS = frozenset(",?[]{}:")


def write_nodes(root: Node, comments: Comments) -> str:
    """The text of a document."""
    return NodeWriter(comments).document(root)


class NodeWriter:
    """``trail`` holds the columns of the entries down to the last one written: in the old text, and in the new one.

    ``last`` is the line of the old text on which that ended.
    """

    __slots__ = ("comments", "last", "lines", "trail")

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self.lines: list[str] = []
        self.trail: list[tuple[int, int]] = []
        self.last = -1

    def document(self, root: Node) -> str:
        if root.items and not root.is_flow:
            self.collection(root, "", 0, 0)
        else:
            self.lines.append(self.inline(root, "", 0))
        self.foot(self.comments.rest())
        return "\n".join(self.lines) + "\n"

    def collection(self, node: Node, first: str, column: int, depth: int) -> None:
        """A block mapping or sequence; its first line begins with ``first``, all others at the column."""
        step = 2 if node.kind == "map" else 1
        for at in range(0, len(node.items), step):
            entry = node.items[at]
            self.head(entry, node, column, depth)
            before = first or " " * column
            if step == 2:
                value = node.items[at + 1]
                self.value(value, f"{before}{_key(entry)}:", column, depth, entry.line)
            else:
                self.element(entry, before + "-", column, depth)
            first = ""

    def value(self, node: Node, before: str, column: int, depth: int, line: int) -> None:
        """What stands behind a key."""
        if node.items and not node.is_flow:
            self.lines.append(before + _properties(node) + self.line_comment(line))
            self.collection(node, "", column + (2 if node.kind == "map" else 0), depth + 1)
        else:
            self.lines.append(self.inline(node, before, column + 2))

    def element(self, node: Node, before: str, column: int, depth: int) -> None:
        """An element of a sequence behind its dash."""
        if not node.items or node.is_flow:
            self.lines.append(self.inline(node, before, column + 2))
        elif _properties(node):
            self.lines.append(before + _properties(node))
            self.collection(node, "", column + 2, depth + 1)
        else:
            self.collection(node, before + " ", column + 2, depth + 1)

    def inline(self, node: Node, before: str, column: int) -> str:
        """A scalar or a flow collection behind what introduces it, with the comment of its line."""
        line, end = node.end
        # The end of a block scalar is the start of the line below it.
        self.last = max(self.last, line if end or node.style not in ("|", ">") else line - 1)
        text = _properties(node) + (" " + each if (each := flow_text(node, " " * column)) else "")
        comment = self.line_comment(node.line if node.style in ("|", ">") else node.end[0])
        # The comment of a block scalar stands behind its header.
        if comment and "\n" in text:
            header, _, body = text.partition("\n")
            return f"{before}{header}{comment}\n{body}"
        return (before + text if before else text.lstrip(" ")) + comment

    def line_comment(self, line: int) -> str:
        comment = self.comments.by_line.pop(line, "")
        return f" {comment}" if comment else ""

    def head(self, entry: Node, parent: Node, column: int, depth: int) -> None:
        """The comments between the last entry and this one: the end of that, or the beginning of this."""
        own_column = parent.column if parent.column >= 0 else column
        is_created = entry.line < 0
        blocks = self.comments.before(entry.line)
        if is_created and parent.column >= 0:
            blocks = self.comments.behind(self.last, own_column)
        if blocks and not self.lines:
            self.lines += joined(blocks, "")
            if blocks[-1].precedes_blank:
                self.lines.append("")
        elif blocks:
            if entry is not parent.items[0] and (is_created or self.is_foot(blocks[0], own_column)):
                indent = self.indent_of(blocks[0].column)
                self.lines += [" " * indent + line for line in blocks[0].lines]
                if indent == column:
                    self.lines.append("")
                blocks = blocks[1:]
            if not entry.replaces:
                self.lines += joined(blocks, " " * column)
        del self.trail[depth:]
        self.trail.append((own_column, column))

    def is_foot(self, block: Block, column: int) -> bool:
        return not block.follows_blank and (block.precedes_blank or block.column > column)

    def indent_of(self, column: int) -> int:
        """Where a comment goes that stood at the column: to the deepest entry that it is not left of."""
        fitting = [new for old, new in self.trail if old <= column]
        return fitting[-1] if fitting else 0

    def foot(self, blocks: list[Block]) -> None:
        """The comments behind the last entry."""
        for number, block in enumerate(blocks):
            is_own = number == 0 and not block.follows_blank
            indent = self.indent_of(block.column) if is_own else 0
            if not is_own:
                self.lines.append("")
            self.lines += [" " * indent + line for line in block.lines]


def joined(blocks: list[Block], pad: str) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        lines += [pad + line for line in block.lines]
    return lines


def _properties(node: Node) -> str:
    """The anchor and the tag before a collection, or the anchor before a scalar."""
    anchor = f" &{node.anchor}" if node.anchor else ""
    return f"{anchor} {node.tag}" if node.is_tagged and node.kind != "scalar" else anchor


def _key(node: Node) -> str:
    if node.kind != "scalar" or node.is_tagged or node.tag == "!!merge" or node.style:
        return (_properties(node) + " " + flow_text(node, "")).strip()
    return node.text if node.tag != "!!str" else key_text(node.text)


def flow_text(node: Node, pad: str, *, in_flow: bool = False) -> str:
    """A scalar with its tag, an alias, or a collection on one line."""
    if node.kind == "alias":
        return f"*{node.text}"
    if node.kind == "map":
        pairs = (_pair_in_flow(*each) for each in zip(node.items[::2], node.items[1::2], strict=True))
        return "{" + ", ".join(pairs) + "}"
    if node.kind == "seq":
        return "[" + ", ".join(map(_in_flow, node.items)) + "]"
    tag, style = node.tag, node.style
    if not node.is_tagged:
        if style or not tag:
            tag = ""
        elif tag == "!!str":
            style = '"' if tag_of(resolve(node.text)) != "!!str" and "\n" not in node.text else ""
            tag = ""
        elif tag_of(resolve(node.text)) == tag:
            tag = ""
    text = _styled(node.text, style, pad, in_flow=in_flow)
    return f"{tag} {text}".rstrip(" ") if tag else text


def _pair_in_flow(key: Node, value: Node) -> str:
    if key.kind in ("map", "seq"):
        return f"? {_in_flow(key)} : {_in_flow(value)}"
    return f"{_in_flow(key)}: {_in_flow(value)}"


def _in_flow(node: Node) -> str:
    return (_properties(node) + " " + flow_text(node, "", in_flow=True)).lstrip(" ")


def _styled(text: str, style: str, pad: str, *, in_flow: bool) -> str:
    if style in _STYLES and not (in_flow and style != '"'):
        return scalar_text(_STYLES[style](text), pad)
    # The emitter of go-yaml v3: what is not printable, or has line breaks in quotes, is double quoted.
    if any(is_special(each) for each in text) or (style and "\n" in text):
        return scalar_text(Quoted(text), pad)
    if not style and "\n" in text:
        return scalar_text(Quoted(text) if in_flow else Literal(text), pad)
    if not style and not text and not in_flow:
        return ""
    if not style and text and allows_plain(text) and not (in_flow and not _FLOW_INDICATORS.isdisjoint(text)):
        return text
    return "'" + text.replace("'", "''") + "'"
