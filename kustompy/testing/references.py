"""References between resources that lead nowhere, as the graph of a build has them."""

from __future__ import annotations

from fnmatch import fnmatchcase

from kustompy.references.among import graph_of_manifests
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.model.values import Value
    from kustompy.references.graph import Reference

LOOKED_FOR = frozenset(
    ("ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "Service", "Role", "Deployment", "StatefulSet")
)
"""What a build usually brings along; the rest (storage classes, cluster roles, nodes…) is the cluster's."""
GIVEN = frozenset((("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")))
"""What every namespace has."""


def dangling_references(manifests: Sequence[Mapping[str, Value]], external: Sequence[str]) -> list[str]:
    """A line for each reference to something that is not among the manifests."""
    graph = graph_of_manifests(manifests)
    found: dict[str, None] = {}
    for reference in graph.references:
        if reference.targets or reference.optional or not _is_looked_for(reference):
            continue
        named = f"{reference.kind}/{reference.name}"
        if not any(fnmatchcase(named, pattern) for pattern in external):
            referrer = graph.nodes[reference.referrer]
            where = f"{referrer.gvk.kind}/{referrer.name}: {path_text(reference.path)}"
            found[f"{where} names {named}, which is not there"] = None
    return list(found)


def needed(manifest: Mapping[str, Value]) -> set[tuple[str, str]]:
    """Kind and name of everything that a manifest refers to."""
    references = graph_of_manifests([manifest]).references
    return {(each.kind, each.name) for each in references if not each.optional and _is_looked_for(each)}


def _is_looked_for(reference: Reference) -> bool:
    if (reference.kind, reference.name) in GIVEN or not reference.name:
        return False
    return reference.kind in LOOKED_FOR or reference.own
