"""Strings as encoding/json writes them, and how long a key may get by that."""

from __future__ import annotations

# encoding/json escapes HTML and the two line separators of JavaScript beside what JSON asks for. The short forms for
# backspace and form feed came with Go 1.22.
_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029",
    **{chr(code): f"\\u{code:04x}" for code in range(0x20) if chr(code) not in "\b\f\n\r\t"},
}  # fmt: skip
_TABLE = str.maketrans(_ESCAPES)
# libyaml, and go-yaml with it, looks for the colon of a simple key in so many characters.
_LONGEST_KEY = 1024
_LONGEST_ESCAPE = 6


def quoted(text: str) -> str:
    """The string in JSON, safe inside HTML as Go has it."""
    return f'"{(text if text.isascii() else _well_formed(text)).translate(_TABLE)}"'


def _well_formed(text: str) -> str:
    """The text with what is no character of UTF-8 replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        # Go replaces each byte that is no UTF-8; a lone surrogate of a Python string stands for such bytes.
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def is_too_long(key: str) -> bool:
    """Whether the key takes more characters of JSON text than libyaml looks for one in."""
    if len(key) * _LONGEST_ESCAPE + 2 <= _LONGEST_KEY:
        return False
    return len(quoted(key)) > _LONGEST_KEY
