"""All resources that differ between two builds, and the forms that each of them and all together can take."""

from __future__ import annotations

from collections.abc import Sequence

from kustompy.planning.changes.resource_change import ResourceChange
from kustompy.planning.forms.described import described, entry_json
from kustompy.planning.forms.unified import unified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import overload

    from kustompy.model.values import Value


class Change(ResourceChange):
    """One resource before and after; None where it was not there.

    ``former_id`` is the id that the resource had before, the same as ``id`` if it still has it.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Value]:
        """The change as ``kustompy diff --format json`` has it, with its causes; values of Secrets are not in it."""
        [entry] = described([self], str)
        return entry_json(entry)

    def to_text(self) -> str:
        """A unified diff of what kustomize prints; of the values of a Secret it only tells which changed."""
        return unified(self)


class Diff(Sequence["Change"]):
    """The resources that differ; empty, and so false, where none does."""

    __slots__ = ("_changes", "left_out")

    def __init__(self, changes: Sequence[Change], left_out: int = 0) -> None:
        self._changes = tuple(changes)
        self.left_out = left_out
        """How many fields and resources differ, and are noise."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> Change: ...
        @overload
        def __getitem__(self, index: slice) -> tuple[Change, ...]: ...

    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        return self._changes[index]

    def __len__(self) -> int:
        return len(self._changes)

    @property
    def added(self) -> list[Change]:
        """The resources that are only in ``b``."""
        return [each for each in self._changes if each.kind == "added"]

    @property
    def removed(self) -> list[Change]:
        """The resources that are only in ``a``."""
        return [each for each in self._changes if each.kind == "removed"]

    @property
    def changed(self) -> list[Change]:
        """The resources that are in both, and differ."""
        return [each for each in self._changes if each.kind == "changed"]

    def to_dict(self) -> dict[str, Value]:
        """All changes as plain data, for JSON."""
        return {"changes": [each.to_dict() for each in self._changes], "leftOut": self.left_out}

    def to_text(self) -> str:
        """A unified diff of all changes."""
        return "".join(each.to_text() for each in self._changes)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Diff: {len(self.added)} added, {len(self.removed)} removed, {len(self.changed)} changed>"
