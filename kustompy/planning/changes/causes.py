"""The lines that caused a change: who wrote the new value, and who no longer writes the old one."""

from __future__ import annotations

from kustompy.limits import record
from kustompy.planning.changes.fields import REMOVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple, Protocol

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
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

    def to_dict(self) -> dict[str, Value]:
        """The cause as plain data, for JSON."""
        return {**self.writer.to_dict(), "gone": self.is_gone}

    def __str__(self) -> str:
        return f"no longer {self.writer}" if self.is_gone else str(self.writer)


def causes_of(field: Field, old: Writers | None, new: Writers | None, old_index: int, new_index: int) -> list[Cause]:
    """The causes of a field of two resources that differs; none if nobody knows, as of a text that was rendered."""
    # Of a text that was rendered elsewhere nobody knows the writers.
    after = [] if new is None else new.explain(new_index, field.new_path)
    # What is gone was not written, unless a patch of the new side removed it: that is a writer of its own.
    if field.kind == REMOVED and not (after and after[-1].how == "removed"):
        before = [] if old is None else old.explain(old_index, field.old_path)
        return [Cause(before[-1], is_gone=True)] if before else []
    if not after:
        return []
    pieces = _pieces(after)
    if field.kind == REMOVED or old is None or len(after) > len(pieces) == 1:
        return [Cause(pieces[0], is_gone=False)]
    before = old.explain(old_index, field.old_path)
    found = [Cause(each, is_gone=False) for each in _other(pieces, _pieces(before))]
    # The value comes straight from its manifest: whatever wrote over it before is gone, and that is the cause.
    if len(after) == 1 and len(before) > 1 and _steps(before) != _steps(after):
        found.append(Cause(before[-1], is_gone=True))
    return found


def _pieces(writers: Sequence[Writer]) -> list[Writer]:
    """The writers with a part in the value, the last one first: the last writer, and those whose values it used."""
    found: list[Writer] = []
    wanted = 1
    for each in reversed(writers):
        found.append(each)
        if each.how == "derived":
            # A replacement of a part of a text has no text of its own: it takes one value and puts it into another, so
            # that both writers have a part in the result.
            wanted += each.text is None
        elif each.text is not None:
            wanted -= 1
            if not wanted:
                break
    return found


def _other(pieces: Sequence[Writer], before: Sequence[Writer]) -> list[Writer]:
    """The writers whose text is new; the last writer if no text is."""
    # By text and not by place: lines move, and a patch that only moved is no cause.
    known = {(each.what, each.text) for each in before}
    found = [each for each in pieces if each.text is not None and (each.what, each.text) not in known]
    return found or [pieces[0]]


def _steps(writers: Sequence[Writer]) -> list[str]:
    return [each.what for each in writers]
