"""Semantic versions (the API server's semver library, since Kubernetes 1.34)."""

from __future__ import annotations

import re

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import BOOL, INT, SEMVER, STRING
from kustompy.cel.values import Semver

# No zeros in front, by section 2 of semver.org; and no more digits than Go's uint64 holds.
_NUMBER = r"(0|[1-9]\d{0,18})"
_SEMVER = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")


def _parsed(text: str) -> Semver | None:
    found = _SEMVER.fullmatch(text)
    if not found:
        return None
    before = tuple(found[4].split(".")) if found[4] else ()
    # A number in a pre-release has no zeros in front either: `1.0.0-01` is refused, and `1.0.0-0a` is a word.
    if any(not each or (each.isdigit() and len(each) > 1 and each[0] == "0") for each in before):
        return None
    return Semver(int(found[1]), int(found[2]), int(found[3]), before)


def _normalized(text: str) -> str:
    """The version with what people leave out: a ``v`` before it goes, missing numbers become 0, zeros in front go."""
    numbers, sign, rest = text.removeprefix("v").partition("-")
    parts = numbers.split(".")
    parts += ["0"] * (3 - len(parts))
    return ".".join(each.lstrip("0") or "0" if each.isdigit() else each for each in parts) + sign + rest


@function("isSemver", STRING, result=BOOL)
def is_semver(text: str) -> bool:
    """Whether the text is a semantic version."""
    return _parsed(text) is not None


@function("isSemver", STRING, BOOL, result=BOOL)
def is_semver_when_normalized(text: str, normalize: bool) -> bool:  # as CEL calls it
    """Whether the text is a semantic version, once it is normalized."""
    return _parsed(_normalized(text) if normalize else text) is not None


@function("semver", STRING, result=SEMVER)
def semver(text: str) -> Semver:
    """The version that the text is."""
    found = _parsed(text)
    if found is None:
        raise CelError(f"{text[:60]!r} is not a semantic version")
    return found


@function("semver", STRING, BOOL, result=SEMVER)
def semver_when_normalized(text: str, normalize: bool) -> Semver:  # as CEL calls it
    """The version that the text is, once it is normalized."""
    return semver(_normalized(text) if normalize else text)


@method("major", SEMVER, result=INT)
def major(value: Semver) -> int:
    """The first number."""
    return value.major


@method("minor", SEMVER, result=INT)
def minor(value: Semver) -> int:
    """The second number."""
    return value.minor


@method("patch", SEMVER, result=INT)
def patch(value: Semver) -> int:
    """The third number."""
    return value.patch


@method("isLessThan", SEMVER, SEMVER, result=BOOL)
def is_less(one: Semver, other: Semver) -> bool:
    """Whether the first comes before."""
    return _rank(one) < _rank(other)


@method("isGreaterThan", SEMVER, SEMVER, result=BOOL)
def is_greater(one: Semver, other: Semver) -> bool:
    """Whether the first comes after."""
    return _rank(one) > _rank(other)


@method("compareTo", SEMVER, SEMVER, result=INT)
def compare(one: Semver, other: Semver) -> int:
    """-1, 0 or 1: before, equal or after."""
    return (_rank(one) > _rank(other)) - (_rank(one) < _rank(other))


def _rank(value: Semver) -> tuple[object, ...]:
    # Section 11 of semver.org: a pre-release comes before its release, and numbers among its parts before words.
    before = tuple((0, int(each), "") if each.isdigit() else (1, 0, each) for each in value.before)
    return value.major, value.minor, value.patch, not value.before, before
