"""Timestamps: reading, printing, and their parts; and the parts of durations."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import DURATION, INT, STRING, TIMESTAMP
from kustompy.cel.values import SECOND, Duration, Timestamp, checked_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.cel.overloads import Function

# Bounded in each part, so that the pattern reads a text once; beyond nanoseconds, digits are cut off, as in Go.
_RFC3339 = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9})[0-9]*)?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def timestamp_of(text: str) -> Timestamp:
    """The point in time of a text in RFC 3339; a ``CelError`` for any other text."""
    import re

    found = re.fullmatch(_RFC3339, text)
    if not found:
        raise CelError(f"invalid timestamp {text[:60]!r}")
    try:
        year, month, day, hour, minute, second = map(int, found.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        raise CelError(f"invalid timestamp {text[:60]!r}") from None
    seconds = (moment - _EPOCH) // timedelta(seconds=1)
    if found[8]:
        # Go's time.Parse takes an offset of 24 hours and 60 minutes at most, since some people write those.
        if int(found[9]) > 24 or int(found[10]) > 60:
            raise CelError(f"invalid timestamp {text[:60]!r}")
        offset = int(found[9]) * 3600 + int(found[10]) * 60
        seconds -= offset if found[8] == "+" else -offset
    return checked_timestamp(seconds * SECOND + int((found[7] or "0").ljust(9, "0")))


def timestamp_text(value: Timestamp) -> str:
    """The point in time in RFC 3339, in UTC."""
    seconds, rest = divmod(value.nanoseconds, SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    # strftime writes the year 1 as `1` on Linux; isoformat always has four digits.
    return f"{(_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()}{fraction}Z"


def _zone(name: str) -> tzinfo:
    import re

    found = re.fullmatch(r"([+-]?)(\d\d):(\d\d)", name)
    if found:
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        if offset >= timedelta(hours=24):
            raise CelError(f"invalid time zone {name[:60]!r}")
        return timezone(-offset if found[1] == "-" else offset)
    if name in ("", "UTC", "Z"):
        return timezone.utc
    # The name is the expression's. zoneinfo refuses one that leads out of its folders with a ValueError, and one of a
    # folder with an OSError of some sort.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CelError(f"unknown time zone {name[:60]!r}") from None


def _local(value: Timestamp, zone: str) -> datetime:
    try:
        return (_EPOCH + timedelta(seconds=value.nanoseconds // SECOND)).astimezone(_zone(zone))
    except OverflowError:
        raise CelError("timestamp overflow") from None


# The specification counts months, days of the month, of the week (from Sunday) and of the year from 0; getDate from 1.
_PARTS: tuple[tuple[str, Callable[[datetime], int]], ...] = (
    ("getFullYear", lambda at: at.year),
    ("getMonth", lambda at: at.month - 1),
    ("getDate", lambda at: at.day),
    ("getDayOfMonth", lambda at: at.day - 1),
    ("getDayOfWeek", lambda at: (at.weekday() + 1) % 7),
    ("getDayOfYear", lambda at: at.timetuple().tm_yday - 1),
    ("getHours", lambda at: at.hour),
    ("getMinutes", lambda at: at.minute),
    ("getSeconds", lambda at: at.second),
)
_OF_DURATIONS = (
    ("getHours", 3600 * SECOND),
    ("getMinutes", 60 * SECOND),
    ("getSeconds", SECOND),
    ("getMilliseconds", 1_000_000),
)


def _of_timestamp(name: str, part: Callable[[datetime], int]) -> Function:
    @method(name, TIMESTAMP, result=INT)
    @method(name, TIMESTAMP, STRING, result=INT)
    def made(value: Timestamp, zone: str = "") -> int:
        return part(_local(value, zone))

    return made


def _of_duration(name: str, unit: int) -> Function:
    @method(name, DURATION, result=INT)
    def made(value: Duration) -> int:
        # Go cuts towards zero, Python's // rounds down.
        whole = abs(value.nanoseconds) // unit
        return whole if value.nanoseconds > 0 else -whole

    return made


@method("getMilliseconds", TIMESTAMP, result=INT)
@method("getMilliseconds", TIMESTAMP, STRING, result=INT)
def milliseconds(value: Timestamp, zone: str = "") -> int:
    """The milliseconds within the second."""
    # No zone changes the milliseconds, but one that does not exist is an error all the same.
    _zone(zone)
    return value.nanoseconds % SECOND // 1_000_000


OF_TIMESTAMPS = tuple(_of_timestamp(name, part) for name, part in _PARTS)
OF_DURATIONS = tuple(_of_duration(name, unit) for name, unit in _OF_DURATIONS)


@function("timestamp", STRING, result=TIMESTAMP)
def timestamp_from_text(text: str) -> Timestamp:
    """The point in time that a text of RFC 3339 says."""
    # RFC 3339 allows small letters, as the named format `datetime` does; Go's time.Parse does not.
    if "t" in text or "z" in text:
        raise CelError(f"invalid timestamp {text[:60]!r}")
    return timestamp_of(text)


@function("timestamp", TIMESTAMP, result=TIMESTAMP)
def same_timestamp(value: Timestamp) -> Timestamp:
    """The point in time itself."""
    return value


@function("timestamp", INT, result=TIMESTAMP)
def timestamp_from_seconds(seconds: int) -> Timestamp:
    """The point in time so many seconds after 1970."""
    return checked_timestamp(seconds * SECOND)
