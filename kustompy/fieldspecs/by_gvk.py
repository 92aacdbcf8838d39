"""What is worked out once for each gvk of a table of field specs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.model.ids import Gvk

    Made = TypeVar("Made")


class _ByGvk(dict):  # type: ignore[type-arg]  # subscripting it would cost at run time
    """What is made of a table for each gvk, when the gvk is first met; bounded in number."""

    __slots__ = ("_make", "table")

    def __init__(self, table: tuple[Any, ...], make: Callable[[Any, Gvk], Any]) -> None:
        super().__init__()
        self.table, self._make = table, make

    def __missing__(self, gvk: Gvk) -> Any:
        if len(self) >= _GVKS_KEPT:
            self.clear()
        made = self[gvk] = self._make(self.table, gvk)
        return made


# The default tables are the same in every kustomization. A table is kept with what was made of it, so that no other can
# come to have its identity.
_kept: dict[tuple[int, Callable[[Any, Gvk], Any]], _ByGvk] = {}


_TABLES_KEPT, _GVKS_KEPT = 128, 1024


def by_gvk(table: tuple[Any, ...], make: Callable[[Any, Gvk], Made]) -> Mapping[Gvk, Made]:
    """A mapping from gvk to ``make(table, gvk)``, cached by the identity of the table and of ``make``."""
    kept = _kept.get((id(table), make))
    if kept is None or kept.table is not table:
        if len(_kept) >= _TABLES_KEPT:
            _kept.clear()
        kept = _kept[id(table), make] = _ByGvk(table, make)
    return kept


def selected_specs(specs: tuple[FieldSpec, ...], gvk: Gvk) -> tuple[FieldSpec, ...]:
    """Those of the specs that hold for the gvk."""
    return tuple(spec for spec in specs if spec.selects(gvk))
