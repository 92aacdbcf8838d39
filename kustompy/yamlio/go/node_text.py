"""The text that go-yaml v3 gives a node: keys in their order, styles kept."""

from __future__ import annotations

from kustompy.model.values import FLOW_NULL, Folded, Literal, Quoted, text_of
from kustompy.yamlio.scalars.deep import deeply
from kustompy.yamlio.scalars.scalars import YAML11_BOOLEANS, is_base60, resolve
from kustompy.yamlio.scalars.strings import BREAKS, UNENDED, allows_plain, double_quoted, has_special, literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


def node_text(value: Value) -> str:
    """The text of the value; sequences stand under their key."""
    return deeply(_printed, value)


def _printed(value: Value) -> str:
    lines: list[str] = []
    _Printer(lines).write(value, "", 0)
    return "\n".join(lines) + "\n"


_INDENT = 2


class _Printer:
    __slots__ = ("lines",)

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def write(self, value: Value, first: str, column: int) -> None:
        """Append a value whose first line is behind ``first`` and whose others begin at the column."""
        if isinstance(value, dict) and value:
            self._mapping(value, first, column)
        elif isinstance(value, list) and value:
            self._sequence(value, first, column)
        else:
            # A lone scalar as a document has its block indented by two columns.
            pad = " " * (column if first else _INDENT)
            self.lines.append((first + scalar_text(value, pad)).rstrip(" "))

    def _mapping(self, mapping: dict[str, Value], first: str, column: int) -> None:
        pad = " " * column
        for key, value in mapping.items():
            before = first + key_text(key)
            if isinstance(value, dict) and value:
                self.lines.append(before + ":")
                self._mapping(value, " " * (column + _INDENT), column + _INDENT)
            elif isinstance(value, list) and value:
                self.lines.append(before + ":")
                self._sequence(value, pad, column)
            else:
                text = scalar_text(value, " " * (column + _INDENT))
                self.lines.append(f"{before}: {text}" if text else f"{before}:")
            first = pad

    def _sequence(self, sequence: list[Value], first: str, column: int) -> None:
        pad = " " * column
        for value in sequence:
            self.write(value, first + "- ", column + 2)
            first = pad


def key_text(key: str) -> str:
    """The text of a key, which stands on one line."""
    if not key:
        return '""'
    # Without quotes it would be read back as another type.
    if type(resolve(key)) is not str or any(each in key for each in BREAKS):
        return double_quoted(key)
    return _one_line(key)


def scalar_text(value: Value, pad: str) -> str:
    """The text of a scalar or an empty collection, further lines behind the pad."""
    kind = type(value)
    if kind is str:
        if "\n" in value:
            return _block(value, pad)
        return double_quoted(value) if type(resolve(value)) is not str else _one_line(value)
    if kind is Quoted:
        return double_quoted(value)
    if kind is Literal:
        return _block(value, pad)
    if kind is Folded:
        return _folded(value, pad)
    # In flow style nothing at all is written as an empty string.
    if value is FLOW_NULL:
        return "''"
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else text_of(value)


def styled(text: str) -> str:
    """A string as go-yaml v3 writes it of its own accord, and reads it back: with the style it chose."""
    if "\n" in text:
        from kustompy.yamlio.scalars.folding import allows_folding

        return Literal(text) if allows_folding(text) else Quoted(text)
    # go-yaml v3 quotes what YAML 1.1 took for booleans and base 60 numbers, for older readers.
    if text in YAML11_BOOLEANS or type(resolve(text)) is not str or (":" in text and is_base60(text)):
        return Quoted(text)
    # Identity: the text itself comes back only where it needs no quotes.
    return text if _one_line(text) is text else Quoted(text)


def _one_line(text: str) -> str:
    if has_special(text):
        return double_quoted(text)
    return text if allows_plain(text) else "'" + text.replace("'", "''") + "'"


def _block(text: str, pad: str) -> str:
    from kustompy.yamlio.scalars.folding import allows_folding

    if not allows_folding(text):
        return double_quoted(text)
    return literal(text, pad).removesuffix(UNENDED)


def _folded(text: str, pad: str) -> str:
    from kustompy.yamlio.scalars.folding import allows_folding, doubled

    if not allows_folding(text):
        return double_quoted(text)
    # A folded block has the same header as a literal one, but for its first mark.
    header, _, _ = literal(text, pad).partition("\n")
    body = "\n".join(pad + line if line else "" for line in doubled(text))
    return f">{header[1:]}\n{body}"
