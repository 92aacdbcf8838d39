"""Texts: the standard functions, and those of cel-go's strings library and the API server's regex library."""

from __future__ import annotations

import math

from kustompy.cel.errors import CelError, UnknownError
from kustompy.cel.library.conversions import text_of
from kustompy.cel.overloads import function, method
from kustompy.cel.types import BOOL, DYN, INT, STRING, list_of
from kustompy.cel.values import Duration, Timestamp, Uint, is_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cel.values import Value

_LONGEST = 1_000_000
"""The most characters that ``replace`` and ``join`` may make: they alone make more than they read."""
# What Go's strings.TrimSpace takes away; Python's strip() takes the separators U+001C to U+001F as well.
_BLANKS = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@method("startsWith", STRING, STRING, result=BOOL)
def starts_with(text: str, start: str) -> bool:
    """Whether the text begins so."""
    return text.startswith(start)


@method("endsWith", STRING, STRING, result=BOOL)
def ends_with(text: str, end: str) -> bool:
    """Whether the text ends so."""
    return text.endswith(end)


@method("contains", STRING, STRING, result=BOOL)
def contains(text: str, part: str) -> bool:
    """Whether the text has the part."""
    return part in text


@method("matches", STRING, STRING, result=BOOL)
@function("matches", STRING, STRING, result=BOOL)
def matches(text: str, pattern: str) -> bool:
    """Whether the text has a match of the regular expression, in Go's syntax."""
    # Never Python's `re`: the pattern is the tree's, and would backtrack without end; RE2's syntax differs as well.
    from kustompy.golang import regexp
    from kustompy.golang.regexp.syntax import RegexpError

    try:
        return regexp.compile(pattern).search(text)
    except RegexpError as error:
        raise CelError(str(error)) from None


@method("find", STRING, STRING, result=STRING)
def find(text: str, pattern: str) -> str:
    """The first match in the text; an ``UnknownError`` if there is one, since the matcher tells no places."""
    if not matches(text, pattern):
        return ""
    raise UnknownError("it asks with find what a pattern matches")


@method("findAll", STRING, STRING, result=list_of(STRING))
@method("findAll", STRING, STRING, INT, result=list_of(STRING))
def find_all(text: str, pattern: str, count: int = -1) -> list[str]:
    """All matches in the text; an ``UnknownError`` if there are any, since the matcher tells no places."""
    if count == 0 or not matches(text, pattern):
        return []
    raise UnknownError("it asks with findAll what a pattern matches")


@method("charAt", STRING, INT, result=STRING)
def char_at(text: str, index: int) -> str:
    """The character at an index; an empty text at the very end."""
    if not 0 <= index <= len(text):
        raise CelError(f"index out of range: {index}")
    return text[index : index + 1]


@method("indexOf", STRING, STRING, result=INT)
@method("indexOf", STRING, STRING, INT, result=INT)
def index_of(text: str, part: str, start: int = 0) -> int:
    """The first index of the part; -1 if the text does not have it."""
    if not 0 <= start <= len(text):
        raise CelError(f"index out of range: {start}")
    return text.find(part, start)


@method("lastIndexOf", STRING, STRING, result=INT)
@method("lastIndexOf", STRING, STRING, INT, result=INT)
def last_index_of(text: str, part: str, latest: int | None = None) -> int:
    """The last index of the part; -1 if the text does not have it."""
    if latest is None:
        return text.rfind(part)
    if not 0 <= latest <= len(text):
        raise CelError(f"index out of range: {latest}")
    # `latest` bounds where the part begins, and rfind's end bounds where it ends.
    return text.rfind(part, 0, latest + len(part))


@method("lowerAscii", STRING, result=STRING)
def lower_ascii(text: str) -> str:
    """The text with ASCII's capital letters made small."""
    # Letter by letter: lower() changes others as well, and some of them into two.
    return "".join(each.lower() if each.isascii() else each for each in text)


@method("upperAscii", STRING, result=STRING)
def upper_ascii(text: str) -> str:
    """The text with ASCII's small letters made capital."""
    return "".join(each.upper() if each.isascii() else each for each in text)


@method("replace", STRING, STRING, STRING, result=STRING)
@method("replace", STRING, STRING, STRING, INT, result=STRING)
def replaced(text: str, old: str, new: str, count: int = -1) -> str:
    """The text with ``old`` replaced by ``new``, ``count`` times at most; all of them for a negative count."""
    if len(text) * (1 + len(new)) > _LONGEST and text.count(old) * len(new) > _LONGEST:
        raise CelError("the text becomes too long")
    return text.replace(old, new, count)


@method("split", STRING, STRING, result=list_of(STRING))
@method("split", STRING, STRING, INT, result=list_of(STRING))
def split(text: str, separator: str, count: int = -1) -> list[str]:
    """The parts between separators, ``count`` at most, the last one with the rest; all for a negative count."""
    if count == 0:
        return []
    if not separator:
        # Go splits at each character then, and Python refuses an empty separator.
        pieces = list(text)
        return pieces if count < 0 or len(pieces) <= count else [*pieces[: count - 1], "".join(pieces[count - 1 :])]
    return text.split(separator, -1 if count < 0 else count - 1)


@method("substring", STRING, INT, result=STRING)
@method("substring", STRING, INT, INT, result=STRING)
def substring(text: str, start: int, end: int | None = None) -> str:
    """The characters from index ``start`` up to ``end``, or to the end of the text."""
    stop = len(text) if end is None else end
    if not 0 <= start <= len(text):
        raise CelError(f"index out of range: {start}")
    if not 0 <= stop <= len(text):
        raise CelError(f"index out of range: {stop}")
    if start > stop:
        raise CelError(f"invalid substring range. start: {start}, end: {stop}")
    return text[start:stop]


@method("trim", STRING, result=STRING)
def trim(text: str) -> str:
    """The text without the blanks around it."""
    return text.strip(_BLANKS)


@method("reverse", STRING, result=STRING)
def reverse(text: str) -> str:
    """The characters in the other order."""
    return text[::-1]


@method("join", list_of(STRING), result=STRING)
@method("join", list_of(STRING), STRING, result=STRING)
def join(texts: Sequence[str], separator: str = "") -> str:
    """The texts, with a separator between them."""
    if not all(isinstance(each, str) for each in texts):
        raise CelError("no such overload")
    if len(texts) * len(separator) > _LONGEST:
        raise CelError("the text becomes too long")
    return separator.join(texts)


@function("strings.quote", STRING, result=STRING)
def quote(text: str) -> str:
    """The text in quotes, with escapes."""
    escapes = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
    return '"' + "".join(escapes.get(each, '\\"' if each == '"' else each) for each in text) + '"'


@method("format", STRING, list_of(DYN), result=STRING)
def formatted(text: str, values: Sequence[Value]) -> str:
    """The text with values for its ``%s``, ``%d``, ``%f``, ``%e``, ``%b``, ``%x``, ``%X`` and ``%o``."""
    waiting = list(reversed(values))
    pieces: list[str] = []
    at = 0
    while at < len(text):
        sign = text.find("%", at)
        if sign < 0:
            pieces.append(text[at:])
            break
        pieces.append(text[at:sign])
        if text[sign + 1 : sign + 2] == "%":
            pieces.append("%")
            at = sign + 2
            continue
        end = sign + 1
        while end < len(text) and (text[end].isdigit() or text[end] == "."):
            end += 1
        if end >= len(text):
            raise CelError("unexpected end of format string")
        if not waiting:
            raise CelError(f"index {len(values)} out of range")
        pieces.append(_clause(text[end], text[sign + 1 : end], waiting.pop()))
        at = end + 1
    return "".join(pieces)


def _clause(verb: str, precision: str, value: Value) -> str:
    # cel-go's default is 6. A precision of three digits or more counts as the default: the text would grow by what the
    # format says.
    digits = int(precision[1:]) if precision[1:].isdigit() and len(precision) < 4 else 6
    if verb == "s":
        return shown(value)
    if verb == "d" and isinstance(value, int) and not isinstance(value, bool):
        return str(int(value))
    if verb in "fe" and isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value)
        return f"{number:.{digits}{verb}}" if math.isfinite(number) else text_of(number)
    if verb in "boxX" and isinstance(value, int):
        return format(int(value), verb)
    if verb in "xX" and isinstance(value, (str, bytes)):
        written = (value.encode() if isinstance(value, str) else value).hex()
        return written.upper() if verb == "X" else written
    raise CelError(f"unrecognized formatting clause {verb!r}")


def shown(value: Value) -> str:
    """The value as ``%s`` prints it."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(map(_part, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(":".join(each) for each in sorted(map(_entry, value.items()))) + "}"
    if isinstance(value, Timestamp):
        from kustompy.cel.library.times import timestamp_text

        return timestamp_text(value)
    if isinstance(value, Duration):
        from kustompy.cel.library.durations import duration_text

        return duration_text(value)
    if isinstance(value, (int, float)) or is_address(value):
        return text_of(int(value) if isinstance(value, Uint) else value)
    raise CelError("no such overload")


def _entry(entry: tuple[Value, Value]) -> tuple[str, str]:
    return _part(entry[0]), _part(entry[1])


def _part(value: Value) -> str:
    """A value in a list or map as ``%s`` prints it: as a literal of CEL, in version 2 of cel-go's strings library.

    That is the version that the API server has; newer ones print texts without quotes.
    """
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, float):
        return f"{value:.6f}" if math.isfinite(value) else f'"{text_of(value)}"'
    if isinstance(value, (Timestamp, Duration)):
        return f'{"timestamp" if isinstance(value, Timestamp) else "duration"}("{shown(value)}")'
    return shown(value)
