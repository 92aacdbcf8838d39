"""Lists taken as sets (cel-go's sets library)."""

from __future__ import annotations

from kustompy.cel.overloads import function
from kustompy.cel.types import BOOL, A, list_of
from kustompy.cel.values import equal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cel.values import Value


class _Members:
    """The elements of a list, for looking up others: the time grows with the lists, not with their product."""

    def __init__(self, values: Sequence[Value]) -> None:
        # With a mark for bools: True and 1 are one element to Python. 1, 1u and 1.0 are one in CEL as well.
        self.scalars = {(isinstance(each, bool), each) for each in values if not isinstance(each, (list, dict))}
        self.others = [each for each in values if isinstance(each, (list, dict))]

    def has(self, value: Value) -> bool:
        if isinstance(value, (list, dict)):
            return any(equal(value, each) for each in self.others)
        return (isinstance(value, bool), value) in self.scalars


@function("sets.contains", list_of(A), list_of(A), result=BOOL)
def contains(values: Sequence[Value], part: Sequence[Value]) -> bool:
    """Whether each element of the second list is in the first."""
    members = _Members(values)
    return all(members.has(each) for each in part)


@function("sets.equivalent", list_of(A), list_of(A), result=BOOL)
def equivalent(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether both lists have the same elements."""
    return contains(one, other) and contains(other, one)


@function("sets.intersects", list_of(A), list_of(A), result=BOOL)
def intersects(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether any element is in both lists."""
    members = _Members(one)
    return any(members.has(each) for each in other)
