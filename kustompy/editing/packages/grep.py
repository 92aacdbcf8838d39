"""``cfg grep``: documents by a path of fields and what its value shall match."""

from __future__ import annotations

from kustompy.editing.packages.quantities import quantity
from kustompy.errors import UsageError
from kustompy.golang.regexp import compile as compiled
from kustompy.yamlio.nodes.comments import Comments
from kustompy.yamlio.nodes.node_writer import flow_text, write_nodes
from kustompy.yamlio.nodes.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.editing.packages.reading import Record

_DOT = "\\."
# No YAML text can hold a null byte, so it may stand for an escaped dot while the query is split.
_HIDDEN_DOT = "\0"
# Longer ones first: `>=` also contains `>`.
_OPERATORS = (">=", "<=", ">", "<", "=")
_PREFIXES = ("config.kubernetes.io/", "internal.config.kubernetes.io/")


class Query:
    """A path, an operator and a value; without a value the field has to be there."""

    __slots__ = ("operator", "path", "value")

    def __init__(self, text: str) -> None:
        parts = _parts(text)
        last = parts[-1]
        self.operator = next((each for each in _OPERATORS if each in last), "=")
        split = last.split(self.operator)
        if len(split) > 2:
            raise UsageError(
                "ambiguous match -- multiple of ['<', '>', '<=', '>=', '=' in final path element: " + last,
                code="KST836",
                hint="write `.` for one of them",
            )
        self.path = [*parts[:-1], split[0]]
        self.value = split[1] if len(split) > 1 else ""

    def matches(self, root: Node) -> bool:
        """Whether any value at the path fits."""
        return any(self._fits(node) for node in _found(root, self.path))

    def _fits(self, node: Node) -> bool:
        if self.operator == "=":
            # The expression looks at the value as one line of YAML, without double quotes: kustomize has it so, and
            # maps and lists can be searched this way. It runs in our own RE2, in time linear in the text, since
            # Python's `re` does not.
            return compiled(self.value).search(flow_text(node, "").replace('"', "").strip())
        if node.kind != "scalar" or not node.text:
            return False
        one, other = quantity(node.text), quantity(self.value)
        return {">": one > other, "<": one < other, ">=": one >= other, "<=": one <= other}[self.operator]


def _parts(text: str) -> list[str]:
    """The path between dots that are not escaped; the condition of a list is a part of its own."""
    parts: list[str] = []
    # The value is split as well: in `image=nginx:1.14` the dot ends a part. It has to be escaped, as for kustomize.
    for part in text.replace(_DOT, _HIDDEN_DOT).split("."):
        part = part.replace(_HIDDEN_DOT, ".")
        name, bracket, condition = part.partition("[")
        if not bracket:
            parts.append(part)
        elif "[" in condition:
            raise UsageError(
                f"unrecognized path element: {part}.  should be of the form 'list[field=value]'", code="KST836"
            )
        else:
            parts += [name, bracket + condition]
    return parts


def _found(node: Node, path: list[str]) -> Iterator[Node]:
    if not path:
        yield node
        return
    part, rest = path[0], path[1:]
    if part.startswith("[") and part.endswith("]"):
        yield from _elements(node, part[1:-1], rest)
    elif part == "*":
        values = node.items[1::2] if node.kind == "map" else node.items
        for value in values:
            yield from _found(value, rest)
    elif part.isascii() and part.isdigit() and node.kind == "seq":
        if int(part) < len(node.items):
            yield from _found(node.items[int(part)], rest)
    else:
        child = _field(node, part)
        if child is not None:
            yield from _found(child, rest)


def _field(node: Node, name: str) -> Node | None:
    if node.kind == "map":
        return node.child(name)
    # kyaml looks for nothing below a null, and fails at any other scalar.
    if node.kind == "scalar" and node.tag == "!!null":
        return None
    raise UsageError(
        f"wrong node kind: expected MappingNode but got {_KINDS[node.kind]}: node contents:\n{_contents(node)}",
        code="KST849",
    )


_KINDS = {"seq": "SequenceNode", "scalar": "ScalarNode", "alias": "AliasNode"}


def _contents(node: Node) -> str:
    return write_nodes(node, Comments("", ()))


def _elements(node: Node, condition: str, rest: list[str]) -> Iterator[Node]:
    field, equals, value = condition.partition("=")
    if not equals:
        raise UsageError(
            "list path element must contain fieldName=fieldValue for element to match",
            code="KST836",
            hint="write `containers[name=web]`",
        )
    if node.kind != "seq":
        return
    expression = compiled(value)
    for element in node.items:
        found = element if not field else element.child(field) if element.kind == "map" else None
        if found is not None and expression.search(flow_text(found, "").strip()):
            yield from _found(element, rest)


def annotate(record: Record, *, index: bool, path: bool) -> None:
    """Note file and number of the document in its annotations, under the names of today and of before."""
    if not index and not path:
        return
    metadata = _mapping(record.node, "metadata")
    annotations = _mapping(metadata, "annotations")
    # kustomize writes both names, for functions that were made before the annotations became internal.
    for prefix in _PREFIXES:
        if index:
            annotations.put(f"{prefix}index", Node("scalar", str(record.index), "!!str", "'"))
        if path:
            annotations.put(f"{prefix}path", Node("scalar", record.path, "!!str", "'"))


def _mapping(node: Node, key: str) -> Node:
    found = node.child(key)
    if found is None or found.kind != "map":
        found = Node("map")
        node.put(key, found)
    return found
