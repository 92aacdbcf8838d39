"""What is worked out once for each gvk of a table of field specs."""

from __future__ import annotations

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.model.ids import Gvk

    Row = TypeVar("Row")
    Made = TypeVar("Made")


class _ByGvk(Memo):
    """What is made of a table for each gvk, when the gvk is first met."""

    __slots__ = ("_make", "table")

    def __init__(self, table: tuple[Row, ...], make: Callable[[tuple[Row, ...], Gvk], object]) -> None:
        # A part of the memo below, which is what clear_caches() empties.
        super().__init__(_GVKS_KEPT, shared=False)
        self.table, self._make = table, make

    def __missing__(self, gvk: Gvk) -> object:
        return self.keep(gvk, self._make(self.table, gvk))


# The default tables are the same in every kustomization. A table is kept with what was made of it, so that no other can
# come to have its identity.
_TABLES_KEPT, _GVKS_KEPT = 128, 1024
_kept = Memo(_TABLES_KEPT)


def by_gvk(table: tuple[Row, ...], make: Callable[[tuple[Row, ...], Gvk], Made]) -> Mapping[Gvk, Made]:
    """A mapping from gvk to ``make(table, gvk)``, cached by the identity of the table and of ``make``."""
    kept: _ByGvk | None = _kept.get((id(table), make))
    # An id may be that of another table by now, if the first one was forgotten.
    if kept is None or kept.table is not table:
        kept = _kept.keep((id(table), make), _ByGvk(table, make))
    return kept


def selected_specs(specs: tuple[FieldSpec, ...], gvk: Gvk) -> tuple[FieldSpec, ...]:
    """Those of the specs that hold for the gvk."""
    return tuple(spec for spec in specs if spec.selects(gvk))
