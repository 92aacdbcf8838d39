"""The order that resources are printed in (spec section 3.18)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.fieldspecs.tables import kind_order
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.structs import SORT_OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.kustomization.records import SortOptions
    from kustompy.model.ids import Gvk
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value


def sort_resources(resources: ResourceSet, sort_options: dict[str, Value] | None, reorder: str = "") -> None:
    """Sort as ``sortOptions`` says, else as the flag ``--reorder``, else in kustomize's legacy order."""
    order, first, last = _chosen(sort_options, reorder)
    if order == "fifo":
        return
    # Below 0, above 0, and 0 for all kinds that neither list has (gvkLessThan).
    ranks = {kind: index - len(first) for index, kind in enumerate(first)}
    ranks.update({kind: 1 + index for index, kind in enumerate(last)})
    keys = _SortKeys(ranks)
    # Keys are made once for each resource; kustomize compares two by two.
    resources.resources.sort(key=keys.of)
    # The one comparison that no key can express; two kinds of that name are rare.
    if sum(gvk.kind == "Namespace" for gvk in keys.of_gvks) > 1:
        _core_namespaces_last(resources, keys)
    resources.ids_changed()


def _chosen(sort_options: dict[str, Value] | None, reorder: str) -> tuple[str, Sequence[str], Sequence[str]]:
    first, last = kind_order()
    if sort_options is None:
        # sortOptions: of the root alone counts, and it counts more than the flag.
        return ("fifo" if reorder == "none" else "legacy"), first, last
    options: SortOptions = as_record(sort_options, SORT_OPTIONS)
    order = options.order
    if order not in ("legacy", "fifo"):
        raise KustomizationError(
            "the field 'sortOptions.order' must be one of [fifo, legacy]", code="KST211", path=("sortOptions", "order")
        )
    is_given = "legacySortOptions" in options
    if order == "fifo" and is_given:
        raise KustomizationError(
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
            code="KST211",
            path=("sortOptions", "legacySortOptions"),
        )
    if is_given:
        # Both lists take the place of the default ones: one that is not given is empty.
        return order, options.legacySortOptions.orderFirst, options.legacySortOptions.orderLast
    return order, first, last


class _SortKeys:
    """What resources are sorted by; the part of their gvk is made once for each gvk."""

    __slots__ = ("_ranks", "of_gvks")

    def __init__(self, ranks: dict[str, int]) -> None:
        self._ranks = ranks
        self.of_gvks: dict[Gvk, tuple[int, str, str]] = {}

    def of(self, resource: Resource) -> tuple[int, str, str]:
        gvk = resource.gvk
        known = self.of_gvks.get(gvk)
        if known is None:
            known = self.of_gvks[gvk] = self._ranks.get(gvk.kind, 0), gvk.sort_text, str(gvk)
        rank, text, gvk_text = known
        # legacyResIDSortString: a missing namespace or name is ~X or ~N, which sort behind letters.
        return rank, text, f"{gvk_text}|{resource.namespace or '~X'}|{resource.name or '~N'}"


def _core_namespaces_last(resources: ResourceSet, keys: _SortKeys) -> None:
    """Among kinds called Namespace, the core one comes first: kustomize turns that one comparison round."""
    from functools import cmp_to_key

    def compare(one: Resource, other: Resource) -> int:
        first, second = keys.of(one), keys.of(other)
        turned = one.kind == other.kind == "Namespace" and one.gvk != other.gvk
        if turned and (not one.gvk.group or not other.gvk.group):
            first, second = second, first
        return (first > second) - (first < second)

    resources.resources.sort(key=cmp_to_key(compare))
