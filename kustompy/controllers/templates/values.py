"""Values of Go templates: which are true, and how they are printed."""

from __future__ import annotations

from typing import Any, Final

from kustompy.errors import LimitError
from kustompy.yamlio.go.go_values import go_float

_MOST, _DEEPEST = 100_000, 100
_EXACT = 1e21


class _NoValue:
    """What a key that a mapping has not leads to."""

    __slots__ = ()


NO_VALUE: Final = _NoValue()


def weight_of(value: object) -> int:
    """How many values there are in one, itself included; a LimitError if they are too many, or too deep."""
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


def as_of_json(value: Any) -> Any:
    """The value with its whole numbers as Go reads them from JSON: as floats."""
    if isinstance(value, dict):
        return {key: as_of_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_of_json(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_in_json(value: Any) -> Any:
    """The value with floats that are whole as JSON has them: without a point."""
    if isinstance(value, dict):
        return {key: as_in_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_in_json(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else value


def is_true(value: object) -> bool:
    """Whether a value is none of: false, zero, nil, and what is empty."""
    return value is not NO_VALUE and bool(value)


def shown(value: object) -> str:
    """A value as Go prints it."""
    if value is None or value is NO_VALUE:
        return "<no value>"
    return printed(value)


def printed(value: object) -> str:
    """A value as ``%v`` prints it."""
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
