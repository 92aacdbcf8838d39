"""The functions of Go's own templates that need more than a line."""

from __future__ import annotations

from kustompy.controllers.templates.values import NO_VALUE, printed
from kustompy.golang.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WIDEST = 10_000
"""How wide a value may be formatted."""


def _basic(value: object) -> str:
    kinds = {bool: "bool", str: "string", int: "int", float: "float64", type(None): "nil"}
    return kinds.get(type(value), "other")


def equal(first: Any, *others: Any) -> bool:
    """Whether the first value is one of the others; kinds that Go does not compare are a ValueError."""
    if not others:
        raise TypeError
    for each in others:
        if {_basic(first), _basic(each)} & {"nil"} or _basic(first) == _basic(each) != "other":
            if first == each:
                return True
        else:
            raise ValueError("incompatible types for comparison")
    return False


def less(first: Any, second: Any) -> bool:
    """Whether a number or text comes before another."""
    if _basic(first) != _basic(second) or _basic(first) not in ("int", "float64", "string"):
        raise ValueError("incompatible types for comparison")
    return bool(first < second)


def indexed(value: Any, *keys: Any) -> Any:
    """What the keys and indexes lead to, one after the other."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key, NO_VALUE)
        elif isinstance(value, (list, str)) and isinstance(key, int) and not isinstance(key, bool):
            if not 0 <= key < len(value):
                raise ValueError(f"index out of range: {key}")
            value = value[key]
        else:
            raise TypeError
    return value


def sliced(value: Any, *bounds: int) -> Any:
    """A part of a list, as Sprig has it, which takes no text."""
    if not isinstance(value, list):
        raise TypeError
    start, end = (*bounds, len(value))[:2] if bounds else (0, len(value))
    if not 0 <= start <= end <= len(value):
        raise ValueError("index out of range")
    return value[start:end]


def printf(form: str, *values: Any) -> str:
    """The text with a value for each verb, as Go formats it; what does not fit says so in Go's words."""
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


def _formatted(verb: str, flags: str, value: Any) -> str:
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
