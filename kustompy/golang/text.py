"""Text as Go prints it, where kustomize shows it to users."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
"""What ``strconv.ParseBool`` takes."""
_ESCAPES = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"',
}  # fmt: skip


def quoted(text: str) -> str:
    """A string as ``%q`` prints it."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(_ESCAPES.get(each) or _printable(each) for each in text) + '"'


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    # `%q` writes what IsPrint refuses by the shortest of three escapes.
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def in_bytes(text: str) -> bytes:
    """The bytes by which Go compares strings."""
    return text.encode("utf-8", "surrogatepass")


def listed(entries: Iterable[object]) -> str:
    """A slice of strings as ``%v`` prints it."""
    return f"[{' '.join(str(entry) for entry in entries)}]"


def is_whole(text: str) -> bool:
    """Whether the text is a decimal integer of any size, perhaps with a sign."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    return digits.isascii() and digits.isdigit()


def atoi(text: str) -> int | None:
    """The number that ``strconv.Atoi`` reads; None if the text is not a number or exceeds 64 bits."""
    # Python converts thousands of digits in quadratic time, or refuses to.
    if not is_whole(text) or len(text.lstrip("+-0")) > _LONGEST_INTEGER:
        return None
    number = int(text)
    return number if -(1 << 63) <= number < 1 << 63 else None


_LONGEST_INTEGER = 20
