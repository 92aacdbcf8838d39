"""Schedules of cron jobs: five fields in their ranges."""

# As robfig/cron's ParseStandard reads them (validateScheduleFormat): `?` is `*`, 7 is no Sunday, and there is no `L`.

from __future__ import annotations

from kustompy.validation.schema.formats import is_duration
from kustompy.validation.table.forms import time_zone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.validation.schema.facts import Facts, Path

_MACROS = frozenset(("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"))
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: index for index, name in enumerate(_MONTH_NAMES, 1)}
_DAYS = {name: index for index, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 6, _DAYS),
)
# From 1.29 on a new schedule with TZ= or CRON_TZ= in it is refused; spec.timeZone takes its place.
_NO_ZONE = 29
_RANGE = r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?"


def schedule(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check that the API server can read the schedule of a CronJob."""
    if facts.kind != "CronJob" or facts.group != "batch":
        return
    written = facts.spec.get("schedule")
    if not isinstance(written, str) or not written:
        return  # the table reports a missing schedule
    problem = schedule_problem(written, zoned=facts.minor < _NO_ZONE)
    if not problem and "TZ" in written and facts.spec.get("timeZone"):
        problem = "it cannot have a time zone in it beside spec.timeZone"
    if problem:
        yield ("spec", "schedule"), f"{written[:80]!r} is no schedule: {problem}"


def schedule_problem(written: str, *, zoned: bool = False) -> str:
    """The reason why a schedule cannot be read, empty if it can; with ``zoned`` it may begin with a time zone."""
    if written.startswith(("TZ=", "CRON_TZ=")):
        if not zoned:
            return "a time zone goes to spec.timeZone"
        zone, _, written = written.partition("=")[2].partition(" ")
        why = time_zone(zone)
        if why:
            return f"{zone[:40]!r}: {why}"
        written = written.strip()
    if written.startswith("@"):
        every = written.startswith("@every ") and is_duration(written[len("@every ") :])
        return "" if every or written in _MACROS else "no such macro"
    fields = written.split()
    if len(fields) != len(_FIELDS):
        return f"{len(fields)} fields instead of {len(_FIELDS)}"
    for text, (name, low, high, names) in zip(fields, _FIELDS, strict=True):
        if not all(_is_range(each, low, high, names) for each in text.split(",")):
            return f"{text!r} is no {name}"
    return ""


def _is_range(text: str, low: int, high: int, names: dict[str, int]) -> bool:
    import re

    found = re.fullmatch(_RANGE, text, re.ASCII)
    if found is None:
        return False
    first, last, step = found.groups()
    if step is not None and int(step) == 0:
        return False
    # `*-5` is a syntax error for cron, `*/5` is not.
    if first in ("*", "?"):
        return last is None
    ends = [_number(each, names) for each in (first, last) if each is not None]
    return all(low <= each <= high for each in ends) and ends == sorted(ends)


def _number(text: str, names: dict[str, int]) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else names.get(text.lower(), -1)
