"""The order that resources are printed in (spec section 3.18)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.tables import kind_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet


def sort_resources(resources: ResourceSet, sort_options: dict[str, Any] | None, reorder: str = "") -> None:
    """Sort as ``sortOptions`` says, else as the flag ``--reorder``, else in kustomize's legacy order."""
    order, first, last = _chosen(sort_options, reorder)
    if order == "fifo":
        return
    ranks = {kind: index - len(first) for index, kind in enumerate(first)}
    ranks.update({kind: 1 + index for index, kind in enumerate(last)})
    resources.resources.sort(key=lambda resource: _sort_key(resource, ranks))
    namespaces = [resource for resource in resources if resource.kind == "Namespace"]
    if len({resource.gvk for resource in namespaces}) > 1:
        _core_namespaces_last(resources, ranks)
    resources.ids_changed()


def _chosen(sort_options: dict[str, Any] | None, reorder: str) -> tuple[str, Sequence[str], Sequence[str]]:
    first, last = kind_order()
    if sort_options is None:
        return ("fifo" if reorder == "none" else "legacy"), first, last
    order, lists = sort_options.get("order") or "", sort_options.get("legacySortOptions")
    if order not in ("legacy", "fifo"):
        raise KustomizationError(
            "the field 'sortOptions.order' must be one of [fifo, legacy]", code="KST211", path=("sortOptions", "order")
        )
    if order == "fifo" and lists is not None:
        raise KustomizationError(
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
            code="KST211",
            path=("sortOptions", "legacySortOptions"),
        )
    if lists is not None:
        return order, lists.get("orderFirst") or [], lists.get("orderLast") or []
    return order, first, last


def _sort_key(resource: Resource, ranks: dict[str, int]) -> tuple[int, str, str]:
    group, version, kind = resource.gvk
    return ranks.get(kind, 0), _gvk_text(group, version, kind), _id_text(resource)


def _gvk_text(group: str, version: str, kind: str) -> str:
    return f"{group or '~G'}_{version or '~V'}_{kind or '~K'}"


def _id_text(resource: Resource) -> str:
    group, version, kind = resource.gvk
    gvk = f"{kind or '[noKind]'}.{version or '[noVer]'}.{group or '[noGrp]'}"
    return f"{gvk}|{resource.namespace or '~X'}|{resource.name or '~N'}"


def _core_namespaces_last(resources: ResourceSet, ranks: dict[str, int]) -> None:
    """Among kinds called Namespace, the core one comes first: kustomize turns that one comparison round."""

    from functools import cmp_to_key

    def compare(one: Resource, other: Resource) -> int:
        first, second = _sort_key(one, ranks), _sort_key(other, ranks)
        turned = one.kind == other.kind == "Namespace" and one.gvk != other.gvk
        if turned and (not one.gvk.group or not other.gvk.group):
            first, second = second, first
        return (first > second) - (first < second)

    resources.resources.sort(key=cmp_to_key(compare))
