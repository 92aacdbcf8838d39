"""Quantities of resources (the API server's quantity library)."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import BOOL, DOUBLE, INT, QUANTITY, STRING
from kustompy.cel.values import Quantity, checked_int

# The digits are bounded, since the amount is exact: an exponent of five digits would make a number of as many.
_QUANTITY = re.compile(
    r"([+-]?)(\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,3}))?", re.ASCII
)
_POWERS = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
# Fractions, since `100m` has no exact double and 64 bits do not hold `8Ei`.
_SCALES = {
    **{suffix: Fraction(10) ** power for suffix, power in _POWERS.items()},
    **{f"{letter}i": Fraction(1024) ** power for power, letter in enumerate("KMGTPE", start=1)},
}


def _parsed(text: str) -> Quantity | None:
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    amount = Fraction(found[2])
    if found[3]:
        amount *= _SCALES[found[3]]
    elif found[4]:
        amount *= Fraction(10) ** int(found[4])
    return Quantity(-amount if found[1] == "-" else amount)


@function("isQuantity", STRING, result=BOOL)
def is_quantity(text: str) -> bool:
    """Whether the text is a quantity."""
    return _parsed(text) is not None


@function("quantity", STRING, result=QUANTITY)
def quantity(text: str) -> Quantity:
    """The quantity that the text is."""
    found = _parsed(text)
    if found is None:
        raise CelError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    return found


@method("isInteger", QUANTITY, result=BOOL)
def is_integer(value: Quantity) -> bool:
    """Whether an int can hold the quantity."""
    return value.amount.denominator == 1 and -(1 << 63) <= value.amount < 1 << 63


@method("asInteger", QUANTITY, result=INT)
def as_integer(value: Quantity) -> int:
    """The quantity as an int."""
    if not is_integer(value):
        raise CelError("cannot convert value to integer")
    return int(value.amount)


@method("asApproximateFloat", QUANTITY, result=DOUBLE)
def as_float(value: Quantity) -> float:
    """The quantity as a double; an infinite one if it is too large, as Go computes it."""
    try:
        return float(value.amount)
    except OverflowError:
        return math.inf if value.amount > 0 else -math.inf


@method("sign", QUANTITY, result=INT)
def sign(value: Quantity) -> int:
    """1, 0 or -1."""
    return (value.amount > 0) - (value.amount < 0)


@method("add", QUANTITY, QUANTITY, result=QUANTITY)
def add(one: Quantity, other: Quantity) -> Quantity:
    """The sum."""
    return Quantity(one.amount + other.amount)


@method("add", QUANTITY, INT, result=QUANTITY)
def add_int(one: Quantity, other: int) -> Quantity:
    """The sum."""
    return Quantity(one.amount + checked_int(other))


@method("sub", QUANTITY, QUANTITY, result=QUANTITY)
def subtract(one: Quantity, other: Quantity) -> Quantity:
    """The difference."""
    return Quantity(one.amount - other.amount)


@method("sub", QUANTITY, INT, result=QUANTITY)
def subtract_int(one: Quantity, other: int) -> Quantity:
    """The difference."""
    return Quantity(one.amount - checked_int(other))


@method("isLessThan", QUANTITY, QUANTITY, result=BOOL)
def is_less(one: Quantity, other: Quantity) -> bool:
    """Whether the first is less."""
    return one.amount < other.amount


@method("isGreaterThan", QUANTITY, QUANTITY, result=BOOL)
def is_greater(one: Quantity, other: Quantity) -> bool:
    """Whether the first is greater."""
    return one.amount > other.amount


@method("compareTo", QUANTITY, QUANTITY, result=INT)
def compare(one: Quantity, other: Quantity) -> int:
    """-1, 0 or 1: less, equal or greater."""
    return (one.amount > other.amount) - (one.amount < other.amount)
