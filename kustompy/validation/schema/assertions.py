"""What JSON schema asserts of one scalar: lengths, limits, patterns, enums."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from kustompy.model.steps import Steps
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


def matches(pattern: str, steps: Steps | None = None) -> Callable[[str], bool]:
    """Whether the pattern is found in a text, as Go finds it; a RegexpError for a pattern that Go does not take."""
    from kustompy.golang import regexp

    compiled = regexp.compile(pattern)
    if steps is not None and not compiled.is_light:
        steps.spend(compiled.size * _STEPS_AN_INSTRUCTION)
    return lambda text: compiled.search(text, steps)


# what compiling a pattern costs
_STEPS_AN_INSTRUCTION = 4


def is_multiple(value: float, divisor: float) -> bool:
    """Whether a number is a multiple of another; what is not finite never is."""
    if value in _INFINITE or value != value:
        return False
    if isinstance(divisor, int):
        return value % divisor == 0
    try:
        return (value / divisor).is_integer()
    except OverflowError:
        from fractions import Fraction

        return (Fraction(value) / Fraction(divisor)).denominator == 1


_INFINITE = frozenset((float("inf"), float("-inf")))


NUMBER_KEYWORDS: dict[str, Callable[[Value], Check]] = {
    "minimum": lambda limit: lambda value: value >= limit,
    "maximum": lambda limit: lambda value: value <= limit,
    "exclusiveMinimum": lambda limit: lambda value: value > limit,
    "exclusiveMaximum": lambda limit: lambda value: value < limit,
    "multipleOf": lambda divisor: lambda value: is_multiple(value, divisor),
}

STRING_KEYWORDS: dict[str, Callable[[Value], Check]] = {
    "minLength": lambda limit: lambda value: len(value) >= limit,
    "maxLength": lambda limit: lambda value: len(value) <= limit,
}
