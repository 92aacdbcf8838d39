"""What JSON schema asserts of one scalar: lengths, limits, patterns, enums."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from kustompy.model.values import Value

    Check: TypeAlias = Callable[[Value], bool]

INTEGER_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "x-port": (1, 2**16 - 1),
    "x-port-or-0": (0, 2**16 - 1),
    "x-port-or-name": (1, 2**16 - 1),
    "x-target-port": (0, 2**16 - 1),
}
"""The formats of integers; the last two let a name stand for one."""


def in_range(name: str) -> Check:
    """Whether an integer fits the format; a fraction is none of its business."""
    low, high = INTEGER_RANGES[name]
    return lambda value: low <= value <= high


def enumerated(values: Sequence[Value]) -> Check | None:
    """Whether a value is one of these; True is not 1. Nothing is made of values that are no scalars."""
    if all(type(each) is str for each in values):
        strings = frozenset(values)
        return lambda value: isinstance(value, str) and value in strings
    if any(isinstance(each, (dict, list)) for each in values):
        return None
    known = frozenset((type(each) is bool, each) for each in values)
    return lambda value: not isinstance(value, (dict, list)) and (_is_boolean(value), value) in known


def _is_boolean(value: Value) -> bool:
    return type(value).__name__ in ("bool", "WrittenBool")


def matches(pattern: str) -> Callable[[str], bool]:
    """Whether the pattern is found in a text: as Go finds it, in linear time, where Go knows the pattern at all."""
    from kustompy.golang import regexp
    from kustompy.golang.regexp.syntax import RegexpError

    try:
        return regexp.compile(pattern).search
    except RegexpError as error:
        import re

        try:
            search = re.compile(pattern).search
        except (re.error, RecursionError, OverflowError):
            raise error from None
        return lambda text: search(text) is not None


def _multiple_of(divisor: float) -> Check:
    if isinstance(divisor, int):
        return lambda value: value % divisor == 0
    return lambda value: (value / divisor).is_integer()


NUMBER_KEYWORDS: dict[str, Callable[[Value], Check]] = {
    "minimum": lambda limit: lambda value: value >= limit,
    "maximum": lambda limit: lambda value: value <= limit,
    "exclusiveMinimum": lambda limit: lambda value: value > limit,
    "exclusiveMaximum": lambda limit: lambda value: value < limit,
    "multipleOf": _multiple_of,
}

STRING_KEYWORDS: dict[str, Callable[[Value], Check]] = {
    "minLength": lambda limit: lambda value: len(value) >= limit,
    "maxLength": lambda limit: lambda value: len(value) <= limit,
    "pattern": matches,
}
