"""The objects of a graph, and their indexes by group and kind, so that a look at some kinds passes over the rest."""

from __future__ import annotations

from kustompy.limits import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from kustompy.model.ids import Gvk
    from kustompy.model.values import Manifest

    Kinds: TypeAlias = Mapping[str, Sequence[int]]
    """Group and kind, such as ``apps/Deployment`` → the indexes of the objects of that kind, in order."""


class Node(NamedTuple):
    """An object in the graph."""

    gvk: Gvk
    name: str
    namespace: str
    """``default`` for an object that names none, and ``CLUSTER_WIDE`` for one of a cluster-scoped kind."""
    manifest: Manifest
    former_names: frozenset[str] = frozenset()
    """The names that it had before prefixes, suffixes and hashes."""

    def __str__(self) -> str:
        return f"{self.gvk.kind} {self.name}"

    @property
    def group_kind(self) -> str:
        """Group and kind as the tables of references write them: ``apps/Deployment``."""
        return f"{self.gvk.group}/{self.gvk.kind}"


def kinds_of(nodes: Sequence[Node]) -> Kinds:
    """The indexes of the objects by group and kind, whatever their versions."""
    # By gvk first: objects of one kind share their gvk, so the text of group and kind is made once a kind, not once
    # an object. A kind in two versions has two gvks, hence the merge below.
    of_gvk: dict[Gvk, list[int]] = {}
    for index, node in enumerate(nodes):
        of_gvk.setdefault(node.gvk, []).append(index)
    found: dict[str, list[int]] = {}
    for gvk, indexes in of_gvk.items():
        kind = f"{gvk.group}/{gvk.kind}"
        found[kind] = sorted((*found[kind], *indexes)) if kind in found else indexes
    return found


def indexes_of(kinds: Kinds, wanted: Iterable[str]) -> list[int]:
    """The indexes of the objects of some groups and kinds, in order."""
    found: list[int] = []
    for kind in wanted:
        if kind in kinds:
            found += kinds[kind]
    return sorted(found)
