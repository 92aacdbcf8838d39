"""The owner of a field of an object: the manager that wrote it last, by ``managedFields``."""

from __future__ import annotations

import json
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value


class Owner(NamedTuple):
    """A field manager, and the time of its last write."""

    manager: str
    time: str

    def __str__(self) -> str:
        return f"{self.manager} ({self.time})" if self.time else self.manager


def owner_of(manifest: Manifest, path: FieldPath, but: str = "") -> Owner | None:
    """The last manager, other than ``but``, that owns the field or one below it; None if there is none."""
    metadata = manifest.get("metadata")
    entries = metadata.get("managedFields") if isinstance(metadata, dict) else None
    found = [
        Owner(str(each.get("manager") or ""), str(each.get("time") or ""))
        for each in (entries if isinstance(entries, list) else ())
        if isinstance(each, dict) and each.get("manager") != but and _holds(each.get("fieldsV1"), manifest, path)
    ]
    # Times are RFC 3339 in UTC, so their order is that of their texts.
    return max(found, key=lambda each: each.time, default=None)


def _holds(fields: Value, value: Value, path: FieldPath) -> bool:
    """Whether ``fieldsV1`` contains the path; ``value`` is the object that indexes of lists are looked up in."""
    # A field is the key `f:NAME`, an element of a list `k:{KEYS}` by its merge keys, or `v:VALUE` in a set of scalars.
    for part in path:
        if not isinstance(fields, dict):
            return False
        if isinstance(part, int):
            element = value[part] if isinstance(value, list) and part < len(value) else None
            below = next((inner for key, inner in fields.items() if _is_key_of(key, element)), None)
            # An atomic list is owned as a whole, which is written as an empty mapping.
            if below is None:
                return not fields
            fields, value = below, element
        else:
            name = f"f:{part}"
            if name not in fields:
                return False
            fields, value = fields[name], value.get(part) if isinstance(value, dict) else None
    return True


def _is_key_of(key: str, element: Value) -> bool:
    """Whether a key of ``fieldsV1``, such as ``k:{"name":"web"}`` or ``v:"a"``, identifies an element of a list."""
    try:
        wanted = json.loads(key[2:])
    except ValueError:
        return False
    if key.startswith("k:"):
        return isinstance(element, dict) and isinstance(wanted, dict) and wanted.items() <= element.items()
    return bool(key.startswith("v:") and wanted == element)
