"""Where in a strategic merge patch it is that a merge has failed; looked for only then."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Path = tuple[str | int, ...]

WRONG_SHAPE, UNKNOWN_DIRECTIVE = "KST513", "KST515"
_DIRECTIVES = ("delete", "merge", "replace")
_KEYS = ("name", "containerPort", "port", "mountPath", "key", "ip")
_SHAPES = {dict: "a mapping", list: "a list"}


def fault(code: str, manifest: Value, patch: Value) -> tuple[Path, str]:
    """The path of what is wrong in the patch, and what to do about it."""
    if code == WRONG_SHAPE:
        path = _other_shape(manifest, patch, ())
        return path or (), f"`{path[-1]}` is {_shape_at(manifest, patch, path)} in the manifest" if path else ""
    if code == UNKNOWN_DIRECTIVE:
        path = _directive(patch, ())
        return path or (), f"`$patch` is one of {', '.join(_DIRECTIVES)}"
    return (), ""


def _other_shape(old: Value, new: Value, path: Path) -> Path | None:
    """The path of a mapping, list or scalar where the manifest has one of the others."""
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(key, old[key], each) for key, each in new.items() if key in old]
    elif isinstance(old, list) and isinstance(new, list):
        pairs = [(index, _partner(old, each), each) for index, each in enumerate(new)]
    else:
        differs = _shape(old) != _shape(new) and old is not None and new is not None
        return path if differs else None
    for key, before, after in pairs:
        found = _other_shape(before, after, (*path, key))
        if found is not None:
            return found
    return None


def _partner(elements: list[Value], element: Value) -> Value:
    """The element of a list that one of the patch is merged into, None where there is none."""
    if isinstance(element, dict):
        for each in elements:
            if isinstance(each, dict) and any(key in element and each.get(key) == element[key] for key in _KEYS):
                return each
    return None


def _shape(value: Value) -> str:
    return next((name for kind, name in _SHAPES.items() if isinstance(value, kind)), "a single value")


def _shape_at(manifest: Value, patch: Value, path: Path) -> str:
    for part in path:
        manifest = manifest[part] if isinstance(manifest, dict) else _partner(manifest, patch[part])
        patch = patch[part]
    return _shape(manifest)


def _directive(patch: Value, path: Path) -> Path | None:
    if not isinstance(patch, (dict, list)):
        return None
    for key, each in patch.items() if isinstance(patch, dict) else enumerate(patch):
        if key == "$patch" and each not in _DIRECTIVES:
            return (*path, key)
        found = _directive(each, (*path, key))
        if found is not None:
            return found
    return None
