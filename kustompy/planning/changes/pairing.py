"""Which resource of one build is which of another: by id, by the id in its file, by a name without its hash."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from kustompy.results.resource import Resource

    Key = Callable[[Resource], Hashable]

# Characters of the hash that kustomize appends to names of generated objects.
_HASH = 10


def paired(old: Sequence[Resource], new: Sequence[Resource]) -> dict[int, int]:
    """For each resource of ``new`` that has one, its partner in ``old``, both as indexes.

    Each key is tried on the resources that are left; one that several share pairs none of them.
    """
    partners = _by_id(old, new)
    left = set(range(len(old))) - set(partners.values())
    for key in _KEYS:
        waiting = [index for index in range(len(new)) if index not in partners]
        if not left or not waiting:
            break
        before = _unique(old, sorted(left), key)
        after = _unique(new, waiting, key)
        for found, index in after.items():
            if found in before:
                partners[index] = before[found]
                left.discard(before[found])
    return partners


def _by_id(old: Sequence[Resource], new: Sequence[Resource]) -> dict[int, int]:
    """Resources with the same id; of several with one id, the first is the first."""
    waiting: dict[Hashable, list[int]] = {}
    # From the end, so that `pop` gives the first.
    for index in range(len(old) - 1, -1, -1):
        waiting.setdefault(old[index].id, []).append(index)
    return {index: waiting[each.id].pop() for index, each in enumerate(new) if waiting.get(each.id)}


def _unique(resources: Sequence[Resource], indexes: Sequence[int], key: Key) -> dict[Hashable, int]:
    """The resources by their keys, without those whose key another one has."""
    found: dict[Hashable, int] = {}
    several = set()
    for index in indexes:
        own = key(resources[index])
        if own is None:
            continue
        if own in found:
            several.add(own)
        found[own] = index
    return {own: index for own, index in found.items() if own not in several}


def _another_version(resource: Resource) -> Hashable:
    return resource.gvk.group, resource.kind, resource.name, resource.namespace


def _another_group(resource: Resource) -> Hashable:
    return resource.kind, resource.name, resource.namespace


def _original_id(resource: Resource) -> Hashable:
    return resource.original_id


def _original_name(resource: Resource) -> Hashable:
    original = resource.original_id
    return original.gvk.group, original.gvk.kind, original.name


def _generated(resource: Resource) -> Hashable:
    """The name without the hash of the content, if it ends in it."""
    stem = without_hash(resource)
    return None if stem == resource.name else (resource.kind, stem, resource.namespace)


def _any_namespace(resource: Resource) -> Hashable:
    return resource.gvk.group, resource.kind, without_hash(resource)


# From what is nearly the same object to what may be one: an API version that was raised, a group that a kind moved to,
# the id in the file before prefixes and namespaces, a generated name, then any namespace.
_KEYS: tuple[Key, ...] = (
    _another_version, _another_group, _original_id, _generated, _original_name, _any_namespace,
)  # fmt: skip


def without_hash(resource: Resource) -> str:
    """The name of a generated ConfigMap or Secret without the hash of its content; other names as they are."""
    stem, _, suffix = resource.name.rpartition("-")
    # Generators make these two kinds. Any other one has a hash by an annotation, which no render shows.
    if resource.kind not in ("ConfigMap", "Secret") or len(suffix) != _HASH or not stem:
        return resource.name
    from kustompy.finish.hash_suffix import content_hash

    # Only the hash of this very content is one: a name may end in ten characters of its own.
    return stem if content_hash(resource.manifest) == suffix else resource.name
