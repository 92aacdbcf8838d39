"""Numbers: cel-go's math library."""

from __future__ import annotations

import math

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function
from kustompy.cel.types import BOOL, DOUBLE, DYN, INT, NUMBERS, UINT, list_of
from kustompy.cel.values import checked_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.cel.overloads import Function
    from kustompy.cel.values import Uint, Value


def _extreme(name: str, choose: Callable[[Sequence[float]], float]) -> Function:
    def made(*values: Value) -> Value:
        given = values[0] if len(values) == 1 and isinstance(values[0], list) else values
        numbers = [each for each in given if isinstance(each, (int, float)) and not isinstance(each, bool)]
        if not numbers or len(numbers) < len(given):
            raise CelError("no such overload")
        return choose(numbers)

    for number in NUMBERS:
        made = function(name, number, result=number)(made)
        made = function(name, list_of(number), result=number)(made)
    # cel-go's macro takes any number of arguments; an overload has a fixed number, so those up to six are declared.
    for count in range(2, 7):
        made = function(name, *[DYN] * count, result=DYN)(made)
    return made


greatest = _extreme("math.greatest", max)
least = _extreme("math.least", min)


@function("math.abs", INT, result=INT)
def absolute(value: int) -> int:
    """The number without its sign."""
    return checked_int(abs(value))


@function("math.abs", UINT, result=UINT)
def absolute_uint(value: Uint) -> Uint:
    """The number itself."""
    return value


@function("math.abs", DOUBLE, result=DOUBLE)
def absolute_double(value: float) -> float:
    """The number without its sign."""
    return abs(value)


@function("math.ceil", DOUBLE, result=DOUBLE)
def ceiling(value: float) -> float:
    """The least whole number that is not below."""
    return float(math.ceil(value)) if math.isfinite(value) else value


@function("math.floor", DOUBLE, result=DOUBLE)
def floor(value: float) -> float:
    """The greatest whole number that is not above."""
    return float(math.floor(value)) if math.isfinite(value) else value


@function("math.trunc", DOUBLE, result=DOUBLE)
def truncated(value: float) -> float:
    """The number without what is behind its point."""
    return float(math.trunc(value)) if math.isfinite(value) else value


@function("math.isNaN", DOUBLE, result=BOOL)
def is_nan(value: float) -> bool:
    """Whether the double is no number."""
    return math.isnan(value)


@function("math.isFinite", DOUBLE, result=BOOL)
def is_finite(value: float) -> bool:
    """Whether the double is a number, and no infinite one."""
    return math.isfinite(value)
