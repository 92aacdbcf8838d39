"""The changes of admission to an object: fields that are stored with another value than the one sent."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.planning.field_names import path_text
from kustompy.validation.table.quantities import quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value


class Altered(NamedTuple):
    """A field with the value that was sent, and the one that is stored; None if it is not stored."""

    path: FieldPath
    sent: Value
    stored: Value


# The API server moves `stringData` into `data`, ignores `status` in a write of the object, and sets the other two.
_OF_SERVER = (("stringData",), ("status",), ("metadata", "creationTimestamp"), ("metadata", "managedFields"))
_KEY = "name"


def altered(sent: Manifest, stored: Manifest) -> list[Altered]:
    """The fields that differ; neither added fields nor numbers in another notation are among them."""
    return list(_altered(sent, stored, ()))


def words(each: Altered, manifest: Manifest, *, shows_values: bool) -> str:
    """The change as a message: ``spec.replicas is 5, not 3``."""
    name = path_text(each.path, manifest)
    if each.stored is None:
        return f"{name} is gone"
    return f"{name} is {each.stored}, not {each.sent}" if shows_values else f"{name} is another"


def _altered(sent: Value, stored: Value, path: FieldPath) -> Iterator[Altered]:
    if path in _OF_SERVER:
        return
    if isinstance(sent, dict):
        for key, value in sent.items():
            below = stored.get(key) if isinstance(stored, dict) else None
            yield from _altered(value, below, (*path, key))
    elif isinstance(sent, list):
        if isinstance(stored, list):
            for index, value in enumerate(sent):
                partner = _partner(value, index, sent, stored)
                if partner is not None:
                    yield from _altered(value, partner, (*path, index))
    elif not _is_same(sent, stored):
        yield Altered(path, sent, stored)


def _partner(value: Value, index: int, sent: list[Value], stored: list[Value]) -> Value:
    """The stored element for one that was sent: by name, else by index in a list of the same length."""
    # A webhook puts containers and volumes beside those that were sent, also before them.
    if isinstance(value, dict) and _KEY in value:
        return next((each for each in stored if isinstance(each, dict) and each.get(_KEY) == value[_KEY]), None)
    return stored[index] if len(sent) == len(stored) else None


def _is_same(sent: Value, stored: Value) -> bool:
    # What is empty is not stored, since Go's types omit it. A quantity is stored in its shortest form: 1000m as 1.
    if sent == stored or (stored is None and not sent):
        return True
    if isinstance(sent, (str, int, float)) and isinstance(stored, (str, int, float)):
        amount = quantity(str(sent))
        return amount is not None and amount == quantity(str(stored))
    return False
