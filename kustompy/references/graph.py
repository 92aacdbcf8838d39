"""The graph of who names whom among resources, built in one walk of each from the table."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.model.values import text_of
from kustompy.references.table import DEFAULT_KINDS, PODS, ROWS, WORKLOADS, Row
from kustompy.references.walk import Here, parts_of, walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.model.ids import Gvk
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value


class Item(NamedTuple):
    """An object in the graph."""

    gvk: Gvk
    name: str
    namespace: str
    """Empty for objects without a namespace of their own, and for those of the default one."""
    manifest: Manifest
    former_names: frozenset[str] = frozenset()
    """What it was called before prefixes, suffixes and hashes."""

    def __str__(self) -> str:
        return f"{self.gvk.kind} {self.name}"


class Reference(NamedTuple):
    """A field of one object that names another."""

    referrer: int
    path: FieldPath
    kind: str
    name: str
    namespace: str
    own: bool
    keys: tuple[tuple[str, FieldPath], ...]
    """The keys of the object that are meant, and where each is; none if all are meant."""
    optional: bool
    targets: tuple[int, ...]
    """The objects that it names; none if there is no such object here."""


def is_workload(item: Item) -> bool:
    """Whether the object makes pods from a template, as those of custom kinds do, too."""
    spec = item.manifest.get("spec")
    return f"{item.gvk.group}/{item.gvk.kind}" in WORKLOADS or (isinstance(spec, dict) and "template" in spec)


class Graph:
    """The objects, and the references between them."""

    __slots__ = ("_by_kind", "_by_name", "_by_place", "_is_cluster_scoped", "items", "references")

    def __init__(self, items: Sequence[Item], is_cluster_scoped: Callable[[Gvk], bool]) -> None:
        self.items = tuple(items)
        self._is_cluster_scoped = is_cluster_scoped
        self._by_name: dict[tuple[str, str], list[int]] = {}
        self._by_kind: dict[tuple[str, str], list[int]] = {}
        self._by_place: dict[tuple[str, str], list[int]] = {}
        for index, item in enumerate(self.items):
            self._by_kind.setdefault((item.gvk.kind, item.namespace), []).append(index)
            self._by_place.setdefault((item.name, item.namespace), []).append(index)
            self._by_name.setdefault((item.gvk.kind, item.name), []).append(index)
        self.references = tuple(each for index in range(len(self.items)) for each in self._references(index))

    def named(self, kind: str, name: str, namespace: str) -> tuple[int, ...]:
        """The objects of a kind and name that somebody in a namespace means."""
        return tuple(
            index
            for index in self._by_name.get((kind, name), ())
            if self.items[index].namespace == namespace or self._is_cluster_scoped(self.items[index].gvk)
        )

    def elsewhere(self, kind: str, name: str) -> tuple[int, ...]:
        """The objects of a kind and name in any namespace."""
        return tuple(self._by_name.get((kind, name), ()))

    def names(self, kind: str, namespace: str) -> list[str]:
        """The names of all objects of a kind in a namespace."""
        return [item.name for item in self._of_kind(kind, namespace)]

    def names_with_former(self, kind: str, namespace: str) -> list[str]:
        """The same, and what those objects were called before prefixes, suffixes and hashes."""
        return [name for item in self._of_kind(kind, namespace) for name in (item.name, *item.former_names)]

    def same_name(self, name: str, namespace: str) -> list[Item]:
        """The objects of any kind with a name in a namespace."""
        return [self.items[index] for index in self._by_place.get((name, namespace), ())]

    def has_kind(self, kinds: frozenset[str]) -> bool:
        """Whether any object is of one of these kinds."""
        return any(kind in kinds for kind, _ in self._by_kind)

    def _of_kind(self, kind: str, namespace: str) -> list[Item]:
        return [self.items[index] for index in self._by_kind.get((kind, namespace), ())]

    def _references(self, index: int) -> Iterator[Reference]:
        item = self.items[index]
        kind = f"{item.gvk.group}/{item.gvk.kind}"
        for row in ROWS.get(kind, ()):
            for here in walked(item.manifest, row.path):
                yield from self._reference(index, row, here)
        pod_path = WORKLOADS.get(kind)
        if pod_path:
            for pod in walked(item.manifest, pod_path):
                for row in PODS:
                    for here in walked(pod.value, row.path, pod.path):
                        yield from self._reference(index, row, here)

    def _reference(self, index: int, row: Row, here: Here) -> Iterator[Reference]:
        found = _named(row, here)
        if found is None:
            return
        path, kind, name, mapping = found
        item = self.items[index]
        namespace = _text(mapping, row.namespace) or item.namespace if row.namespace else item.namespace
        keys = tuple(_keys(mapping, row.keys, path[:-1])) if row.keys else ()
        yield Reference(
            index, path, kind, name, namespace, row.own, keys, mapping.get("optional") is True,
            self.named(kind, name, namespace),
        )  # fmt: skip


def _named(row: Row, here: Here) -> tuple[FieldPath, str, str, Manifest] | None:
    """The path of the name, the kind and the name that a field says, and the mapping that it stands in."""
    if row.kind:
        name = here.value
        if isinstance(name, (dict, list)) or name is None or not isinstance(here.around, dict):
            return None
        return here.path, row.kind, text_of(name), here.around
    if not isinstance(here.value, dict):
        return None
    field = next(part for part in reversed(parts_of(row.path)) if part != "[]")
    kind = _text(here.value, "kind") or DEFAULT_KINDS.get(field, "")
    name_text = _text(here.value, "name")
    if not kind or not name_text:
        return None
    return (*here.path, "name"), kind, name_text, here.value


def _text(mapping: Manifest, key: str) -> str:
    value: Value = mapping.get(key)
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)


def _keys(mapping: Manifest, path: str, start: FieldPath) -> Iterator[tuple[str, FieldPath]]:
    for here in walked(mapping, path, start):
        if here.value is not None and not isinstance(here.value, (dict, list)):
            yield text_of(here.value), here.path
