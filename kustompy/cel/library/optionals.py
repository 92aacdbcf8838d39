"""Values that may be missing (cel-go's optional types)."""

from __future__ import annotations

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import BOOL, DYN, A, optional_of
from kustompy.cel.values import NONE, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.values import Value


@function("optional.of", A, result=optional_of(A))
def of(value: Value) -> Optional:
    """An optional that has the value."""
    return Optional(value, is_there=True)


@function("optional.none", result=optional_of(DYN))
def none() -> Optional:
    """An optional without a value."""
    return NONE


@function("optional.ofNonZeroValue", A, result=optional_of(A))
def of_non_zero(value: Value) -> Optional:
    """An optional of the value; an empty one for a value that is empty, zero, false or null."""
    return Optional(value, is_there=True) if value else NONE


@method("hasValue", optional_of(A), result=BOOL)
def has_value(optional: Optional) -> bool:
    """Whether there is a value."""
    return optional.is_there


@method("value", optional_of(A), result=A)
def value_of(optional: Optional) -> Value:
    """The value, which has to be there."""
    if not optional.is_there:
        raise CelError("optional.none() dereference")
    return optional.value


@method("orValue", optional_of(A), A, result=A)
def or_value(optional: Optional, otherwise: Value) -> Value:
    """The value, or another if there is none."""
    return optional.value if optional.is_there else otherwise


@method("or", optional_of(A), optional_of(A), result=optional_of(A))
def or_optional(optional: Optional, otherwise: Optional) -> Optional:
    """The optional, or another if it has no value."""
    return optional if optional.is_there else otherwise
