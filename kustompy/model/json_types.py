"""The types of JSON values, which only type checkers load."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Value: TypeAlias = Any
    """A JSON value: dict, list, str, int, float, bool, None, or one of the subclasses in ``model.values``."""
    Manifest: TypeAlias = dict[str, Value]
    """The plain data of one Kubernetes object."""
