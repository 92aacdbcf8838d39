r"""How go-yaml v2 writes a string: plain, ``'``, ``"`` or ``|``, and where it folds."""

from __future__ import annotations

from kustompy.errors import UNPRINTABLE, YamlError
from kustompy.yamlio.scalars.scalars import reads_as_string

# best_width of go-yaml v2's emitter.
_BEST_WIDTH = 80
# yaml_emitter_analyze_scalar of go-yaml v2: these at the start forbid plain style.
_FIRST_NEVER = frozenset("#,[]{}&*!|>'\"%@`")
BREAKS = "\n\r\x85\u2028\u2029"
# What go-yaml v2 refuses when it reads JSON text, which escapes none of it; U+0085 is folded as a line break.
CONTROLS = frozenset([chr(code) for code in range(0x7F, 0xA0)] + ["\ufffe", "\uffff"])
_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip

# Without the tab: one tab anywhere makes a literal block impossible, and the whole text one line in double quotes.
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\n"

LITERAL = "|"
UNENDED = "\uffff"
"""Stands where a line has ended with a break of Unicode, so that no other is written; nothing else prints it."""
_UNICODE_BREAKS = "\u2028\u2029"


class ControlCharacter(YamlError):
    """A string holds a character that go-yaml does not read back from JSON."""

    default_code = "KST105"
    default_fault = UNPRINTABLE

    def __init__(self) -> None:
        super().__init__("yaml: control characters are not allowed")


def written(text: str) -> str:
    """The string on one line, unfolded, or ``|`` where it is to be a literal block."""
    # A string with line breaks is literal if it may be, else double quoted; v2 never writes `>` of its own accord.
    if "\n" in text:
        return LITERAL if allows_block(text) else double_quoted(text)
    # What would be read as another type is double quoted, what is only not allowed plain single quoted (spec/scalars
    # 5.3).
    if not text or not reads_as_string(text):
        return double_quoted(text)
    if has_special(text) or (not text.isascii() and _has_spaced_break(text)):
        return double_quoted(text)
    return text if allows_plain(text) else "'" + text.replace("'", "''") + "'"


def has_special(text: str) -> bool:
    return not text.isprintable() if text.isascii() else any(map(is_special, text))


def is_special(char: str) -> bool:
    """Whether the emitter takes the character for unprintable: controls, tab, BOM and all beyond the BMP."""
    return not (" " <= char <= "~" or char == "\n" or ("\xa0" <= char <= "\ufffd" and char != "\ufeff"))


def _has_spaced_break(text: str) -> bool:
    return any(each + " " in text or " " + each in text for each in "\u2028\u2029")


def allows_plain(text: str) -> bool:
    """Whether the text may stand without quotes in a block."""
    first, last = text[0], text[-1]
    if first in _FIRST_NEVER or first == " " or last == " " or last == ":":
        return False
    # An indicator of one character, unless something follows it at once: `-a`, `?a` and `:a` are plain.
    if first in "?:-" and (len(text) == 1 or text[1] == " "):
        return False
    if text.startswith(("---", "...")) or ": " in text or " #" in text:
        return False
    return text.isascii() or not any(each in text for each in BREAKS)


def allows_block(text: str) -> bool:
    """Whether a literal block can hold the text: nothing special, no space before a break or at the end."""
    # space_break and trailing_space of the emitter's analysis.
    if text[-1] == " " or " \n" in text:
        return False
    if text.isascii():
        return not text.encode().translate(None, _PRINTABLE)
    return not has_special(text.replace("\n", "")) and not any(" " + each in text for each in BREAKS)


def double_quoted(text: str) -> str:
    """The text between double quotes, escaped."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    # go-yaml v2 tests the start of the text, not the character, for a byte order mark: then it escapes each character.
    everything = text.startswith("\ufeff")
    return '"' + "".join(escaped(each) if everything or _to_escape(each) else each for each in text) + '"'


def _to_escape(char: str) -> bool:
    return char in '"\\\n\u2028\u2029' or is_special(char)


def escaped(char: str) -> str:
    """The escape sequence of the character."""
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def folded(rendered: str, column: int, indent: int) -> str:
    """The rendered string broken at spaces behind column 80, its further lines indented."""
    style = rendered[0]
    if style == '"':
        return _folded_double(rendered, column, indent)
    if style == "'":
        return _folded_at(rendered, column, indent, 2, len(rendered) - 2)
    return _folded_at(rendered, column, indent, 0, len(rendered))


def _folded_at(text: str, column: int, indent: int, start: int, end: int) -> str:
    """Break a plain or single quoted text at single spaces between start and end."""
    pad = "\n" + " " * indent
    parts = []
    begin = 0
    # Spaces before column 80 are not looked at one by one: the emitter asks `column > best_width` at each.
    at = text.find(" ", max(start, _BEST_WIDTH + 1 - column))
    while 0 <= at < end:
        # At a run of spaces none may be replaced by a line break, which would be read back as one space.
        if text[at - 1] != " " and text[at + 1 : at + 2] != " ":
            parts.append(text[begin:at])
            begin = at + 1
            at = text.find(" ", max(begin, begin + _BEST_WIDTH + 1 - indent))
        else:
            at = text.find(" ", at + 1)
    parts.append(text[begin:])
    return pad.join(parts)


def _folded_double(text: str, column: int, indent: int) -> str:
    """Break a double quoted text at the first space of a run; a backslash keeps the spaces after it."""
    pad = "\n" + " " * indent
    parts = []
    begin = 0
    last = len(text) - 2
    # The column at which what is being written began on its line.
    origin = column
    at = text.find(" ", max(2, _BEST_WIDTH + 1 - column))
    while 0 <= at < last:
        if text[at - 1] != " ":
            parts.append(text[begin:at])
            begin = at + 1
            origin = indent
            # A line in double quotes loses the spaces it begins with, unless a backslash stands before the first.
            if text[begin] == " ":
                parts[-1] += pad + "\\"
                origin += 1
            else:
                parts[-1] += pad
            at = text.find(" ", max(begin, begin + _BEST_WIDTH + 1 - origin))
        else:
            at = text.find(" ", at + 1)
    parts.append(text[begin:])
    return "".join(parts)


def with_breaks(rendered: str, indent: int) -> str:
    """A single quoted text goes on, indented, after the breaks of Unicode."""
    pad = " " * indent
    result = []
    for at, char in enumerate(rendered):
        result.append(char)
        if char in "\u2028\u2029" and rendered[at + 1] not in "\u2028\u2029" and at + 2 < len(rendered):
            result.append(pad)
    return "".join(result)


def literal(text: str, pad: str) -> str:
    """The literal block: its header, and its lines behind the pad."""
    # The indentation is told where the first line does not show it: `|2` for a text that begins with a space or a
    # break.
    hint = "2" if text[0] in " " + BREAKS else ""
    # `-`: no break at the end; `+`: more than one, or nothing but one.
    chomp = "-" if text[-1] not in BREAKS else "+" if len(text) == 1 or text[-2] in BREAKS else ""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if not text.isascii():
        body = "\n".join([_indented(line, pad) if line else "" for line in lines])
    # Blank lines are written without indentation; without any, one join indents all lines at once.
    elif "" in lines:
        body = "\n".join([pad + line if line else "" for line in lines])
    else:
        body = pad + ("\n" + pad).join(lines)
    return f"|{hint}{chomp}\n{body}{UNENDED if text[-1] in _UNICODE_BREAKS else ''}"


def _indented(line: str, pad: str) -> str:
    """The line behind the pad, and so what follows a break of Unicode."""
    after_break = True
    result = []
    for char in line:
        is_break = char in "\u2028\u2029"
        result.append(pad + char if after_break and not is_break else char)
        after_break = is_break
    return "".join(result)


def through_json(text: str) -> str:
    """The string as go-yaml reads it out of JSON text: some controls are refused, U+0085 is a line break there."""
    for char in text:
        if ("\x7f" <= char <= "\x9f" and char != "\x85") or char in "\ufffe\uffff":
            raise ControlCharacter
    return _unfolded(text) if "\x85" in text else text


def _unfolded(text: str) -> str:
    """U+0085 folded as a double quoted scalar folds line breaks."""
    first, *rest = text.split("\x85")
    result = [first.rstrip(" ")]
    empty = 0
    for at, line in enumerate(rest):
        line = line.lstrip(" ")
        if not line and at < len(rest) - 1:
            empty += 1
            continue
        result.append("\n" * empty or " ")
        result.append(line.rstrip(" ") if at < len(rest) - 1 else line)
        empty = 0
    return "".join(result)
