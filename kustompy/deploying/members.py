"""The members of an ApplySet in a cluster, and which of them are no longer rendered."""

from __future__ import annotations

from kustompy.deploying import apply_set
from kustompy.deploying.kubectl import address_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Kubectl
    from kustompy.model.values import Manifest

_UNKNOWN = "doesn't have a resource type \""


def left_over(
    kubectl: Kubectl, set_id: str, recorded: tuple[set[str], set[str]], rendered: Iterable[Manifest], failures: Failures
) -> list[Manifest]:
    """The members of the set that are not rendered; a ClusterError if kubectl refuses to list them.

    ``recorded`` are the kinds and namespaces that the parent of the set names. Objects that a controller made from a
    member, and that have its labels, do not count.
    """
    known = {address_of(each) for each in rendered}
    members = {address_of(each): each for each in _members(kubectl, set_id, recorded, failures)}
    failures.know(members.values())
    return [each for address, each in members.items() if address not in known and not apply_set.is_owned(each)]


def _members(
    kubectl: Kubectl, set_id: str, recorded: tuple[set[str], set[str]], failures: Failures
) -> Iterator[Manifest]:
    # A kind begins with a letter. Whoever writes the parent could name a flag, which kubectl would take for its own.
    kinds = sorted(each for each in recorded[0] if each[:1].isalpha())
    namespaces = sorted(recorded[1] - {""})
    for namespace in namespaces:
        # A kind whose definition is gone fails the whole call, and has no objects any more.
        while kinds:
            called = kubectl.members(kinds, namespace, f"{apply_set.PART_OF}={set_id}")
            if called.refusal is None:
                yield from called.objects
                break
            unknown = called.refusal.words.partition(_UNKNOWN)[2].partition('"')[0]
            left = [each for each in kinds if not unknown or each.partition(".")[0] != unknown]
            if len(left) == len(kinds):
                raise failures.whole(called.refusal)
            kinds = left
