"""Who owns a field of an object: the manager that last wrote it, as ``managedFields`` says."""

from __future__ import annotations

import json
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value


class Owner(NamedTuple):
    """A field manager, and when it wrote last."""

    manager: str
    time: str

    def __str__(self) -> str:
        return f"{self.manager} ({self.time})" if self.time else self.manager


def owner_of(manifest: Manifest, path: FieldPath, but: str = "") -> Owner | None:
    """The last manager that owns the field, or a field below it, and is not ``but``; None if there is none."""
    metadata = manifest.get("metadata")
    entries = metadata.get("managedFields") if isinstance(metadata, dict) else None
    found = [
        Owner(str(each.get("manager") or ""), str(each.get("time") or ""))
        for each in (entries if isinstance(entries, list) else ())
        if isinstance(each, dict) and each.get("manager") != but and _holds(each.get("fieldsV1"), manifest, path)
    ]
    return max(found, key=lambda each: each.time, default=None)


def _holds(fields: Value, value: Value, path: FieldPath) -> bool:
    """Whether a set of fields has the path, which leads through a value."""
    for part in path:
        if not isinstance(fields, dict):
            return False
        if isinstance(part, int):
            element = value[part] if isinstance(value, list) and part < len(value) else None
            below = next((inner for key, inner in fields.items() if _is_key_of(key, element)), None)
            # a list that is not taken apart is owned as a whole
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
    """Whether a key of a list, ``k:{"name":"web"}`` or ``v:"a"``, is that of an element."""
    try:
        wanted = json.loads(key[2:])
    except ValueError:
        return False
    if key.startswith("k:"):
        return isinstance(element, dict) and isinstance(wanted, dict) and wanted.items() <= element.items()
    return bool(key.startswith("v:") and wanted == element)
