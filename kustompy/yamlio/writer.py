"""Manifests as the text that kustomize prints."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.memo import Memo, TextMemo
from kustompy.model.values import Folded, Literal, Quoted, Retyped, UnprintableMapping, WrittenBool, WrittenNull
from kustompy.yamlio.go.key_order import ordered
from kustompy.yamlio.scalars.strings import BREAKS, CONTROLS, LITERAL, UNENDED, folded, literal, with_breaks, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kustompy.model.values import Manifest, Value

_OF_SECRETS = frozenset(("stringData", "secretGenerator"))
"""Fields of manifests and kustomizations that hold values of Secrets: no cache keeps these."""
_MEMO_SIZE = 100_000
# Longer strings and larger mappings hardly come again, and would take memory.
_LONGEST = 400
_MANY = 50
_INDENT = 2
# A line is folded at a space behind column 80, so one of up to 82 characters has no space to fold at.
_WIDEST = 82
# yaml_emitter_check_simple_key: a key of more than 128 bytes is written behind `? `.
_SIMPLE_KEY = 128


class Unprintable(Exception):
    """A value that the passes before printing change or refuse."""


class _Strings(TextMemo):
    """Strings and how they are written on one line, None where they take more."""

    def __missing__(self, text: str) -> str | None:
        # A Quoted compares equal to its plain string, so both have one entry: output does not depend on the style.
        text = str(text)
        if not text.isascii() or "\x7f" in text:
            _check(text)
        line = written(text)
        rendered = None if line is LITERAL or (line[0] == "'" and _has_breaks(text)) else line
        if len(text) <= _LONGEST:
            # As in `keep`, without its call.
            if len(self) >= _MEMO_SIZE:
                self.clear()
            self[text] = rendered
        return rendered


class _Orders(Memo):
    """Sequences of keys, sorted: each key with its text before a scalar and before a collection."""

    def __missing__(self, keys: tuple[str, ...]) -> list[tuple[str, str, str]]:
        if len(keys) > _MANY:
            return _order_of_many(keys)
        return self.keep(keys, [(key, *_key_texts(key)) for key in ordered(keys)])


def _order_of_many(keys: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The same for a large mapping: many resources may have the same labels, or all that an anchor stands for."""
    order: list[tuple[str, str, str]] | None = _LARGE_ORDERS.get(keys)
    if order is None:
        order = [(key, *_key_texts(key)) for key in ordered(keys)]
        if len(keys) <= _LARGEST:
            _LARGE_ORDERS.keep(keys, order)
    return order


def _check(text: str) -> None:
    if any(each in CONTROLS for each in text):
        raise Unprintable


def _has_breaks(text: str) -> bool:
    return any(each in text for each in BREAKS)


def _key_texts(key: str) -> tuple[str, str]:
    """The key before a scalar and before a collection; empty where it takes a line of its own."""
    if not (key.isascii() and key.isprintable()):
        _check(key)
    # go-yaml measures keys in bytes; a longer one is written behind `? `, its value on the next line.
    if len(key.encode()) > _SIMPLE_KEY or (not key.isprintable() and _has_breaks(key)):
        from kustompy.yamlio.go.json_strings import is_too_long

        if is_too_long(key):
            raise Unprintable
        return "", ""
    rendered = written(str(key))
    return f"{rendered}: ", f"{rendered}:"


_STRINGS = _Strings(_MEMO_SIZE)
_ORDERS = _Orders(_MEMO_SIZE)
_LARGE_ORDERS = Memo(16)
_LARGEST = 2_000


def write(manifests: Iterable[Manifest], limit: tuple[int, Callable[[int], None]] | None = None) -> str:
    """The documents, joined by separators; beyond a number of characters it is asked whether there may be more."""
    whole = list(manifests)
    try:
        return "---\n".join(_texts(whole, limit))
    finally:
        # The memo outlives the build; a value of a Secret must not.
        for each in whole:
            if each.get("kind") == "Secret" or not _OF_SECRETS.isdisjoint(each):
                _STRINGS.forget(each)


def _texts(manifests: list[Manifest], limit: tuple[int, Callable[[int], None]] | None) -> list[str]:
    if limit is None:
        return [_document(each) for each in manifests]
    most, refuse = limit
    size, texts = 0, []
    for each in manifests:
        text = _document(each)
        size += len(text)
        if size > most:
            refuse(size)
        texts.append(text)
    return texts


def write_document(manifest: Manifest) -> str:
    """One document as kustomize prints it."""
    if not manifest:
        return "{}\n"
    lines: list[str] = []
    try:
        _write_whole(manifest, lines)
    except (TypeError, AttributeError):
        # somebody put in what is no value of a manifest: tuples and paths have a text, all else is refused by name
        from kustompy.model.json_data import json_data

        checked = json_data(manifest)
        lines.clear()
        _write_whole(checked, lines)
    lines.append("")
    text = "\n".join(lines)
    # Only a text with breaks of Unicode has the sign, so an ASCII one is not searched.
    return text if text.isascii() else text.replace(UNENDED + "\n", "")


def _write_whole(manifest: Manifest, lines: list[str]) -> None:
    try:
        if type(manifest) is UnprintableMapping:
            raise Unprintable
        _write_mapping(manifest, "", "", lines)
    except Unprintable:
        from kustompy.yamlio.go.json_round_trip import printable

        # The lines that were written before the odd value was met are written again from the printable manifest.
        lines.clear()
        _write_mapping(printable(manifest), "", "", lines)


def _document(manifest: Manifest) -> str:
    """The same for a document that may nest deeper than Python's stack."""
    try:
        return write_document(manifest)
    except RecursionError:
        from kustompy.yamlio.scalars.deep import deeply

        return deeply(write_document, manifest)


def _write_mapping(mapping: Manifest, first: str, pad: str, lines: list[str]) -> None:
    """Append the lines of the mapping, the first behind ``first`` and the others behind ``pad``."""
    # Manifests repeat the keys of their mappings: the order, and each key as it is written, are looked up by all of
    # them at once. The commonest kinds of values come first, and strings are written here, since a call for each would
    # cost.
    for key, before_scalar, before_collection in _ORDERS[tuple(mapping)]:
        value = mapping[key]
        kind = type(value)
        if not before_scalar:
            _write_complex_entry(key, value, first, pad, lines)
        elif kind is str or kind is Quoted:
            rendered = _STRINGS[value]
            if rendered is None:
                _write_lines(value, first + before_scalar, pad, lines)
            else:
                line = first + before_scalar + rendered
                if len(line) > _WIDEST and " " in rendered:
                    start = first + before_scalar
                    line = start + folded(rendered, len(start), len(pad) + _INDENT)
                lines.append(line)
        elif kind is dict:
            if value:
                lines.append(first + before_collection)
                inner = pad + "  "
                _write_mapping(value, inner, inner, lines)
            else:
                lines.append(first + before_scalar + "{}")
        elif kind is list:
            if value:
                lines.append(first + before_collection)
                # go-yaml v2 does not indent a sequence under its key.
                _write_sequence(value, pad, pad, lines)
            else:
                lines.append(first + before_scalar + "[]")
        elif kind is int:
            lines.append(f"{first}{before_scalar}{value}")
        else:
            _write_other(value, first + before_scalar, pad, lines)
        first = pad


def _write_sequence(sequence: list[Value], first: str, pad: str, lines: list[str]) -> None:
    """Append the lines of the sequence, the first behind ``first`` and the others behind ``pad``."""
    inner = pad + "  "
    start = first + "- "
    for value in sequence:
        kind = type(value)
        if kind is dict and value:
            _write_mapping(value, start, inner, lines)
        elif kind is str or kind is Quoted:
            _write_string(value, start, pad, lines)
        elif kind is list and value:
            _write_sequence(value, start, inner, lines)
        else:
            _write_other(value, start, pad, lines)
        start = pad + "- "


def _write_string(text: str, start: str, pad: str, lines: list[str]) -> None:
    """Append the string behind ``start``; where it goes on, two columns behind the pad."""
    rendered = _STRINGS[text]
    if rendered is None:
        _write_lines(text, start, pad, lines)
        return
    line = start + rendered
    if len(line) > _WIDEST and " " in rendered:
        line = start + folded(rendered, len(start), len(pad) + _INDENT)
    lines.append(line)


def _write_lines(text: str, start: str, pad: str, lines: list[str]) -> None:
    """Append a string that takes several lines: a literal block, or one with breaks of Unicode."""
    if "\n" in text:
        lines.append(start + literal(text, pad + "  "))
    else:
        lines.append(with_breaks(start + folded(written(text), len(start), len(pad) + _INDENT), len(pad) + _INDENT))


def _write_complex_entry(key: str, value: Value, first: str, pad: str, lines: list[str]) -> None:
    """Append an entry whose key is too long or has line breaks: ``? key`` and ``: value`` on lines of their own."""
    _write_string(key, first + "? ", pad, lines)
    start = pad + ": "
    if type(value) is dict and value:
        _write_mapping(value, start, pad + "  ", lines)
    elif type(value) is list and value:
        _write_sequence(value, start, pad + "  ", lines)
    else:
        _write_other(value, start, pad, lines)


def _write_other(value: Value, start: str, pad: str, lines: list[str]) -> None:
    """Append a value of one of the less frequent types."""
    kind = type(value)
    if kind in _STRING_KINDS:
        # go-yaml v3 writes such a block without a hint for its indentation, and then fails to read it.
        if value[:1] == "\t" and kind is Literal:
            raise Unprintable
        _write_string(value, start, pad, lines)
    elif kind is Folded:
        from kustompy.yamlio.scalars.folding import rewritten

        if value[:1] == "\t":
            raise Unprintable
        _write_string(rewritten(str(value)), start, pad, lines)
    elif kind is UnprintableMapping:
        raise Unprintable
    else:
        lines.append(start + _plain(value))


_STRING_KINDS = frozenset((str, Quoted, Literal, Retyped))


def _plain(value: Value) -> str:
    """A scalar that is no string, or an empty collection."""
    if value is None:
        return "null"
    if type(value) is WrittenNull:
        # `{a: }` prints as an empty string, since go-yaml v3 writes the null of a flow collection as one (spec/scalars
        # 3.1).
        return '""' if value.in_flow and not value.text else "null"
    if type(value) is bool or type(value) is WrittenBool:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        from kustompy.yamlio.go.json_round_trip import number

        try:
            return number(float(value))
        except KustompyError:
            raise Unprintable from None
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    if isinstance(value, str):
        raise Unprintable
    # write_document goes through the whole manifest then, and so knows the path of the value
    raise TypeError(type(value))
