"""Manifests as the text that kustomize prints."""

from __future__ import annotations

from ..model.values import OddMapping
from .key_order import ordered
from .strings import BREAKS, LITERAL, folded, literal, with_breaks, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model.values import Manifest, Value

_MEMO_SIZE = 100_000
_INDENT = 2
_WIDEST = 82
_SIMPLE_KEY = 128


class _Strings(dict):  # type: ignore[type-arg]  # subscripting it would cost at run time
    """Strings and how they are written; bounded, since a library may run for long."""

    def __missing__(self, text: str) -> str:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        rendered = self[text] = written(text)
        return rendered


class _Orders(dict):  # type: ignore[type-arg]  # subscripting it would cost at run time
    """Key sequences, sorted: each key with its text before a scalar and before a collection."""

    def __missing__(self, keys: tuple[str, ...]) -> list[tuple[str, str, str]]:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        order = self[keys] = [(key, *_key_texts(key)) for key in ordered(keys)]
        return order


def _key_texts(key: str) -> tuple[str, str]:
    rendered = written(key)
    if rendered == LITERAL or len(key.encode()) > _SIMPLE_KEY or any(each in key for each in BREAKS):
        return "", ""
    return f"{rendered}: ", f"{rendered}:"


_STRINGS = _Strings()
_ORDERS = _Orders()


def write(manifests: Iterable[Manifest]) -> str:
    """The documents, joined by separators."""
    return "---\n".join([write_document(each) for each in manifests])


def write_document(manifest: Manifest) -> str:
    """One document as kustomize prints it."""
    from .go_hop import printable

    lines: list[str] = []
    _write_mapping(printable(manifest), "", "", lines)
    lines.append("")
    return "\n".join(lines)


def _write_mapping(mapping: Manifest, first: str, pad: str, lines: list[str]) -> None:
    """Append the lines of the mapping, the first behind ``first`` and the others behind ``pad``."""
    for key, before_scalar, before_collection in _ORDERS[tuple(mapping)]:
        value = mapping[key]
        kind = type(value)
        if not before_scalar:
            _write_complex_entry(key, value, first, pad, lines)
        elif kind is str:
            _write_string(value, first + before_scalar, pad, lines)
        elif kind is dict:
            if value:
                lines.append(first + before_collection)
                _write_mapping(value, pad + "  ", pad + "  ", lines)
            else:
                lines.append(first + before_scalar + "{}")
        elif kind is list:
            if value:
                lines.append(first + before_collection)
                _write_sequence(value, pad, pad, lines)
            else:
                lines.append(first + before_scalar + "[]")
        else:
            lines.append(first + before_scalar + _plain(value))
        first = pad


def _write_sequence(sequence: list[Value], first: str, pad: str, lines: list[str]) -> None:
    """Append the lines of the sequence, the first behind ``first`` and the others behind ``pad``."""
    for value in sequence:
        kind = type(value)
        start = first + "- "
        if kind is str:
            _write_string(value, start, pad, lines)
        elif kind is dict and value:
            _write_mapping(value, start, pad + "  ", lines)
        elif kind is list and value:
            _write_sequence(value, start, pad + "  ", lines)
        else:
            lines.append(start + _plain(value))
        first = pad


def _write_string(text: str, start: str, pad: str, lines: list[str]) -> None:
    """Append the string behind ``start``; where it goes on, two columns behind the pad."""
    rendered = _STRINGS[text]
    if rendered is LITERAL:
        lines.append(start + literal(text, pad + "  "))
        return
    line = start + rendered
    if len(line) > _WIDEST and " " in rendered:
        line = start + folded(rendered, len(start), len(pad) + _INDENT)
    if not text.isascii() and rendered[0] == "'" and ("\u2028" in text or "\u2029" in text):
        line = with_breaks(line, len(pad) + _INDENT)
    lines.append(line)


def _write_complex_entry(key: str, value: Value, first: str, pad: str, lines: list[str]) -> None:
    """Append an entry whose key is too long or has line breaks: ``? key`` and ``: value`` on lines of their own."""
    _write_string(key, first + "? ", pad, lines)
    start = pad + ": "
    if type(value) is dict and value:
        _write_mapping(value, start, pad + "  ", lines)
    elif type(value) is list and value:
        _write_sequence(value, start, pad + "  ", lines)
    elif type(value) is str:
        _write_string(value, start, pad, lines)
    else:
        lines.append(start + _plain(value))


def _plain(value: Value) -> str:
    """A scalar that is no string, or an empty collection."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    return str(value)
