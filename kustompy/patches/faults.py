"""Where in a strategic merge patch it is that a merge has failed; looked for only then."""

from __future__ import annotations

from kustompy.patches.nodes import WrongShape
from kustompy.patches.strategic_merge import DIRECTIVES, UnknownDirective

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.errors import PatchError
    from kustompy.fieldspecs.merge_schema import MergeSchema, MergeType
    from kustompy.model.values import Manifest, Value

    Path = tuple[str | int, ...]

_SHAPES = {dict: "a mapping", list: "a list"}


def fault(error: PatchError, manifest: Manifest, patch: Manifest, schema: MergeSchema) -> tuple[Path, str]:
    """The path of what is wrong in the patch, and what to do about it."""
    if isinstance(error, WrongShape):
        kind = schema.root(str(manifest.get("apiVersion")), str(manifest.get("kind")))
        found = _other_shape(manifest, patch, kind, ())
        return (found[0], f"`{found[0][-1]}` is {found[1]} in the manifest") if found and found[0] else ((), "")
    if isinstance(error, UnknownDirective):
        path = _directive(patch, ())
        return path or (), f"`$patch` is one of {', '.join(sorted(DIRECTIVES))}"
    return (), ""


def _other_shape(old: Value, new: Value, known: MergeType | None, path: Path) -> tuple[Path, str] | None:
    """The path of a mapping, list or scalar where the manifest has one of the others, and which one."""
    pairs: list[tuple[str | int, Value, Value, MergeType | None]] = []
    if isinstance(old, dict) and isinstance(new, dict):
        below = {key: known.field(key) if known else None for key in new}
        pairs += [(key, old[key], each, below[key]) for key, each in new.items() if key in old]
    elif isinstance(old, list) and isinstance(new, list):
        if known is None or known.keys is None:
            return None  # one list replaces the other
        pairs += [(index, _partner(old, each, known.keys), each, known.items) for index, each in enumerate(new)]
    elif _shape(old) != _shape(new) and old is not None and new is not None:
        return path, _shape(old)
    for key, before, after, kind in pairs:
        found = _other_shape(before, after, kind, (*path, key))
        if found is not None:
            return found
    return None


def _partner(elements: list[Value], element: Value, keys: tuple[str, ...]) -> Value:
    """The element of a list that one of the patch is merged into; None if there is none."""
    if not isinstance(element, dict):
        return None
    mappings = (each for each in elements if isinstance(each, dict))
    return next((each for each in mappings if all(each.get(key) == element.get(key) for key in keys)), None)


def _shape(value: Value) -> str:
    return next((name for kind, name in _SHAPES.items() if isinstance(value, kind)), "a single value")


def _directive(patch: Value, path: Path) -> Path | None:
    if not isinstance(patch, (dict, list)):
        return None
    for key, each in patch.items() if isinstance(patch, dict) else enumerate(patch):
        if key == "$patch" and each not in DIRECTIVES:
            return (*path, key)
        found = _directive(each, (*path, key))
        if found is not None:
            return found
    return None
