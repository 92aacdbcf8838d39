"""The lines that caused a change: who wrote the new value, and who no longer writes the old one."""

from __future__ import annotations

from kustompy.limits import record
from kustompy.planning.changes.fields import REMOVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NamedTuple, Protocol

    from kustompy.model.paths import FieldPath
    from kustompy.planning.changes.fields import Field
    from kustompy.provenance.trace import Writer

    class Writers(Protocol):
        """What knows the writers of a side."""

        def explain(self, resource: int, path: FieldPath, /) -> list[Writer]:
            """All who wrote a value, the oldest first."""

    class _Cause(NamedTuple):
        writer: Writer
        is_gone: bool
else:
    _Cause = record("_Cause", "writer is_gone")


class Cause(_Cause):
    """Who wrote a value that differs; one that ``is_gone`` wrote the old one, and writes it no longer."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The cause as plain data, for JSON."""
        return {**self.writer.to_dict(), "gone": self.is_gone}

    def __str__(self) -> str:
        return f"no longer {self.writer}" if self.is_gone else str(self.writer)


def causes_of(field: Field, old: Writers | None, new: Writers | None, old_index: int, new_index: int) -> list[Cause]:
    """The causes of a field of two resources that differs; none if nobody knows, as of a text that was rendered."""
    after = [] if new is None else new.explain(new_index, field.new_path)
    if field.kind == REMOVED and not (after and after[-1].how == "removed"):
        before = [] if old is None else old.explain(old_index, field.old_path)
        return [Cause(before[-1], True)] if before else []
    if not after:
        return []
    found = [Cause(after[-1], False)]
    if field.kind == REMOVED or len(after) > 1 or old is None:
        return found
    # only the first writer is left: what wrote over it before may be gone
    before = old.explain(old_index, field.old_path)
    if len(before) > 1 and _steps(before) != _steps(after):
        found.append(Cause(before[-1], True))
    return found


def _steps(writers: Sequence[Writer]) -> list[str]:
    return [each.what for each in writers]
