"""Objects by group and kind, so that who looks for some kinds looks at those alone."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from kustompy.model.ids import Gvk
    from kustompy.references.graph import Node

    Kinds: TypeAlias = Mapping[str, Sequence[int]]
    """Group and kind, as ``apps/Deployment``, of the objects that there are → their indexes, in order."""


def kinds_of(nodes: Sequence[Node]) -> Kinds:
    """The objects by group and kind, whatever their versions."""
    of_gvk: dict[Gvk, list[int]] = {}
    for index, node in enumerate(nodes):
        of_gvk.setdefault(node.gvk, []).append(index)
    found: dict[str, list[int]] = {}
    for gvk, indexes in of_gvk.items():
        kind = f"{gvk.group}/{gvk.kind}"
        found[kind] = sorted((*found[kind], *indexes)) if kind in found else indexes
    return found


def indexes_of(kinds: Kinds, wanted: Iterable[str]) -> list[int]:
    """The objects of some groups and kinds, in their order."""
    found: list[int] = []
    for kind in wanted:
        if kind in kinds:
            found += kinds[kind]
    return sorted(found)
