"""The resources of a build in order, found by id without a scan."""

from __future__ import annotations

from kustompy.errors import ResourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from kustompy.errors import KustompyError
    from kustompy.model.ids import IdKey
    from kustompy.model.resource import Resource

    Entry = TypeVar("Entry")
    """An id, name or kind."""

# So many resources of one name are looked through rather than indexed.
_FEW = 8


class ResourceSet:
    """An ordered list of resources whose current ids are unique, with indexes that are made when first asked for.

    Whoever changes an id of a resource in the set calls :meth:`ids_changed`.
    """

    __slots__ = ("_are_unique", "_by_any_key", "_by_kind", "_by_name", "_keys", "resources")

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        self.resources: list[Resource] = list(resources)
        self.ids_changed()
        # Whether ids are unique is asked for when kustomize would notice: it compares all of them whenever it makes a
        # list anew.
        self._are_unique = not self.resources

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def __len__(self) -> int:
        return len(self.resources)

    def ids_changed(self) -> None:
        """Forget every index: ids were changed, or resources moved."""
        self._keys: dict[IdKey, Resource] | None = None
        self._by_any_key: dict[IdKey, list[Resource]] | None = None
        self._by_name: dict[str, list[Resource]] | None = None
        self._by_kind: dict[str, list[Resource]] | None = None
        self._are_unique = False

    def refuse_duplicates(self) -> None:
        """Refuse resources that have come to have one id, as kustomize does whenever it puts all in a new list."""
        if self._are_unique:
            return
        refuse_duplicates(self.resources)
        self._are_unique = True

    def append(self, resource: Resource) -> None:
        """Add a resource at the end; refuse one whose id is taken."""
        keys, key = self._taken_keys(), resource.key
        if key in keys:
            raise _taken(resource, keys[key])
        keys[key] = resource
        self.resources.append(resource)
        if self._by_any_key is not None:
            _enter(self._by_any_key, resource, resource.keys)
        if self._by_name is not None:
            _enter(self._by_name, resource, _names(resource))
        if self._by_kind is not None:
            _enter(self._by_kind, resource, _kinds(resource))

    def extend(self, resources: Iterable[Resource]) -> None:
        """Append all, one by one; whoever does so hardly asks for more than the ids in between."""
        keys = self._taken_keys()
        # Keeping indexes of previous ids up to date for each of a thousand costs more than making them once.
        self._by_any_key = self._by_name = self._by_kind = None
        for resource in resources:
            key = resource.key
            if key in keys:
                raise _taken(resource, keys[key])
            keys[key] = resource
            self.resources.append(resource)

    def absorb(self, other: ResourceSet) -> None:
        """Append all of another set, which is not used any more."""
        other.refuse_duplicates()
        # The commonest case: a kustomization of one base takes its whole set over, without a look at the resources.
        if not self.resources:
            self.resources = other.resources
            self.ids_changed()
            self._keys, self._are_unique = other._keys, True
            return
        # Two sets of keys are compared in C; only if one is taken does a loop find which.
        mine, theirs = self._taken_keys(), other._taken_keys()
        if not mine.keys().isdisjoint(theirs):
            self.extend(other.resources)
            return
        mine |= theirs
        self.resources += other.resources
        self._by_any_key = self._by_name = self._by_kind = None

    def remove(self, resources: Iterable[Resource]) -> None:
        """Take these very resources out."""
        gone = {id(resource): resource for resource in resources}
        if len(gone) == 1:
            self._remove_one(*gone.values())
        elif gone:
            self.resources = [each for each in self.resources if id(each) not in gone]
            self.ids_changed()

    def _remove_one(self, resource: Resource) -> None:
        """Take one out, and keep the indexes: patches that delete come by the hundred."""
        self.resources.remove(resource)
        self._keys = None
        if self._by_any_key is not None:
            _leave(self._by_any_key, resource, resource.keys)
        if self._by_name is not None:
            _leave(self._by_name, resource, _names(resource))
        if self._by_kind is not None:
            _leave(self._by_kind, resource, _kinds(resource))

    def _taken_keys(self) -> dict[IdKey, Resource]:
        if self._keys is None:
            self._keys = {resource.key: resource for resource in self.resources}
        return self._keys

    def with_key(self, key: IdKey) -> list[Resource]:
        """The resources whose current id is equal."""
        return [resource for resource in self.with_any_key(key) if resource.key == key]

    def with_keys_of(self, selected: list[Resource]) -> list[Resource]:
        """The selected resources, and those that have come to have one of their ids: kustomize selects ids."""
        if self._are_unique:
            return selected
        keys = {resource.key for resource in selected}
        found = [resource for resource in self.resources if resource.key in keys]
        return found if len(found) != len(selected) else selected

    def with_any_key(self, key: IdKey) -> list[Resource]:
        """The resources of which any id, previous or current, is equal, in order."""
        if self._by_any_key is None:
            named = self.named(key[3])
            # Names differ more than anything else: an index by name, which others need as well, leaves few to look
            # through.
            if len(named) <= _FEW:
                return [resource for resource in named if key in resource.keys]
            self._by_any_key = {}
            for resource in self.resources:
                _enter(self._by_any_key, resource, resource.keys)
        return self._by_any_key.get(key, [])

    def named(self, name: str) -> list[Resource]:
        """The resources that have, or ever had, this name, in order."""
        if self._by_name is None:
            self._by_name = _index(self.resources, _names)
        return self._by_name.get(name, [])

    def of_kind(self, kind: str) -> list[Resource]:
        """The resources that are, or ever were, of this kind, in order."""
        if self._by_kind is None:
            self._by_kind = _index(self.resources, _kinds)
        return self._by_kind.get(kind, [])


def refuse_duplicates(resources: Sequence[Resource]) -> None:
    """Refuse resources of which two have one id."""
    # The question in C first, the culprit only if there is one.
    if len({resource.key for resource in resources}) == len(resources):
        return
    taken: dict[IdKey, Resource] = {}
    for resource in resources:
        first = taken.setdefault(resource.key, resource)
        if first is not resource:
            raise _taken(resource, first)


def _index(resources: Iterable[Resource], entries_of: Callable[[Resource], Iterable[str]]) -> dict[str, list[Resource]]:
    index: dict[str, list[Resource]] = {}
    for resource in resources:
        _enter(index, resource, entries_of(resource))
    return index


def _enter(index: dict[Entry, list[Resource]], resource: Resource, entries: Iterable[Entry]) -> None:
    for each in entries:
        if each in index:
            index[each].append(resource)
        else:
            index[each] = [resource]


def _leave(index: dict[Entry, list[Resource]], resource: Resource, entries: Iterable[Entry]) -> None:
    for each in entries:
        index[each].remove(resource)
        if not index[each]:
            del index[each]


def _names(resource: Resource) -> Iterable[str]:
    """All names that the resource has or had, each once."""
    if not resource.previous:
        return (resource.name,)
    return {resource.name, *[name for name, _, _ in resource.previous]}


def _kinds(resource: Resource) -> Iterable[str]:
    """All kinds that the resource is or was of, each once."""
    if not resource.previous:
        return (resource.kind,)
    return {resource.kind, *[kind for _, _, kind in resource.previous]}


def _taken(resource: Resource, first: Resource) -> KustompyError:
    return ResourceError(
        f"may not add resource with an already registered id: {resource.id}",
        code="KST401",
        resource=str(resource.id),
        hint="rename one of the two, or patch the first instead of adding it again",
    ).noted(sources=(resource.source, first.source))
