"""Lists: the API server's own library, and the later functions of cel-go's."""

from __future__ import annotations

import itertools

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import method
from kustompy.cel.types import BOOL, INT, A, list_of
from kustompy.cel.values import Duration, Timestamp, checked_int, equal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from kustompy.cel.values import Value


@method("isSorted", list_of(A), result=BOOL)
def is_sorted(values: Sequence[Any]) -> bool:
    """Whether no element is less than the one before."""
    _check_comparable(values)
    return all(one <= other for one, other in itertools.pairwise(values))


@method("sum", list_of(A), result=A)
def total(values: Sequence[Any]) -> Any:
    """The sum of numbers or durations; 0 for none."""
    if not values:
        return 0
    _check_comparable(values)
    if isinstance(values[0], Duration):
        return Duration(checked_int(sum(each.nanoseconds for each in values)))
    if isinstance(values[0], (str, bytes, Timestamp)):
        raise CelError("no such overload")
    made = sum(values)
    return type(values[0])(checked_int(made) if isinstance(made, int) else made)


@method("min", list_of(A), result=A)
def least(values: Sequence[Any]) -> Any:
    """The least element."""
    _check_comparable(values)
    if not values:
        raise CelError("min called on empty list")
    return min(values)


@method("max", list_of(A), result=A)
def greatest(values: Sequence[Any]) -> Any:
    """The greatest element."""
    _check_comparable(values)
    if not values:
        raise CelError("max called on empty list")
    return max(values)


def _check_comparable(values: Sequence[Any]) -> None:
    if any(type(each) is not type(values[0]) or isinstance(each, (list, dict)) for each in values):
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
    """The elements from one index to another."""
    if not 0 <= start <= end <= len(values):
        raise CelError(f"cannot slice({start}, {end}), list is length {len(values)}")
    return values[start:end]


@method("reverse", list_of(A), result=list_of(A))
def reverse(values: list[Value]) -> list[Value]:
    """The elements in the other order."""
    return values[::-1]


@method("sort", list_of(A), result=list_of(A))
def in_order(values: Sequence[Any]) -> list[Any]:
    """The elements in order."""
    _check_comparable(values)
    return sorted(values)


@method("distinct", list_of(A), result=list_of(A))
def distinct(values: Sequence[Value]) -> list[Value]:
    """Each element once, at its first place."""
    kept: list[Value] = []
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
