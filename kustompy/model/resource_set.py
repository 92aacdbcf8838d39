"""The resources of a build in order, found by id without a scan."""

from __future__ import annotations

from kustompy.errors import ResourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.model.ids import IdKey
    from kustompy.model.resource import Resource


class ResourceSet:
    """An ordered list of resources whose current ids are unique, with indexes that are made when first asked for.

    Whoever changes an id of a resource in the set calls :meth:`ids_changed`.
    """

    __slots__ = ("_by_any_key", "_by_key", "_by_kind", "_by_name", "resources")

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        self.resources: list[Resource] = list(resources)
        self.ids_changed()

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def __len__(self) -> int:
        return len(self.resources)

    def ids_changed(self) -> None:
        """Forget every index: ids were changed, or resources moved."""
        self._by_key: dict[IdKey, list[Resource]] | None = None
        self._by_any_key: dict[IdKey, list[Resource]] | None = None
        self._by_name: dict[str, list[Resource]] | None = None
        self._by_kind: dict[str, list[Resource]] | None = None

    def append(self, resource: Resource) -> None:
        """Add a resource at the end; refuse one whose id is taken."""
        if self._by_key is None:
            self._by_key = {}
            for each in self.resources:
                self._by_key.setdefault(each.key, []).append(each)
        key = resource.key
        if key in self._by_key:
            raise ResourceError(
                f"may not add resource with an already registered id: {resource.id}",
                code="KST401",
                resource=str(resource.id),
                hint="rename one of the two, or patch the first instead of adding it again",
            )
        self._by_key[key] = [resource]
        self.resources.append(resource)
        if self._by_any_key is not None:
            for key in resource.keys:
                self._by_any_key.setdefault(key, []).append(resource)
        self._by_name = self._by_kind = None

    def extend(self, resources: Iterable[Resource]) -> None:
        """Append all, one by one."""
        for resource in resources:
            self.append(resource)

    def remove(self, resources: Iterable[Resource]) -> None:
        """Take these very resources out."""
        gone = {id(resource) for resource in resources}
        if not gone:
            return
        self.resources = [each for each in self.resources if id(each) not in gone]
        self.ids_changed()

    def with_any_key(self, key: IdKey) -> list[Resource]:
        """The resources of which any id, previous or current, is equal, in order."""
        index = self._by_any_key
        if index is None:
            index = self._by_any_key = {}
            for resource in self.resources:
                for each in resource.keys:
                    index.setdefault(each, []).append(resource)
        return index.get(key, [])

    def with_key(self, key: IdKey) -> list[Resource]:
        """The resources whose current id is equal."""
        index = self._by_key
        if index is None:
            index = self._by_key = {}
            for resource in self.resources:
                index.setdefault(resource.key, []).append(resource)
        return index.get(key, [])

    def named(self, name: str) -> list[Resource]:
        """The resources that have, or ever had, this name, in order."""
        index = self._by_name
        if index is None:
            index = self._by_name = {}
            for resource in self.resources:
                index.setdefault(resource.name, []).append(resource)
                for each in {previous[0] for previous in resource.previous} - {resource.name}:
                    index.setdefault(each, []).append(resource)
        return index.get(name, [])

    def of_kind(self, kind: str) -> list[Resource]:
        """The resources that are, or ever were, of this kind, in order."""
        index = self._by_kind
        if index is None:
            index = self._by_kind = {}
            for resource in self.resources:
                index.setdefault(resource.kind, []).append(resource)
                for each in {previous[2] for previous in resource.previous} - {resource.kind}:
                    index.setdefault(each, []).append(resource)
        return index.get(kind, [])
