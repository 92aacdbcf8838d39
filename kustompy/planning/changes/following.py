"""Fields that differ only since another resource has a new name: references, and names with a hash of the content."""

from __future__ import annotations

from kustompy.planning.changes.pairing import without_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.results.resource import Resource

    Follows = dict[FieldPath, str]
    """The fields of a resource that follow, by their path in the new one, and what they follow."""

_NAME = ("metadata", "name")


def followers(old: Sequence[Resource], new: Sequence[Resource], partners: Mapping[int, int]) -> dict[int, Follows]:
    """For each resource of ``new``, by its index, the fields that follow the new names of others."""
    renamed = {index for index, other in partners.items() if old[other].name != new[index].name}
    # The graph of references costs more than the comparison, and without new names nothing follows.
    if not renamed:
        return {}
    from kustompy.references.among import graph_of_manifests

    found: dict[int, Follows] = {}
    for index in renamed:
        # A hash in a name changes with the content, and the content is shown: the new name says nothing more.
        before, after = old[partners[index]], new[index]
        if without_hash(after) != after.name and without_hash(before) == without_hash(after):
            found[index] = {_NAME: f"{after.kind} {without_hash(after)}"}
    before_graph = graph_of_manifests([each.manifest for each in old])
    # A reference follows only if it meant the same object before. One that was pointed to another is a change of its
    # own.
    meant = {(each.referrer, each.name, each.kind): each.targets for each in before_graph.references}
    for reference in graph_of_manifests([each.manifest for each in new]).references:
        index = reference.referrer
        for target in renamed.intersection(reference.targets):
            was = old[partners[target]]
            if index in partners and partners[target] in meant.get((partners[index], was.name, reference.kind), ()):
                said = f"{new[target].kind} {without_hash(new[target])}"
                found.setdefault(index, {})[tuple(reference.path)] = said
    return found
