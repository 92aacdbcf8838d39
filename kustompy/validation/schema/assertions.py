"""The assertions of JSON schema about one scalar: lengths, limits, patterns, enums."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value

    Check: TypeAlias = Callable[[Value], bool]

INTEGER_RANGES = {
    # The formats of OpenAPI, which the API server enforces by decoding into Go's types of these sizes.
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    # Ours, which tools.kubernetes_schemas puts at the fields that the API server holds against IsValidPortNum. 0 is
    # allowed where it stands for no port (hostPort), or for one that the cluster chooses (nodePort).
    "x-port": (1, 2**16 - 1),
    "x-port-or-0": (0, 2**16 - 1),
    "x-port-or-name": (1, 2**16 - 1),
    "x-target-port": (0, 2**16 - 1),
}
"""The formats of integers; the last two let a name stand for one."""


def in_range(name: str) -> Check:
    """The check that a number lies in the range of a format of integers; `type` decides whether it is an integer."""
    low, high = INTEGER_RANGES[name]
    return lambda value: low <= value <= high


def enumerated(values: Sequence[Value]) -> Check | None:
    """The check that a value is one of these, None if some of them are no scalars."""
    # Nearly every enum of Kubernetes is one of strings: a set of them needs no pairs, and is asked without a call.
    if all(type(each) is str for each in values):
        strings = frozenset(values)
        return lambda value: isinstance(value, str) and value in strings
    if any(isinstance(each, (dict, list)) for each in values):
        return None
    # Python calls True and 1 equal, JSON schema does not.
    known = frozenset((type(each) is bool, each) for each in values)
    return lambda value: not isinstance(value, (dict, list)) and (_is_boolean(value), value) in known


def _is_boolean(value: Value) -> bool:
    # By name, since `model.values` is not imported here: an enum that holds a boolean is rare.
    return type(value).__name__ in ("bool", "WrittenBool")


def matches(pattern: str, steps: Steps | None = None) -> Callable[[str], bool]:
    """The check that Go finds the pattern in a text; a RegexpError for a pattern that Go does not take."""
    # A pattern comes from the tree: Python's re would take lookarounds that the API server refuses, and may need
    # time that grows exponentially with the text.
    from kustompy.golang import regexp

    compiled = regexp.compile(pattern)
    # A text is searched anew for each value, but a heavy pattern costs something before the first: `(a{1000}){50}`.
    if steps is not None and not compiled.is_light:
        steps.spend(compiled.size * _STEPS_AN_INSTRUCTION)
    return lambda text: compiled.search(text, steps)


# The price of compiling one instruction of a pattern, in steps of a search.
_STEPS_AN_INSTRUCTION = 4


def is_multiple(value: float, divisor: float) -> bool:
    """Whether a number is a multiple of another; infinities and NaN are multiples of nothing."""
    # YAML has .inf and .nan; jsonschema raises an exception for them.
    if value in _INFINITE or value != value:
        return False
    if isinstance(divisor, int):
        return value % divisor == 0
    # As jsonschema does it, whose verdict counts. An integer may be too large to be a float: 10**400 / 0.1.
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
