"""Nodes of a YAML text as its author wrote them: styles, tags and anchors, beside the values they stand for."""

from __future__ import annotations

from kustompy.errors import LimitError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.values import Folded, Literal, Quoted, copied, tag_of, text_of
from kustompy.yamlio.read.events import events
from kustompy.yamlio.scalars.problems import SyntaxProblem, shown_word
from kustompy.yamlio.scalars.scalars import resolve, scalar, style_of, tagged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.yamlio.read.events import Event

_TAG_PREFIX = "tag:yaml.org,2002:"
_QUOTED = {"": Quoted, "'": Quoted, '"': Quoted, "|": Literal, ">": Folded}


class Node:
    """A node of kind ``map``, ``seq``, ``scalar`` or ``alias``; places count from 0, -1 for what is not in the text.

    ``tag`` is short, empty where nothing is known of it; ``is_tagged`` where the text has it. The items of a mapping
    are its keys and values in turn. One that ``replaces`` an element of a sequence took its comments with it.
    """

    __slots__ = (
        "anchor", "column", "end", "is_flow", "is_tagged", "items", "kind", "line", "replaces", "style", "tag", "text",
    )  # fmt: skip

    def __init__(self, kind: str, text: str = "", tag: str = "", style: str = "") -> None:
        self.kind, self.text, self.tag, self.style = kind, text, tag, style
        self.items: list[Node] = []
        self.anchor = ""
        self.is_tagged = self.is_flow = self.replaces = False
        self.line = self.column = -1
        self.end = (-1, -1)

    def child(self, key: str | int) -> Node | None:
        """The node under a key of a mapping or at an index of a sequence."""
        if self.kind == "seq" and isinstance(key, int):
            return self.items[key] if key < len(self.items) else None
        if self.kind == "map":
            for at in range(0, len(self.items), 2):
                if self.items[at].text == key:
                    return self.items[at + 1]
        return None

    def put(self, key: str | int, node: Node) -> None:
        """Set the node under a key or at an index, or append it."""
        if self.kind == "seq":
            assert isinstance(key, int)
            if key < len(self.items):
                node.line, node.replaces = self.items[key].line, True
            self.items[key : key + 1] = [node]
            return
        for at in range(0, len(self.items), 2):
            if self.items[at].text == key:
                self.items[at + 1] = node
                return
        self.items += [Node("scalar", str(key), "!!str"), node]


def node_of(value: Value) -> Node:
    """A new node for a value, in go-yaml's own style."""
    if isinstance(value, dict):
        node = Node("map")
        for key, each in value.items():
            node.items += [Node("scalar", key, "!!str"), node_of(each)]
    elif isinstance(value, list):
        node = Node("seq")
        node.items = [node_of(each) for each in value]
    else:
        node = Node("scalar", text_of(value), tag_of(value), style_of(value))
    return node


class Composer:
    """The first document of a text: its root node, and the value of each node."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.value: Value = None
        self.leaves: list[Node] = []
        self.anchors: dict[str, Value] = {}
        self._nodes_of: dict[int, Node] = {}
        self._open: list[tuple[Node, Value, list[Value]]] = []
        self._copied = 0
        # A composer of its own, since it keeps what `read.parser` throws away: styles, tags, anchors and places of all
        # nodes.
        for event in events(text):
            name = type(event).__name__
            if name == "DocumentEndEvent":
                break
            self._take(event, name)

    def node(self, value: Value) -> Node | None:
        """The node of this very mapping or sequence, if it stands in the text."""
        return self._nodes_of.get(id(value))

    def _take(self, event: Event, name: str) -> None:
        if name == "ScalarEvent":
            node = self._placed(_scalar_node(event), event)
            self.leaves.append(node)
            self._deliver(node, _scalar_value(node, self._in_flow()))
        elif name == "AliasEvent":
            if event.anchor not in self.anchors:
                raise SyntaxProblem(f"yaml: unknown anchor '{shown_word(event.anchor, self.text)}' referenced")
            node = self._placed(Node("alias", event.anchor), event)
            node.anchor = ""
            self.leaves.append(node)
            self._deliver(node, self._copy(self.anchors[event.anchor]))
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            is_map = name == "MappingStartEvent"
            node = self._placed(Node("map" if is_map else "seq"), event)
            node.is_flow = bool(event.flow_style)
            value: Value = {} if is_map else []
            self._nodes_of[id(value)] = node
            self._open.append((node, value, []))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            node, value, _ = self._open.pop()
            if node.is_flow:
                node.end = (event.end_mark.line, event.end_mark.column)
                self.leaves.append(node)
            self._deliver(node, value)

    def _in_flow(self) -> bool:
        return bool(self._open) and self._open[-1][0].is_flow

    def _copy(self, value: Value) -> Value:
        """What an alias stands for, within the bounds that hold for any text."""
        self._copied += _count(value)
        if self._copied > DEFAULT_LIMITS.alias_nodes:
            raise LimitError("yaml: document contains excessive aliasing", code="KST704")
        return copied(value)

    def _placed(self, node: Node, event: Event) -> Node:
        node.line, node.column = event.start_mark.line, event.start_mark.column
        node.end = (event.end_mark.line, event.end_mark.column)
        node.anchor = event.anchor or ""
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            node.tag = "!!" + tag[len(_TAG_PREFIX) :] if tag.startswith(_TAG_PREFIX) else tag
            node.is_tagged = True
        return node

    def _deliver(self, node: Node, value: Value) -> None:
        if node.anchor:
            self.anchors[node.anchor] = value
        if not self._open:
            self.root, self.value = node, value
            return
        parent, container, pending = self._open[-1]
        parent.items.append(node)
        if parent.kind == "seq":
            container.append(value)
        elif not pending:
            pending.append(node.text if node.kind == "scalar" else "")
        else:
            # The value of a key that is there twice is that of the first, as in `read.parser`; the node keeps both.
            container.setdefault(pending.pop(), value)


def _count(value: Value) -> int:
    """How many values the value is made of."""
    if isinstance(value, dict):
        return 1 + sum(map(_count, value.values()))
    return 1 + sum(map(_count, value)) if isinstance(value, list) else 1


def _scalar_node(event: Event) -> Node:
    style = "" if event.style in (None, "plain") else event.style
    text: str = event.value
    # go-yaml tags every scalar when it parses: a plain `<<` is a merge, all else what its text resolves to.
    tag = "!!str" if style else "!!merge" if text == "<<" else tag_of(resolve(text))
    return Node("scalar", text, tag, style)


def _scalar_value(node: Node, in_flow: bool) -> Value:
    if node.is_tagged:
        return tagged(node.text, node.tag, "" if not node.style else '"')
    if node.style:
        return _QUOTED[node.style](node.text)
    if in_flow and not node.text:
        return scalar("", "!!null", "")
    return resolve(node.text)
