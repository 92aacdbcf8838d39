"""A resource before and after, and the fields of it that differ."""

from __future__ import annotations

from kustompy.limits import record
from kustompy.planning.changes.causes import Cause, causes_of
from kustompy.planning.changes.fields import Field, differing_fields
from kustompy.planning.changes.operations import operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import NamedTuple

    from kustompy.model.ids import ResourceId
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.causes import Writers
    from kustompy.planning.changes.veil import Veil

    class Sides(NamedTuple):
        """Who wrote the two resources: the builds, and the indexes there; None if nobody knows."""

        old: Writers | None
        new: Writers | None
        old_index: int
        new_index: int
        old_veil: Veil | None = None
        new_veil: Veil | None = None

    class Ties(NamedTuple):
        """What is known of a change from the others: fields that follow other resources, and fields that are noise."""

        follows: dict[FieldPath, str]
        noise: Collection[FieldPath]
else:
    Sides = record("Sides", "old new old_index new_index old_veil new_veil", defaults=[None, None])
    Ties = record("Ties", "follows noise")

NOBODY = Sides(None, None, 0, 0)
NO_TIES = Ties({}, ())


class FieldChange:
    """A field that differs: the kind of change, its path, the old and the new value, and what caused it."""

    __slots__ = ("_field", "_sides", "follows")

    def __init__(self, field: Field, sides: Sides = NOBODY, follows: str = "") -> None:
        self._field, self._sides = field, sides
        self.follows = follows
        """The resource whose new name this field has, if all that differs is that name; empty for any other field."""

    @property
    def kind(self) -> str:
        """``added``, ``removed``, ``changed``, or ``moved`` for a list whose elements are in another order."""
        return self._field.kind

    @property
    def path(self) -> FieldPath:
        """Where it is: in the new resource, or in the old one if it is removed."""
        return self._field.path

    @property
    def old_path(self) -> FieldPath:
        """Where it was: elements of lists may have another index."""
        return self._field.old_path

    @property
    def old(self) -> Value:
        """The value before; None if there was none."""
        return self._field.old

    @property
    def new(self) -> Value:
        """The value after; None if there is none."""
        return self._field.new

    @property
    def causes(self) -> list[Cause]:
        """Who wrote the new value, and who no longer writes the old one; found by building once more."""
        return causes_of(self._field, *self._sides[:4])

    def __repr__(self) -> str:
        return f"<FieldChange {'.'.join(map(str, self.path))} {self.kind}>"


class ResourceChange:
    """One resource before and after; None where it was not there.

    ``former_id`` is the id that the resource had before, the same as ``id`` if it still has it.
    """

    __slots__ = ("_sides", "_ties", "after", "before", "former_id", "id", "original_name")
    __match_args__ = ("id", "before", "after")

    def __init__(
        self,
        id: ResourceId,  # noqa: A002  # the name of the field
        before: Manifest | None,
        after: Manifest | None,
        former_id: ResourceId | None = None,
        sides: Sides = NOBODY,
        ties: Ties = NO_TIES,
        original_name: str = "",
    ) -> None:
        self.id, self.before, self.after = id, before, after
        self.original_name = original_name or id.name
        """The name that the resource has in its file."""
        self.former_id = former_id or id
        self._sides, self._ties = sides, ties

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def index(self) -> int:
        """The index of the resource in the new build; -1 if it is not there."""
        return self._sides.new_index

    @property
    def is_renamed(self) -> bool:
        """Whether the resource had another name, namespace, version or group before."""
        return self.former_id != self.id

    @property
    def operations(self) -> list[dict[str, Value]]:
        """The RFC 6902 operations that turn ``before`` into ``after``; a resource that is not there is a null."""
        return operations(self.before, self.after)

    @property
    def fields(self) -> list[FieldChange]:
        """The fields that differ, without noise; none of a resource that is added or removed as a whole."""
        if self.before is None or self.after is None:
            return []
        follows, noise = self._ties
        return [
            FieldChange(each, self._sides, follows.get(each.path, ""))
            for each in differing_fields(self.before, self.after)
            if each.path not in noise
        ]

    @property
    def paths(self) -> list[FieldPath]:
        """Where the two differ: the deepest mapping keys and list indexes whose values are not the same."""
        # A resource that is added or removed differs as a whole.
        return [each.path for each in self.fields] or [()]

    @property
    def causes(self) -> list[Cause]:
        """Who made a resource that was added, or made one that is gone; of one that changed, see its fields."""
        old, new, old_index, new_index = self._sides[:4]
        # Its fields have causes, and each of them its own.
        if self.kind == "changed":
            return []
        side, index = (new, new_index) if self.before is None else (old, old_index)
        writers = [] if side is None else side.explain(index, ("kind",))
        return [Cause(writers[0], self.after is None)] if writers else []

    def veiled(self) -> tuple[Manifest | None, Manifest | None]:
        """Both sides without what was copied from Secrets; Secrets themselves are as they are."""
        _, _, old_index, new_index, old_veil, new_veil = self._sides
        before, after = self.before, self.after
        if before is not None and old_veil is not None:
            before = old_veil.over(before, old_index)
        if after is not None and new_veil is not None:
            after = new_veil.over(after, new_index)
        return before, after

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ResourceChange):
            return NotImplemented
        return (self.id, self.before, self.after) == (other.id, other.before, other.after)

    def __hash__(self) -> int:
        # Manifests are mappings, which have no hash; equal changes have equal ids.
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Change {self.id} {self.kind}>"
