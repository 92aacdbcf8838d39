"""Quoted scalars on one line or several."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# The escapes of YAML 1.1 (5.7), and `\'`, which go-yaml takes; `\/` of JSON is none for it.
_SIMPLE = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "'": "'", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_CODES = {"x": 2, "u": 4, "U": 8}


class OddEscape(ValueError):
    """An escape that only the full parser reads, or refuses."""


def unquoted(text: str) -> tuple[str, str] | None:
    """The value of the quoted scalar that the text begins with, and the rest; None where it does not end."""
    end = closing(text, 1, text[0])
    if end < 0:
        return None
    try:
        return unescaped(text[1:end], text[0]), text[end + 1 :]
    except OddEscape:
        return None


def opened(text: str) -> bool:
    """Whether the quoted scalar goes on in the next line."""
    return closing(text, 1, text[0]) < 0


def closing(text: str, start: int, quote: str) -> int:
    """Where the closing quote is, -1 if it is not here."""
    at = text.find(quote, start)
    if quote == "'":
        while at >= 0 and text[at + 1 : at + 2] == "'":
            at = text.find("'", at + 2)
        return at
    while at > 0:
        slashes = at
        # An even number of backslashes before the quote escapes themselves.
        while slashes > start and text[slashes - 1] == "\\":
            slashes -= 1
        if (at - slashes) % 2 == 0:
            return at
        at = text.find('"', at + 1)
    return at


def unescaped(text: str, quote: str) -> str:
    """The value of the text between the quotes."""
    if quote == "'":
        return text.replace("''", "'")
    if "\\" not in text:
        return text
    # Cut at backslashes, an escape is at the start of a part; two in a row leave an empty part between them.
    parts = text.split("\\")
    result = [parts[0]]
    index = 1
    while index < len(parts):
        part = parts[index]
        if not part:
            # an escaped backslash, and what stands behind it
            result.append("\\")
            index += 1
            result.append(parts[index])
        elif part[0] in _SIMPLE:
            result.append(_SIMPLE[part[0]] + part[1:])
        else:
            result.append(_coded(part))
        index += 1
    return "".join(result)


def _coded(part: str) -> str:
    width = _CODES.get(part[0], 0)
    digits = part[1 : 1 + width]
    if not width or len(digits) < width or digits.strip("0123456789abcdefABCDEF"):
        raise OddEscape(part)
    code = int(digits, 16)
    # `\ud83d\ude00`, as JSON spells what is beyond the BMP, is an error in go-yaml (spec/scalars 6.5).
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise OddEscape(part)
    return chr(code) + part[1 + width :]


def folded_quote(text: str, lines: Sequence[str], start: int) -> tuple[str, str, int] | None:
    """A quoted scalar over several lines, the rest of its last line and its number; None if it is for the parser."""
    quote = text[0]
    parts = [_stripped(text[1:], quote)]
    breaks = 1
    for number in range(start, len(lines)):
        line = lines[number]
        # A marker of a document ends a quoted scalar with an error; a tab is stripped as white space at both ends of a
        # line.
        if line.startswith(("---", "...")) or "\t" in line:
            return None
        content = line.lstrip(" ")
        if not content:
            breaks += 1
            continue
        if parts[-1].endswith("\\") and quote == '"' and _is_escaped(parts[-1]):
            # an escaped line break: nothing is folded, and an escaped space may follow
            parts[-1] = parts[-1][:-1]
            parts.append("\n" * (breaks - 1))
        else:
            parts.append("\n" * (breaks - 1) or " ")
        breaks = 1
        end = closing(content, 0, quote)
        parts.append(_stripped(content, quote) if end < 0 else content[:end])
        if end < 0:
            continue
        try:
            value = unescaped("".join(parts), quote)
        except OddEscape:
            return None
        return value, content[end + 1 :], number
    return None


def _stripped(text: str, quote: str) -> str:
    """The text without trailing spaces, but for one that is escaped."""
    short = text.rstrip(" ")
    is_kept = quote == '"' and len(short) < len(text) and _is_escaped(short)
    return text[: len(short) + 1] if is_kept else short


def _is_escaped(text: str) -> bool:
    """Whether an odd number of backslashes ends the text."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
