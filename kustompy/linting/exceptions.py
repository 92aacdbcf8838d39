"""Exceptions: findings that a team leaves as they are, by code, kind, name and path, with a reason, up to a day."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.values import Value

    class Exempt(NamedTuple):
        """``code``, ``kind``, ``name`` and ``path`` are empty where any will do; ``expires`` is a day, or empty."""

        code: str
        kind: str
        name: str
        path: str
        reason: str
        expires: str
else:
    from collections import namedtuple

    Exempt = namedtuple("Exempt", ["code", "kind", "name", "path", "reason", "expires"])

_FIELDS = ("code", "kind", "name", "path", "reason", "expires")


def exempt_of(table: dict[str, Value]) -> Exempt:
    """One ``[[exception]]`` of the settings."""
    unknown = sorted(set(table) - set(_FIELDS))
    if unknown:
        raise UsageError(f"an exception has no field {unknown[0]!r}: it has {', '.join(_FIELDS)}", code="KST812")
    values = {name: str(table.get(name, "")).strip() for name in _FIELDS}
    # Without a reason nobody knows later whether the exception may go.
    if not values["reason"]:
        raise UsageError("an exception needs a reason", code="KST812", hint='write reason = "why this may stay"')
    if not values["code"]:
        raise UsageError("an exception needs the code that it is of", code="KST812")
    if values["expires"] and not _is_day(values["expires"]):
        raise UsageError(f"an exception expires on {values['expires']!r}, which is no day", code="KST812")
    return Exempt(**values)


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        # From Python 3.11 on, `20261128` and weeks parse as well; exceptions compare days as texts.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_excepted(finding: Diagnostic, exempts: tuple[Exempt, ...], today: str) -> bool:
    """Whether one of the exceptions holds for a finding on a day, given like ``2026-11-28``."""
    return any(_holds(each, finding) and not is_over(each, today) for each in exempts)


def is_over(exempt: Exempt, today: str) -> bool:
    """Whether the last day of an exception is past."""
    return bool(exempt.expires) and today > exempt.expires


def _holds(exempt: Exempt, finding: Diagnostic) -> bool:
    kind = finding.resource.partition(".")[0]
    name = finding.resource.partition("/")[2].rpartition(".")[0]
    return (
        exempt.code == finding.code
        and exempt.kind in ("", kind)
        and (not exempt.name or _fits(exempt.name, name))
        and _is_at_or_below(exempt.path, path_text(finding.path))
    )


def _fits(pattern: str, name: str) -> bool:
    """Whether the name is the pattern, or begins or ends as the pattern beside its ``*`` does."""
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern


def _is_at_or_below(path: str, found: str) -> bool:
    return not path or found == path or (found.startswith(path) and found[len(path)] in ".[")
