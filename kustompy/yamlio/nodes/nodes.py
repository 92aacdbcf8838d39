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

    ``tag`` is short, and empty if unknown; ``is_tagged`` says whether the text has it. The items of a mapping
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
    """The nodes of the first document of a text: its root, and its leaves in their order.

    This is the one composer of nodes. `read.parser` makes values alone, and so keeps no styles, tags and places;
    `read.positions` makes places alone, also of a text that is broken further down.
    """

    def __init__(self, text: str | bytes) -> None:
        self._source = text
        self.root: Node | None = None
        self.leaves: list[Node] = []
        self._anchors: set[str] = set()
        self._open: list[Node] = []
        for event in events(text):
            name = type(event).__name__
            if name == "DocumentEndEvent":
                break
            self._take(event, name)

    def _take(self, event: Event, name: str) -> None:
        if name == "ScalarEvent":
            node = self._placed(_scalar_node(event), event)
            self.leaves.append(node)
            self._deliver(node)
        elif name == "AliasEvent":
            if event.anchor not in self._anchors:
                raise SyntaxProblem(f"yaml: unknown anchor '{shown_word(str(event.anchor), self._source)}' referenced")
            node = self._placed(Node("alias", event.anchor), event)
            node.anchor = ""
            self.leaves.append(node)
            self._deliver(node)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            node = self._placed(Node("map" if name == "MappingStartEvent" else "seq"), event)
            node.is_flow = bool(event.flow_style)
            self._open.append(node)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            node = self._open.pop()
            if node.is_flow:
                node.end = (event.end_mark.line, event.end_mark.column)
                self.leaves.append(node)
            self._deliver(node)

    def _placed(self, node: Node, event: Event) -> Node:
        node.line, node.column = event.start_mark.line, event.start_mark.column
        node.end = (event.end_mark.line, event.end_mark.column)
        node.anchor = event.anchor or ""
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            node.tag = "!!" + tag[len(_TAG_PREFIX) :] if tag.startswith(_TAG_PREFIX) else tag
            node.is_tagged = True
        return node

    def _deliver(self, node: Node) -> None:
        # An anchor is known behind its node, so that an alias inside of it names nothing.
        if node.anchor:
            self._anchors.add(node.anchor)
        if self._open:
            self._open[-1].items.append(node)
        else:
            self.root = node


class ValuedComposer(Composer):
    """The nodes of a document, and the value that each stands for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
        self._anchored: dict[str, Value] = {}
        self._nodes_of: dict[int, tuple[Value, Node]] = {}
        self._copied = 0
        self.value: Value = None if self.root is None else self._value(self.root, in_flow=False)

    def node(self, value: Value) -> Node | None:
        """The node of this very mapping or sequence, if it stands in the text."""
        return self._nodes_of.get(id(value), (None, None))[1]

    def _value(self, node: Node, *, in_flow: bool) -> Value:
        value: Value
        if node.kind == "alias":
            return self._copy(self._anchored[node.text])
        if node.kind == "scalar":
            value = _scalar_value(node, in_flow=in_flow)
        else:
            value = self._sequence(node) if node.kind == "seq" else self._mapping(node)
            # The container is kept with its node: nothing else has its identity then, whatever becomes of it.
            self._nodes_of[id(value)] = value, node
        if node.anchor:
            self._anchored[node.anchor] = value
        return value

    def _sequence(self, node: Node) -> list[Value]:
        return [self._value(each, in_flow=node.is_flow) for each in node.items]

    def _mapping(self, node: Node) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        for key, each in zip(node.items[::2], node.items[1::2], strict=True):
            self._value(key, in_flow=node.is_flow)  # it may have an anchor
            # The value of a key that is there twice is that of the first, as in `read.parser`; the node keeps both.
            mapping.setdefault(key.text if key.kind == "scalar" else "", self._value(each, in_flow=node.is_flow))
        return mapping

    def _copy(self, value: Value) -> Value:
        """What an alias stands for, within the bounds that hold for any text."""
        self._copied += _count(value)
        if self._copied > DEFAULT_LIMITS.alias_nodes:
            raise LimitError("yaml: document contains excessive aliasing", code="KST704")
        return copied(value)


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


def _scalar_value(node: Node, *, in_flow: bool) -> Value:
    if node.is_tagged:
        return tagged(node.text, node.tag, "" if not node.style else '"')
    if node.style:
        return _QUOTED[node.style](node.text)
    if in_flow and not node.text:
        return scalar("", "!!null", "")
    return resolve(node.text)
