"""Functions of Go's text/template that take more than a line: comparison, indexing, ``printf``."""

from __future__ import annotations

from kustompy.controllers.templates.values import NO_VALUE, printed
from kustompy.golang.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_WIDEST = 10_000
"""The greatest width or precision of a value."""


def _basic(value: object) -> str:
    kinds = {bool: "bool", str: "string", int: "int", float: "float64", type(None): "nil"}
    return kinds.get(type(value), "other")


def equal(first: Value, *others: Value) -> bool:
    """Whether the first value equals one of the others; a ValueError for kinds that Go does not compare."""
    if not others:
        raise TypeError
    # Go compares basic kinds that are the same, and anything with nil; 1 and 1.0 are an error.
    for each in others:
        if {_basic(first), _basic(each)} & {"nil"} or _basic(first) == _basic(each) != "other":
            if first == each:
                return True
        else:
            raise ValueError("incompatible types for comparison")
    return False


def less(first: Value, second: Value) -> bool:
    """Whether a number or text comes before another; a ValueError for other kinds, and for different ones."""
    if _basic(first) != _basic(second) or _basic(first) not in ("int", "float64", "string"):
        raise ValueError("incompatible types for comparison")
    return bool(first < second)


def indexed(value: Value, *keys: Value) -> Value:
    """The value that keys and indexes lead to, one after the other; no value for a missing key."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key, NO_VALUE)
        elif isinstance(value, (list, str)) and isinstance(key, int) and not isinstance(key, bool):
            # A negative index would count from the end in Python.
            if not 0 <= key < len(value):
                raise ValueError(f"index out of range: {key}")
            value = value[key]
        else:
            raise TypeError
    return value


def sliced(value: Value, *bounds: int) -> Value:
    """A part of a list; an error for a text."""
    # Sprig's `slice` replaces that of Go, which takes texts as well.
    if not isinstance(value, list):
        raise TypeError
    start, end = (*bounds, len(value))[:2] if bounds else (0, len(value))
    if not 0 <= start <= end <= len(value):
        raise ValueError("index out of range")
    return value[start:end]


def printf(form: str, *values: Value) -> str:
    """The text with a value for each verb, as Go formats it; missing and unfitting values are told in Go's form."""
    parts, at, waiting = [], 0, list(values)
    while at < len(form):
        start = form.find("%", at)
        if start < 0:
            break
        end = start + 1
        while end < len(form) and form[end] in "+-# 0123456789.":
            end += 1
        verb, flags = form[end : end + 1], form[start + 1 : end]
        parts.append(form[at:start])
        at = end + 1
        if verb == "%":
            parts.append("%")
        elif not waiting:
            parts.append(f"%!{verb}(MISSING)")
        else:
            parts.append(_formatted(verb, flags, waiting.pop(0)))
    return "".join(parts) + form[at:]


def _formatted(verb: str, flags: str, value: Value) -> str:
    # Python's operator has the same flags, width and precision. Its width alone could fill the memory.
    width, _, precision = flags.lstrip("+-# 0").partition(".")
    if max(int(width or 0), int(precision or 0)) > _WIDEST:
        raise ValueError("a width is too large")
    if verb in ("s", "v"):
        text = printed(value)
        return f"%{flags}s" % text
    if verb == "q":
        return f"%{flags}s" % quoted(printed(value))
    if verb == "t" and isinstance(value, bool):
        return str(value).lower()
    if verb in ("d", "x", "X", "o", "c") and isinstance(value, int) and not isinstance(value, bool):
        return f"%{flags}{verb}" % value
    if verb in ("f", "e", "g") and isinstance(value, float):
        return f"%{flags}{verb}" % value
    return f"%!{verb}({_basic(value)}={printed(value)})"
