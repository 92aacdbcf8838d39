"""Timestamps as go-yaml takes them: Go's ``time.Parse`` of four layouts, and the RFC 3339 text of them."""

from __future__ import annotations

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DIGITS = frozenset("0123456789")


class BadZone(ValueError):
    """A timestamp that go-yaml reads, but encoding/json refuses to print: its zone is a day or more away."""


def rfc3339(text: str) -> str | None:
    """What Go prints for the timestamp; None if the text is not one."""
    if len(text) < 8 or text[4] != "-" or not _digits(text[:4]):
        return None
    year = int(text[:4])
    month, rest = _number(text[5:])
    if not 1 <= month <= 12 or rest[:1] != "-":
        return None
    day, rest = _number(rest[1:])
    days = 29 if month == 2 and ((year % 4 == 0 and year % 100 != 0) or year % 400 == 0) else _DAYS[month - 1]
    if not 1 <= day <= days:
        return None
    date = f"{year:04}-{month:02}-{day:02}T"
    if not rest:
        return date + "00:00:00Z"
    # The layouts are `2006-1-2T15:4:5.999999999Z07:00`, the same with `t`, `2006-1-2 15:4:5.999999999` and `2006-1-2`.
    clock = _clock(rest[1:] if rest[0] in "Tt" else rest.lstrip(" "))
    if clock is None:
        return None
    time, zone = clock
    # The layout with a space has no zone.
    if rest[0] == " ":
        return None if zone else f"{date}{time}Z"
    offset = _zone(zone)
    return None if rest[0] not in "Tt" or offset is None else f"{date}{time}{offset}"


def _clock(text: str) -> tuple[str, str] | None:
    """The time of day, printed, and the text behind it."""
    hour, rest = _number(text)
    if not 0 <= hour < 24 or rest[:1] != ":":
        return None
    minute, rest = _number(rest[1:])
    if not 0 <= minute < 60 or rest[:1] != ":":
        return None
    second, rest = _number(rest[1:])
    if not 0 <= second < 60:
        return None
    fraction = ""
    if rest[:1] in (".", ",") and rest[1:2] in _DIGITS:
        end = 1
        while rest[end : end + 1] in _DIGITS:
            end += 1
        # Nanoseconds: Go cuts what is finer, and RFC3339Nano drops zeros at the end.
        fraction = rest[1:end][:9].rstrip("0")
        rest = rest[end:]
    return f"{hour:02}:{minute:02}:{second:02}" + (f".{fraction}" if fraction else ""), rest


def _zone(text: str) -> str | None:
    """The zone, printed; a quirk of Go lets 24 hours and 60 minutes pass."""
    if text == "Z":
        return "Z"
    if len(text) != 6 or text[0] not in "+-" or text[3] != ":" or not _digits(text[1:3] + text[4:]):
        return None
    hours, minutes = int(text[1:3]), int(text[4:])
    if hours > 24 or minutes > 60:
        return None
    total = hours * 60 + minutes
    # Time.MarshalJSON refuses an hour of a zone beyond 23.
    if total >= 24 * 60:
        raise BadZone(text)
    return f"{text[0]}{total // 60:02}:{total % 60:02}" if total else "Z"


def _number(text: str) -> tuple[int, str]:
    """One or two leading digits and the rest; -1 where there is none."""
    if text[:1] not in _DIGITS:
        return -1, text
    end = 2 if text[1:2] in _DIGITS else 1
    return int(text[:end]), text[end:]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
