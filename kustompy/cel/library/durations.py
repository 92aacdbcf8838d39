"""Durations: reading and printing."""

from __future__ import annotations

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function
from kustompy.cel.types import DURATION, STRING
from kustompy.cel.values import SECOND, Duration, checked_int

# Go's units, `ms` before `m` and `s`, since the first that fits counts. Unicode has two signs for micro.
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": SECOND,
    "m": 60 * SECOND,
    "h": 3600 * SECOND,
}
_DIGITS = "0123456789"
# More digits overflow 64 bits anyway, and Python reads thousands of them in quadratic time.
_LONGEST = 30


def duration_of(text: str) -> Duration:
    """The duration of a text in Go's form, such as ``1h30m``; a ``CelError`` for any other text."""
    sign = -1 if text[:1] == "-" else 1
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return Duration(0)
    total, at = 0, 0
    while at < len(rest):
        whole, fraction, name = _part(rest, at)
        digits = len(whole) + len(fraction.removeprefix("."))
        if not name or not digits or max(len(whole), len(fraction) - 1) > _LONGEST:
            raise CelError(f"invalid duration {text[:60]!r}")
        unit = _UNITS[name]
        total += int(whole or "0") * unit
        if len(fraction) > 1:
            total += int(fraction[1:]) * unit // 10 ** (len(fraction) - 1)
        at += len(whole) + len(fraction) + len(name)
    if not rest:
        raise CelError("invalid duration ''")
    return Duration(checked_int(sign * total))


def _part(text: str, at: int) -> tuple[str, str, str]:
    """The digits that begin here, the fraction with its dot, and the unit; an empty text for each that is missing."""
    dot = _after_digits(text, at)
    end = _after_digits(text, dot + 1) if text[dot : dot + 1] == "." else dot
    return text[at:dot], text[dot:end], next((unit for unit in _UNITS if text.startswith(unit, end)), "")


def _after_digits(text: str, at: int) -> int:
    while at < len(text) and text[at] in _DIGITS:
        at += 1
    return at


def duration_text(value: Duration) -> str:
    """The duration in seconds, as CEL prints it."""
    seconds, rest = divmod(abs(value.nanoseconds), SECOND)
    sign = "-" if value.nanoseconds < 0 else ""
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{sign}{seconds}{fraction}s"


@function("duration", STRING, result=DURATION)
def duration_from_text(text: str) -> Duration:
    """The duration that a text such as ``1h30m`` says."""
    return duration_of(text)


@function("duration", DURATION, result=DURATION)
def same_duration(value: Duration) -> Duration:
    """The duration itself."""
    return value
