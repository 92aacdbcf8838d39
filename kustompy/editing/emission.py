"""New text for values: what an edit puts between the lines that are there."""

from __future__ import annotations

from kustompy.editing.nodes import MAP, SEQ
from kustompy.yamlio.scalars.scalars import resolve_config
from kustompy.yamlio.scalars.strings import LITERAL, double_quoted, literal, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.editing.nodes import Node
    from kustompy.model.values import Value

# Between brackets these end a plain scalar or begin something else, depending on what is around them; quotes are
# always right.
_FLOW_INDICATORS = frozenset(",[]{}?:#")


class Style:
    """How a file is indented: lists stand ``dash`` columns behind the keys above them, mappings ``step`` columns.

    ``has_blocks`` says whether texts of several lines may be literal blocks.
    """

    __slots__ = ("dash", "has_blocks", "is_json", "step")

    def __init__(self, dash: int = 0, step: int = 2, *, is_json: bool = False, has_blocks: bool = True) -> None:
        self.dash, self.step, self.is_json, self.has_blocks = dash, step, is_json, has_blocks


def style_of(root: Node | None) -> Style:
    """The style of the first collections that show it."""
    style = Style()
    if root is None:
        return style
    # A kustomization may be JSON, which is flow style with every key in double quotes: it stays JSON.
    if root.in_flow:
        style.is_json = bool(root.entries) and root.entries[0].style == '"'
        return style
    pairs = [(root, each) for each in root.entries]
    # Where the file has mappings only inside of the elements of lists, as `target:` below `patches:`, these tell the
    # step.
    pairs += [(inner.value, each) for _, one in pairs for inner in one.value.entries for each in inner.value.entries]
    for kind, name in ((SEQ, "dash"), (MAP, "step")):
        found = [
            each.value.column - node.column
            for node, each in pairs
            if node.kind == MAP and not node.in_flow and each.value.kind == kind and not each.value.in_flow
        ]
        # A list that is aligned far to the right is no habit to go on with.
        if found and 0 <= found[0] <= 8:
            setattr(style, name, found[0])
    return style


def pair(key: str, value: Value, column: int, style: Style) -> list[str]:
    """The lines of a key with its value, behind the indentation of the column."""
    name = " " * column + inline(key, "", in_flow=False)
    if isinstance(value, dict) and value:
        return [f"{name}:", *mapping(value, column + style.step, style)]
    if isinstance(value, list) and value:
        return [f"{name}:", *sequence(value, column + style.dash, style)]
    # Texts of several lines are written as kustomize prints them, so that scripts and patches stay readable.
    if style.has_blocks and is_block(value):
        return f"{name}: {literal(str(value), ' ' * (column + style.step))}".split("\n")
    return [f"{name}: {flow(value, style)}"]


def mapping(value: Mapping[str, Value], column: int, style: Style) -> list[str]:
    """The lines of a block mapping."""
    return [line for key, each in value.items() for line in pair(key, each, column, style)]


def sequence(values: list[Value], column: int, style: Style) -> list[str]:
    """The lines of a block sequence."""
    return [line for each in values for line in element(each, column, style)]


def element(value: Value, column: int, style: Style) -> list[str]:
    """The lines of an element of a block sequence, the first with the dash."""
    pad = " " * column
    if isinstance(value, (dict, list)) and value:
        # The first line of a collection stands behind the dash: two columns is what kustomize prints, and what `- `
        # takes.
        inner = column + 2
        lines = mapping(value, inner, style) if isinstance(value, dict) else sequence(value, inner, style)
        return [f"{pad}- {lines[0][inner:]}", *lines[1:]]
    if style.has_blocks and is_block(value):
        return f"{pad}- {literal(str(value), pad + '  ')}".split("\n")
    return [f"{pad}- {flow(value, style)}"]


def is_block(value: Value) -> bool:
    """Whether the value is a text that goes into a literal block."""
    return isinstance(value, str) and written(value) is LITERAL


def flow(value: Value, style: Style) -> str:
    """The value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow_key(key, style)}: {_in_flow(each, style)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_in_flow(each, style) for each in value) + "]"
    return inline(value, '"' if style.is_json else "", in_flow=False)


def _in_flow(value: Value, style: Style) -> str:
    return flow(value, style) if isinstance(value, (dict, list)) else scalar_in_flow(value, style)


def scalar_in_flow(value: Value, style: Style) -> str:
    """A scalar between the brackets of a flow collection."""
    return inline(value, '"' if style.is_json else "", in_flow=True)


def _flow_key(key: str, style: Style) -> str:
    return inline(key, '"' if style.is_json else "", in_flow=True)


def inline(value: Value, quote: str, *, in_flow: bool) -> str:
    """A scalar on one line, in the quotes that stood there before where they can hold it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    # The quotes that a value had stay: then a diff shows the value alone.
    if quote == '"':
        return double_quoted(value)
    # Quoted as kustomize quotes: wherever a reader of YAML 1.1 would see a boolean, number, date or null (`on`,
    # `0o17`, `1:30`).
    text = written(value)
    if text is LITERAL or (in_flow and text == value and not _FLOW_INDICATORS.isdisjoint(value) and not _is_url(value)):
        return double_quoted(value)
    # A text that needs escapes has double quotes by now, since single ones cannot escape.
    if quote == "'" and text[0] != '"':
        return text if text[0] == "'" else f"'{text}'"
    if text == value and resolve_config(text) != value:
        return double_quoted(value)
    return text


def _is_url(text: str) -> bool:
    """Whether the only indicator in the text is a colon inside of words, which may stand in a flow collection."""
    return _FLOW_INDICATORS.isdisjoint(text.replace(":", "")) and not text.endswith(":") and text[0] != ":"


def holds_block(value: Value) -> bool:
    """Whether the value is or holds a text that is written as a literal block."""
    if isinstance(value, (dict, list)):
        return any(map(holds_block, value.values() if isinstance(value, dict) else value))
    return is_block(value)
