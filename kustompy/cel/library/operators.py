"""Arithmetic, order, and membership."""

from __future__ import annotations

import math
import operator

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function
from kustompy.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    INT,
    NUMBERS,
    STRING,
    TIMESTAMP,
    UINT,
    A,
    B,
    list_of,
    map_of,
)
from kustompy.cel.values import (
    Duration,
    Timestamp,
    Uint,
    checked_int,
    checked_timestamp,
    checked_uint,
    equal,
    is_key_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from kustompy.cel.overloads import Function
    from kustompy.cel.values import Value

    Joined = TypeVar("Joined", str, bytes, list[Value])


def duration(nanoseconds: int) -> Duration:
    """The duration, if 64 bits of nanoseconds hold it, as in Go: about 292 years."""
    return Duration(checked_int(nanoseconds))


# There is no arithmetic of an int with a double or uint: the specification wants a conversion, so that nothing is lost
# in silence. Orders, at the end of this module, compare across the types.
@function("_+_", INT, INT, result=INT)
def add(left: int, right: int) -> int:
    """Sum of ints."""
    return checked_int(left + right)


@function("_+_", UINT, UINT, result=UINT)
def add_uint(left: int, right: int) -> Uint:
    """Sum of unsigned ints."""
    return checked_uint(left + right)


@function("_+_", DOUBLE, DOUBLE, result=DOUBLE)
def add_double(left: float, right: float) -> float:
    """Sum of doubles."""
    return left + right


@function("_+_", STRING, STRING, result=STRING)
@function("_+_", BYTES, BYTES, result=BYTES)
@function("_+_", list_of(A), list_of(A), result=list_of(A))
def concatenated(left: Joined, right: Joined) -> Joined:
    """Texts, bytes or lists, one behind the other."""
    return left + right


@function("_+_", TIMESTAMP, DURATION, result=TIMESTAMP)
@function("_+_", DURATION, TIMESTAMP, result=TIMESTAMP)
def later(left: Timestamp | Duration, right: Timestamp | Duration) -> Timestamp:
    """A point in time, moved."""
    return checked_timestamp(left.nanoseconds + right.nanoseconds)


@function("_+_", DURATION, DURATION, result=DURATION)
def longer(left: Duration, right: Duration) -> Duration:
    """Sum of durations."""
    return duration(left.nanoseconds + right.nanoseconds)


@function("_-_", INT, INT, result=INT)
def subtract(left: int, right: int) -> int:
    """Difference of ints."""
    return checked_int(left - right)


@function("_-_", UINT, UINT, result=UINT)
def subtract_uint(left: int, right: int) -> Uint:
    """Difference of unsigned ints."""
    return checked_uint(left - right)


@function("_-_", DOUBLE, DOUBLE, result=DOUBLE)
def subtract_double(left: float, right: float) -> float:
    """Difference of doubles."""
    return left - right


@function("_-_", TIMESTAMP, TIMESTAMP, result=DURATION)
@function("_-_", DURATION, DURATION, result=DURATION)
def between(left: Timestamp | Duration, right: Timestamp | Duration) -> Duration:
    """The time from one to the other."""
    return duration(left.nanoseconds - right.nanoseconds)


@function("_-_", TIMESTAMP, DURATION, result=TIMESTAMP)
def earlier(left: Timestamp, right: Duration) -> Timestamp:
    """A point in time, moved back."""
    return checked_timestamp(left.nanoseconds - right.nanoseconds)


@function("_*_", INT, INT, result=INT)
def multiply(left: int, right: int) -> int:
    """Product of ints."""
    return checked_int(left * right)


@function("_*_", UINT, UINT, result=UINT)
def multiply_uint(left: int, right: int) -> Uint:
    """Product of unsigned ints."""
    return checked_uint(left * right)


@function("_*_", DOUBLE, DOUBLE, result=DOUBLE)
def multiply_double(left: float, right: float) -> float:
    """Product of doubles."""
    return left * right


@function("_/_", INT, INT, result=INT)
def divide(left: int, right: int) -> int:
    """Quotient of ints, cut towards zero."""
    if right == 0:
        raise CelError("division by zero")
    # Go cuts towards zero, Python rounds down; and the least int divided by -1 overflows.
    quotient = abs(left) // abs(right)
    return checked_int(quotient if (left < 0) == (right < 0) else -quotient)


@function("_/_", UINT, UINT, result=UINT)
def divide_uint(left: int, right: int) -> Uint:
    """Quotient of unsigned ints."""
    if right == 0:
        raise CelError("division by zero")
    return Uint(left // right)


@function("_/_", DOUBLE, DOUBLE, result=DOUBLE)
def divide_double(left: float, right: float) -> float:
    """Quotient of doubles; division by zero gives IEEE 754's infinities and NaN, and no error."""
    if right == 0:
        if left == 0 or left != left:
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


@function("_%_", INT, INT, result=INT)
def modulo(left: int, right: int) -> int:
    """What the division of ints leaves, with the sign of the dividend."""
    if right == 0:
        raise CelError("modulus by zero")
    # fmod has the sign of the dividend, as Go's `%` has, and is exact while a double holds both numbers.
    return int(math.fmod(left, right)) if abs(left) < 1 << 52 and abs(right) < 1 << 52 else _exact_modulo(left, right)


def _exact_modulo(left: int, right: int) -> int:
    rest = abs(left) % abs(right)
    return rest if left >= 0 else -rest


@function("_%_", UINT, UINT, result=UINT)
def modulo_uint(left: int, right: int) -> Uint:
    """What the division of unsigned ints leaves."""
    if right == 0:
        raise CelError("modulus by zero")
    return Uint(left % right)


@function("-_", INT, result=INT)
def negative(value: int) -> int:
    """The int with the other sign."""
    return checked_int(-value)


@function("-_", DOUBLE, result=DOUBLE)
def negative_double(value: float) -> float:
    """The double with the other sign."""
    return -value


@function("!_", BOOL, result=BOOL)
def negation(value: bool) -> bool:  # CEL calls it with one value
    """The other truth value."""
    return not value


@function("@in", A, list_of(A), result=BOOL)
def is_element(value: Value, elements: list[Value]) -> bool:
    """Whether a list has the value."""
    return any(equal(value, each) for each in elements)


@function("@in", A, map_of(A, B), result=BOOL)
def is_key(value: Value, map_: dict[str | int | bool, Value]) -> bool:
    """Whether a map has the key."""
    return is_key_of(value, map_)


def _order(name: str, holds: Callable[..., bool]) -> Function:
    made: Function = lambda left, right: holds(left, right)  # noqa: E731  # each name needs a function of its own
    pairs = [(one, other) for one in NUMBERS for other in NUMBERS]
    pairs += [(each, each) for each in (STRING, BYTES, BOOL, TIMESTAMP, DURATION)]
    for one, other in pairs:
        made = function(name, one, other, result=BOOL)(made)
    return made


less = _order("_<_", operator.lt)
less_or_equal = _order("_<=_", operator.le)
greater = _order("_>_", operator.gt)
greater_or_equal = _order("_>=_", operator.ge)
