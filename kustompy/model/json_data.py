"""Data that a caller hands in, checked to be JSON and copied."""

from __future__ import annotations

from collections.abc import Mapping

from kustompy.errors import TOO_DEEP, LimitError, ResourceError
from kustompy.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.model.values import Value


def json_data(value: Value, depth: int = 0) -> Any:
    """The value in dicts, lists and scalars of its own; whatever else it holds is refused."""
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if depth > DEFAULT_LIMITS.depth:
        raise LimitError(TOO_DEEP, code="KST703")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ResourceError(f"a key is a string, not {key!r}", code="KST402")
        return {key: json_data(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_data(each, depth + 1) for each in value]
    raise ResourceError(f"a {type(value).__name__} is no JSON value", code="KST402")
