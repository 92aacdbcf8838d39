"""What differs between two manifests, field by field."""

from __future__ import annotations

from kustompy.limits import record
from kustompy.planning.changes.elements import have_keys, in_order, paired_elements
from kustompy.planning.changes.same import same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from kustompy.fieldspecs.merge_schema import MergeType
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value

    class _Field(NamedTuple):
        kind: str
        old_path: FieldPath
        new_path: FieldPath
        old: Value
        new: Value
else:
    _Field = record("_Field", "kind old_path new_path old new")

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


class Field(_Field):
    """A field that differs. The paths lead to it in the old and in the new manifest, or to where it was or will be.

    ``kind`` is ``added``, ``removed``, ``changed`` or, for a list with the same elements in another order, ``moved``.
    """

    __slots__ = ()

    @property
    def path(self) -> FieldPath:
        """The path in the manifest that has the field."""
        return self.old_path if self.kind == REMOVED else self.new_path


def differing_fields(before: Manifest, after: Manifest) -> list[Field]:
    """The deepest fields that differ between two manifests, in the order of their keys."""
    from kustompy.fieldspecs.merge_schema import merge_schema

    # Merge keys are those of the new version: that is how the server will read both.
    kind = merge_schema().root(str(after.get("apiVersion")), str(after.get("kind")))
    return list(_differing(before, after, (), (), kind))


def _differing(old: Value, new: Value, here: FieldPath, there: FieldPath, kind: MergeType | None) -> Iterator[Field]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _of_mappings(old, new, here, there, kind)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, here, there, kind)
    elif not same(old, new):
        yield Field(CHANGED, here, there, old, new)


def _of_mappings(old: Value, new: Value, here: FieldPath, there: FieldPath, kind: MergeType | None) -> Iterator[Field]:
    # The order in which kustomize prints keys, so that a diff reads like the manifest.
    for key in sorted({*old, *new}, key=str):
        if key not in new:
            yield Field(REMOVED, (*here, key), (*there, key), old[key], None)
        elif key not in old:
            yield Field(ADDED, (*here, key), (*there, key), None, new[key])
        else:
            below = None if kind is None else kind.field(key)
            yield from _differing(old[key], new[key], (*here, key), (*there, key), below)


def _of_lists(old: Value, new: Value, here: FieldPath, there: FieldPath, kind: MergeType | None) -> Iterator[Field]:
    if same(old, new):
        return
    below = None if kind is None else kind.items
    kept = []
    for index, other in paired_elements(old, new, kind):
        if other is None and index is not None:
            yield Field(REMOVED, (*here, index), (*there, len(new)), old[index], None)
        elif index is None and other is not None:
            yield Field(ADDED, (*here, len(old)), (*there, other), None, new[other])
        elif index is not None and other is not None:
            kept.append(index)
            yield from _differing(old[index], new[other], (*here, index), (*there, other), below)
    # Without keys an element that moved is one that went and one that came.
    if have_keys(old, new, kind) and len(in_order(kept)) < len(kept):
        yield Field(MOVED, here, there, old, new)
