"""Lists: the API server's own library, and functions of cel-go's lists library."""

from __future__ import annotations

import itertools

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import method
from kustompy.cel.types import BOOL, INT, A, list_of
from kustompy.cel.values import Duration, Timestamp, Uint, checked_int, checked_uint, equal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from kustompy.cel.values import Value

    Ordered = TypeVar("Ordered", int, float, str, bytes, Timestamp, Duration)

# The API server declares these functions for lists of such elements alone. Where a schema leaves the elements open, the
# values decide: Python compares no nulls, mappings or optionals, and would raise a TypeError.
_ORDERED = (int, float, str, bytes, Timestamp, Duration)


@method("isSorted", list_of(A), result=BOOL)
def is_sorted(values: Sequence[Ordered]) -> bool:
    """Whether no element is less than the one before it."""
    _check_ordered(values)
    return all(one <= other for one, other in itertools.pairwise(values))


@method("sum", list_of(A), result=A)
def total(values: Sequence[Value]) -> Value:
    """The sum of numbers or durations; 0 for an empty list."""
    if not values:
        return 0
    _check_ordered(values)
    durations = [each.nanoseconds for each in values if isinstance(each, Duration)]
    if durations:
        return Duration(checked_int(sum(durations)))
    numbers = [each for each in values if isinstance(each, (int, float)) and not isinstance(each, bool)]
    if not numbers:
        raise CelError("no such overload")
    made = sum(numbers)
    if isinstance(made, float):
        return made
    return checked_uint(made) if isinstance(numbers[0], Uint) else checked_int(made)


@method("min", list_of(A), result=A)
def least(values: Sequence[Ordered]) -> Ordered:
    """The least element."""
    _check_ordered(values)
    if not values:
        raise CelError("min called on empty list")
    return min(values)


@method("max", list_of(A), result=A)
def greatest(values: Sequence[Ordered]) -> Ordered:
    """The greatest element."""
    _check_ordered(values)
    if not values:
        raise CelError("max called on empty list")
    return max(values)


def _check_ordered(values: Sequence[Value]) -> None:
    if any(type(each) is not type(values[0]) or not isinstance(each, _ORDERED) for each in values):
        raise CelError("no such overload")


@method("indexOf", list_of(A), A, result=INT)
def index_of(values: Sequence[Value], value: Value) -> int:
    """The index of the first element that is equal, -1 if none is."""
    return next((index for index, each in enumerate(values) if equal(each, value)), -1)


@method("lastIndexOf", list_of(A), A, result=INT)
def last_index_of(values: Sequence[Value], value: Value) -> int:
    """The index of the last element that is equal, -1 if none is."""
    return next((index for index in range(len(values) - 1, -1, -1) if equal(values[index], value)), -1)


@method("slice", list_of(A), INT, INT, result=list_of(A))
def cut(values: list[Value], start: int, end: int) -> list[Value]:
    """The elements from index ``start`` up to ``end``."""
    if not 0 <= start <= end <= len(values):
        raise CelError(f"cannot slice({start}, {end}), list is length {len(values)}")
    return values[start:end]


@method("reverse", list_of(A), result=list_of(A))
def reverse(values: list[Value]) -> list[Value]:
    """The elements in the other order."""
    return values[::-1]


@method("sort", list_of(A), result=list_of(A))
def in_order(values: Sequence[Ordered]) -> list[Ordered]:
    """The elements in order."""
    _check_ordered(values)
    return sorted(values)


@method("distinct", list_of(A), result=list_of(A))
def distinct(values: Sequence[Value]) -> list[Value]:
    """Each element once, at its first place."""
    kept: list[Value] = []
    # With the type, since True and 1 are one element of a set to Python. Lists and mappings cannot be in a set.
    known: set[tuple[type, Value]] = set()
    for each in values:
        if isinstance(each, (list, dict)):
            if not any(equal(each, other) for other in kept):
                kept.append(each)
        elif (type(each), each) not in known:
            known.add((type(each), each))
            kept.append(each)
    return kept


@method("flatten", list_of(A), result=list_of(A))
def flat(values: Sequence[Value]) -> list[Value]:
    """The elements of the lists in the list."""
    return [inner for each in values for inner in (each if isinstance(each, list) else [each])]
