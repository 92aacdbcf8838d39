"""Values of Go templates: their truth, their size, and how they are printed."""

from __future__ import annotations

from typing import Final

from kustompy.errors import LimitError
from kustompy.yamlio.go.go_values import go_float

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_MOST, _DEEPEST = 100_000, 100
_EXACT = 1e21
"""Where encoding/json begins to write a float with an exponent."""


class _NoValue:
    """The result of asking a mapping for a missing key, which is not nil: it prints otherwise."""

    __slots__ = ()


NO_VALUE: Final = _NoValue()


def weight_of(value: object) -> int:
    """The number of values in one, itself included; a LimitError (KST714) if there are too many or nest too deep."""
    # `set` can put a mapping into itself: the depth ends that, too.
    waiting, count = [(value, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        count += 1
        if count > _MOST or depth > _DEEPEST:
            raise LimitError(f"a value of a template has more than {_MOST} parts, or is too deep", code="KST714")
        if isinstance(each, dict):
            waiting += [(inner, depth + 1) for inner in each.values()]
        elif isinstance(each, list):
            waiting += [(inner, depth + 1) for inner in each]
    return count


def as_of_json(value: Value) -> Value:
    """The value with integers as floats, as Go decodes JSON into an interface."""
    if isinstance(value, dict):
        return {key: as_of_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_of_json(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_in_json(value: Value) -> Value:
    """The value with whole floats as integers, as encoding/json writes them."""
    if isinstance(value, dict):
        return {key: as_in_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_in_json(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else value


def is_true(value: object) -> bool:
    """Whether a value is true to Go's templates: neither false, zero, nil, empty nor missing."""
    return value is not NO_VALUE and bool(value)


def shown(value: object) -> str:
    """A value as an action prints it: nil and missing keys are ``<no value>``."""
    if value is None or value is NO_VALUE:
        return "<no value>"
    return printed(value)


def printed(value: object) -> str:
    """A value as ``%v`` of Go's fmt prints it; maps are sorted by key."""
    if isinstance(value, str):
        return value
    if value is None or value is NO_VALUE:
        return "<nil>"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return go_float(value)
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{printed(each)}" for key, each in sorted(value.items())) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(printed, value)) + "]"
    return str(value)
