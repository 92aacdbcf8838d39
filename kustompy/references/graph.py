"""The graph of who names whom among resources, built in one walk of each from the table.

``Graph.nodes`` are the objects, ``Graph.edges()`` what leads from one to another: see :func:`graph_of` for those of a
build. A node has the index of its resource in the build, so the place of an edge is
``build.written_at(edge.referrer, edge.path)``.
"""

from __future__ import annotations

from kustompy.limits import NamedTuple
from kustompy.model.ids import CLUSTER_WIDE
from kustompy.model.values import text_of
from kustompy.references.crds import is_custom, names_by_shape, rows_of_crd
from kustompy.references.mentions import HELD_BY_NAME, mentions
from kustompy.references.selectors import selections
from kustompy.references.table import DEFAULT_KINDS, PODS, ROWS, WORKLOADS, Row
from kustompy.references.walk import Here, parts_of, reached, tree_of, walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.model.ids import Gvk
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.selectors import Selection


class Node(NamedTuple):
    """An object in the graph."""

    gvk: Gvk
    name: str
    namespace: str
    """That of the object, ``default`` if it says none; one word for all objects that have none."""
    manifest: Manifest
    former_names: frozenset[str] = frozenset()
    """What it was called before prefixes, suffixes and hashes."""

    def __str__(self) -> str:
        return f"{self.gvk.kind} {self.name}"

    @property
    def group_kind(self) -> str:
        """Group and kind as the tables of references have them: ``apps/Deployment``."""
        return f"{self.gvk.group}/{self.gvk.kind}"


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
    relation: str = "uses"
    is_declared: bool = True
    """Whether the API, or a custom resource that is well known, says that the field is a reference."""


class Edge(NamedTuple):
    """One object leads to another: by a name, by labels, or by having the name in some other field."""

    referrer: int
    """The index of the node that it leads from."""
    target: int | None
    """The index of the node that it leads to; None if the object is not in the graph."""
    relation: str
    """What the referrer does with the target: one of ``table.RELATIONS``."""
    path: FieldPath
    """Where the referrer says so."""
    kind: str
    """The kind that is meant; empty where labels select nothing."""
    name: str
    namespace: str


def is_workload(node: Node) -> bool:
    """Whether the object makes pods from a template, as those of custom kinds do, too."""
    spec = node.manifest.get("spec")
    return node.group_kind in WORKLOADS or (isinstance(spec, dict) and "template" in spec)


class Graph:
    """The objects, and the references between them."""

    __slots__ = (
        "_by_former_name", "_by_kind", "_by_name", "_by_place", "_is_cluster_scoped", "_of_crds",
        "nodes", "references", "selections",
    )  # fmt: skip

    def __init__(self, nodes: Sequence[Node], is_cluster_scoped: Callable[[Gvk], bool]) -> None:
        self.nodes = tuple(nodes)
        self._is_cluster_scoped = is_cluster_scoped
        self._by_name: dict[tuple[str, str], list[int]] = {}
        self._by_former_name: dict[tuple[str, str], list[int]] = {}
        self._by_kind: dict[tuple[str, str], list[int]] = {}
        self._by_place: dict[tuple[str, str], list[int]] = {}
        self._of_crds: dict[str, tuple[Row, ...]] = {}
        for index, node in enumerate(self.nodes):
            self._by_kind.setdefault((node.gvk.kind, node.namespace), []).append(index)
            self._by_place.setdefault((node.name, node.namespace), []).append(index)
            self._by_name.setdefault((node.gvk.kind, node.name), []).append(index)
            for name in node.former_names:
                self._by_former_name.setdefault((node.gvk.kind, name), []).append(index)
            if node.gvk.kind == "CustomResourceDefinition":
                self._of_crds.update(rows_of_crd(node.manifest))
        self.references: tuple[Reference, ...] = tuple(
            each for index in range(len(self.nodes)) for each in self._references(index)
        )
        self.selections: tuple[Selection, ...] = tuple(selections(self.nodes))

    def edges(self) -> Iterator[Edge]:
        """All that leads from one object to another, in the order of the referrers' kinds of relation."""
        known: set[tuple[int, int | None]] = set()
        named = {(each.referrer, each.path) for each in self.references}
        for each in self.references:
            targets: Sequence[int | None] = each.targets or (None,)
            for target in targets:
                known.add((each.referrer, target))
                yield Edge(
                    each.referrer, target, each.relation, each.path, each.kind, each.name, each.namespace
                )  # fmt: skip
        for chosen in self.selections:
            for target in chosen.selected or (None,):
                node = None if target is None else self.nodes[target]
                kind, name = ("", "") if node is None else (node.gvk.kind, node.name)
                yield Edge(chosen.referrer, target, "selects", chosen.path, kind, name, chosen.namespace)
        for mention in mentions(self.nodes):
            if (mention.referrer, mention.path) in named:
                continue
            for target in self._by_mention(mention.name, mention.referrer):
                if (mention.referrer, target) not in known:
                    known.add((mention.referrer, target))
                    node = self.nodes[target]
                    yield Edge(
                        mention.referrer, target, "mentions", mention.path, node.gvk.kind, node.name, node.namespace
                    )  # fmt: skip

    def _by_mention(self, name: str, referrer: int) -> list[int]:
        """The objects of a name that an object beside them has in a text: those in its own namespace."""
        found = self._by_place.get((name, self.nodes[referrer].namespace), ())
        return [each for each in found if each != referrer and self.nodes[each].gvk.kind in HELD_BY_NAME]

    def named(self, kind: str, name: str, namespace: str) -> tuple[int, ...]:
        """The objects of a kind and name that somebody in a namespace means."""
        return tuple(
            index
            for index in self._by_name.get((kind, name), ())
            if self.nodes[index].namespace == namespace or self._is_cluster_scoped(self.nodes[index].gvk)
        )

    def elsewhere(self, kind: str, name: str) -> tuple[int, ...]:
        """The objects of a kind and name in any namespace, also those that were called so before."""
        return (*self._by_name.get((kind, name), ()), *self._by_former_name.get((kind, name), ()))

    def names(self, kind: str, namespace: str) -> list[str]:
        """The names of all objects of a kind in a namespace."""
        return [node.name for node in self._of_kind(kind, namespace)]

    def names_with_former(self, kind: str, namespace: str) -> list[str]:
        """The same, and what those objects were called before prefixes, suffixes and hashes."""
        return [name for node in self._of_kind(kind, namespace) for name in (node.name, *node.former_names)]

    def same_name(self, name: str, namespace: str) -> list[Node]:
        """The objects of any kind with a name in a namespace."""
        return [self.nodes[index] for index in self._by_place.get((name, namespace), ())]

    def has_kind(self, kinds: frozenset[str]) -> bool:
        """Whether any object is of one of these kinds."""
        return any(kind in kinds for kind, _ in self._by_kind)

    def _of_kind(self, kind: str, namespace: str) -> list[Node]:
        """The objects of a kind that somebody in a namespace can name."""
        found = self._by_kind.get((kind, namespace), [])
        if namespace != CLUSTER_WIDE:
            found = found + self._by_kind.get((kind, CLUSTER_WIDE), [])
        return [self.nodes[index] for index in found]

    def by_shape(self) -> Iterator[Reference]:
        """The fields of custom resources, of which nobody knows more, that have the form of references."""
        for index, node in enumerate(self.nodes):
            kind = node.group_kind
            if kind in _TREES or kind in self._of_crds or not is_custom(node.gvk.group):
                continue
            for path, target, name in names_by_shape(node.manifest):
                targets = self.named(target, name, node.namespace)
                yield Reference(index, path, target, name, node.namespace, False, (), False, targets)

    def _references(self, index: int) -> Iterator[Reference]:
        node = self.nodes[index]
        kind = node.group_kind
        found: list[tuple[Row, Here]] = []
        if kind in _TREES:
            reached(node.manifest, _TREES[kind], (), found)
        for row, here in found:
            yield from self._reference(index, row, here)
        for row in self._of_crds.get(kind, ()) if kind not in ROWS else ():
            for here in walked(node.manifest, row.path):
                yield from (each._replace(is_declared=False) for each in self._reference(index, row, here))

    def _reference(self, index: int, row: Row, here: Here) -> Iterator[Reference]:
        found = _named(row, here)
        if found is None:
            return
        path, kind, name, mapping = found
        node = self.nodes[index]
        namespace = _text(mapping, row.namespace) or node.namespace if row.namespace else node.namespace
        keys = tuple(_keys(mapping, row.keys, path[:-1])) if row.keys else ()
        yield Reference(
            index, path, kind, name, namespace, row.own, keys, mapping.get("optional") is True,
            self.named(kind, name, namespace), row.relation,
        )  # fmt: skip


_TREES = {
    kind: tree_of(
        [
            *((row.path, row) for row in ROWS.get(kind, ())),
            *((f"{WORKLOADS[kind]}.{row.path}", row) for row in (PODS if kind in WORKLOADS else ())),
        ]
    )
    for kind in (*ROWS, *WORKLOADS)
}
"""Group and kind → the fields that name others, as one tree to walk."""


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
