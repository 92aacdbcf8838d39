"""Data that a caller hands in, checked to be JSON and copied."""

from __future__ import annotations

import os
from collections.abc import Mapping

from kustompy.errors import TOO_DEEP, LimitError, ResourceError
from kustompy.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.json_types import Value
    from kustompy.model.paths import FieldPath


def json_data(value: Value, path: FieldPath = ()) -> Value:
    """The value in dicts, lists and scalars of its own; paths become texts, and whatever else it holds is refused."""
    # A bool is an int, and a scalar that was read from YAML keeps the class of `model.values` that it has.
    if isinstance(value, (str, int, float)) or value is None:
        return value
    # Data that contains itself would recurse without end.
    if len(path) > DEFAULT_LIMITS.depth:
        raise LimitError(TOO_DEEP, code="KST703")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise _refused(f"a key is a string, not {key!r}", path, f'write "{key}" in quotes')
        return {key: json_data(each, (*path, key)) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_data(each, (*path, index)) for index, each in enumerate(value)]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    kind = type(value).__name__
    hint = (
        "write its text: value.isoformat()"
        if hasattr(value, "isoformat")
        else "use str, int, float, bool, None, dict and list"
    )
    raise _refused(f"JSON has no value of type `{kind}`", path, hint)


def _refused(message: str, path: FieldPath, hint: str) -> ResourceError:
    place = ".".join(map(str, path))
    return ResourceError(f"{place}: {message}" if place else message, code="KST402", path=path, hint=hint)
