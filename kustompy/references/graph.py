"""The graph of which resources name which others, found in one walk of each resource along the table of references.

``Graph.nodes`` are the objects, ``Graph.edges()`` the relations between them; ``among.graph_of`` makes the graph
of a build. A node has the index of its resource in the build, so the place of an edge is
``build.written_at(edge.referrer, edge.path)``.
"""

from __future__ import annotations

from operator import itemgetter

from kustompy.limits import NamedTuple
from kustompy.model.ids import CLUSTER_WIDE
from kustompy.model.values import text_of
from kustompy.references.crds import is_custom, names_by_shape, rows_of_crd
from kustompy.references.mentions import HELD_BY_NAME, mentions
from kustompy.references.nodes import indexes_of, kinds_of
from kustompy.references.selectors import labels_of_pods, selections
from kustompy.references.table import DEFAULT_KINDS, PODS, ROWS, WORKLOADS, Row
from kustompy.references.walk import reached, tree_of, walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.model.ids import Gvk
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.nodes import Node
    from kustompy.references.selectors import Selection


class Reference(NamedTuple):
    """A field of one object that names another."""

    referrer: int
    path: FieldPath
    kind: str
    name: str
    namespace: str
    own: bool
    keys: tuple[tuple[str, FieldPath], ...]
    """The keys of the target that the referrer reads, each with the path that names it; empty if it reads all."""
    optional: bool
    targets: tuple[int, ...]
    """The indexes of the objects of that name; empty if the graph has no such object."""
    relation: str = "uses"
    is_declared: bool = True
    """Whether the table, made from the API reference, names the field; not if a CRD's schema merely looks like it."""


class Edge(NamedTuple):
    """A relation of one object to another: by a name in a field, by labels, or by a name in a text."""

    referrer: int
    """The index of the node that names or selects."""
    target: int | None
    """The index of the node that is named or selected; None if the graph has no such object."""
    relation: str
    """What the referrer does with the target: one of ``table.RELATIONS``."""
    path: FieldPath
    """The path in the referrer of the name or selector."""
    kind: str
    """The kind that is meant; empty where labels select nothing."""
    name: str
    namespace: str


def is_workload(node: Node) -> bool:
    """Whether the object makes pods from a template; custom kinds with a ``spec.template`` count as well."""
    spec = node.manifest.get("spec")
    return node.group_kind in WORKLOADS or (isinstance(spec, dict) and "template" in spec)


class Graph:
    """The objects, the references between them, and the selectors among them."""

    __slots__ = (
        "_by_former_name", "_by_kind", "_by_name", "_by_place", "_is_cluster_scoped", "_labels_of_pods", "_of_crds",
        "_spaces_with_pods", "kinds", "nodes", "references", "selections",
    )  # fmt: skip

    def __init__(self, nodes: Sequence[Node], is_cluster_scoped: Callable[[Gvk], bool]) -> None:
        self.nodes = tuple(nodes)
        self._is_cluster_scoped = is_cluster_scoped
        self._by_name: dict[tuple[str, str], list[int]] = {}
        self._by_former_name: dict[tuple[str, str], list[int]] = {}
        self._by_kind: dict[tuple[str, str], list[int]] = {}
        self._by_place: dict[tuple[str, str], list[int]] = {}
        self._of_crds: dict[str, tuple[Row, ...]] = {}
        self._labels_of_pods: dict[int, dict[str, str]] | None = None
        self._spaces_with_pods: frozenset[str] | None = None
        self.kinds = kinds_of(self.nodes)
        """Group and kind → the indexes of the objects that are of it."""
        for index, node in enumerate(self.nodes):
            kind = node.gvk.kind
            self._by_kind.setdefault((kind, node.namespace), []).append(index)
            self._by_place.setdefault((node.name, node.namespace), []).append(index)
            self._by_name.setdefault((kind, node.name), []).append(index)
            for name in node.former_names:
                self._by_former_name.setdefault((kind, name), []).append(index)
            if kind == "CustomResourceDefinition":
                self._of_crds.update(rows_of_crd(node.manifest))
        references: list[Reference] = []
        # Most kinds name nothing, so the walk is chosen a kind at a time: asking each object costs a call for each.
        for group_kind, indexes in self.kinds.items():
            if group_kind in _TREES or group_kind in self._of_crds:
                for index in indexes:
                    self._refer(index, group_kind, references)
        # The loop above goes by kind; findings and drawings follow the order of the build.
        references.sort(key=itemgetter(0))
        self.references: tuple[Reference, ...] = tuple(references)
        self.selections: tuple[Selection, ...] = tuple(selections(self.nodes, self.kinds, lambda: self.labels_of_pods))

    def edges(self) -> Iterator[Edge]:
        """Every relation: first the references, then the selections, then the mentions, each in order of referrers."""
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
            # Topology spread constraints count a workload's own pods: an arrow to itself.
            if chosen.row.is_spread:
                continue
            for target in chosen.selected or (None,):
                node = None if target is None else self.nodes[target]
                kind, name = ("", "") if node is None else (node.gvk.kind, node.name)
                yield Edge(chosen.referrer, target, "selects", chosen.path, kind, name, chosen.namespace)
        for mention in mentions(self.nodes):
            # The word in a field of the table was read as a reference, with its kind and namespace; as a mention it
            # would lead to objects of other kinds with the same name as well.
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
        """The objects of a name that stands in a text of the referrer: a text names no kind or namespace to go by."""
        found = self._by_place.get((name, self.nodes[referrer].namespace), ())
        return [each for each in found if each != referrer and self.nodes[each].gvk.kind in HELD_BY_NAME]

    def named(self, kind: str, name: str, namespace: str) -> tuple[int, ...]:
        """The indexes of the objects of a kind and name that a referrer of a namespace reaches."""
        found: list[int] = []
        for index in self._by_name.get((kind, name), ()):
            node = self.nodes[index]
            # Groups are not compared: most references name a kind alone, and two groups rarely share a kind and a name.
            if node.namespace == namespace or self._is_cluster_scoped(node.gvk):
                found.append(index)
        return tuple(found)

    def elsewhere(self, kind: str, name: str) -> tuple[int, ...]:
        """The objects of a kind that have the name, or had it before prefixes and hashes, in any namespace."""
        return (*self._by_name.get((kind, name), ()), *self._by_former_name.get((kind, name), ()))

    def names(self, kind: str, namespace: str) -> list[str]:
        """The names of all objects of a kind in a namespace."""
        return [node.name for node in self._of_kind(kind, namespace)]

    def names_with_former(self, kind: str, namespace: str) -> list[str]:
        """The names of all objects of a kind in a namespace, those before prefixes, suffixes and hashes as well."""
        return [name for node in self._of_kind(kind, namespace) for name in (node.name, *node.former_names)]

    def same_name(self, name: str, namespace: str) -> list[Node]:
        """The objects of any kind with a name in a namespace."""
        return [self.nodes[index] for index in self._by_place.get((name, namespace), ())]

    def has_kind(self, kinds: frozenset[str]) -> bool:
        """Whether any object is of one of these kinds."""
        return any(kind in kinds for kind, _ in self._by_kind)

    def _of_kind(self, kind: str, namespace: str) -> list[Node]:
        """The objects of a kind that a referrer of a namespace reaches: also cluster-scoped ones."""
        found = self._by_kind.get((kind, namespace), [])
        if namespace != CLUSTER_WIDE:
            found = found + self._by_kind.get((kind, CLUSTER_WIDE), [])
        return [self.nodes[index] for index in found]

    @property
    def has_former_names(self) -> bool:
        """Whether any object had another name before."""
        return bool(self._by_former_name)

    def is_known(self, kind: str) -> bool:
        """Whether the table, or a CRD of the build, lists the references of a group and kind."""
        return kind in _TREES or kind in self._of_crds

    @property
    def labels_of_pods(self) -> dict[int, dict[str, str]]:
        """Index of each object that makes pods → the labels of those pods."""
        if self._labels_of_pods is None:
            self._labels_of_pods = labels_of_pods(self.nodes, self.kinds)
        return self._labels_of_pods

    @property
    def spaces_with_pods(self) -> frozenset[str]:
        """The namespaces in which some of the objects make pods."""
        if self._spaces_with_pods is None:
            self._spaces_with_pods = frozenset([node.namespace for node in self.nodes if is_workload(node)])
        return self._spaces_with_pods

    def by_shape(self) -> Iterator[Reference]:
        """The fields that look like references, in custom resources that neither the table nor a CRD describes."""
        custom = [
            kind
            for kind in self.kinds
            if kind not in _TREES and kind not in self._of_crds and is_custom(kind.partition("/")[0])
        ]
        for index in indexes_of(self.kinds, custom):
            node = self.nodes[index]
            for path, target, name in names_by_shape(node.manifest):
                targets = self.named(target, name, node.namespace)
                yield Reference(
                    index, path, target, name, node.namespace, own=False, keys=(), optional=False, targets=targets
                )

    def _refer(self, index: int, kind: str, references: list[Reference]) -> None:
        """Add the references of an object of a group and kind."""
        manifest = self.nodes[index].manifest
        for row, path, value, around in reached(manifest, _TREES[kind]) if kind in _TREES else ():
            found = self._reference(index, row, path, value, around)
            if found is not None:
                references.append(found)
        # A kind of the table may come with its CRD, as cert-manager's do: the table says more than its schema.
        for row in self._of_crds.get(kind, ()) if kind not in ROWS else ():
            for here in walked(manifest, row.path):
                found = self._reference(index, row, *here)
                if found is not None:
                    references.append(found._replace(is_declared=False))

    def _reference(self, index: int, row: Row, path: FieldPath, value: Value, around: Value) -> Reference | None:
        """The reference in a field; None if the field names nothing."""
        kind = row.kind
        if kind:
            if isinstance(value, (dict, list)) or value is None or not isinstance(around, dict):
                return None
            name, mapping = value if type(value) is str else text_of(value), around
        else:
            if not isinstance(value, dict):
                return None
            kind, name, mapping = _kind_of(row, value), _text(value, "name"), value
            path = (*path, "name")
            if not kind or not name:
                return None
        namespace = self.nodes[index].namespace
        # Gateway API, RBAC and others let the reference name a namespace; left out, it is the referrer's own.
        if row.namespace:
            namespace = _text(mapping, row.namespace) or namespace
        keys = tuple(_keys(mapping, row.keys, path[:-1])) if row.keys else ()
        return Reference(
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
"""Group and kind → its rows as one tree, which a walk of an object goes down once for all of them."""


def _kind_of(row: Row, value: Manifest) -> str:
    """The kind that a mapping with kind and name means; the API fills in a default where the kind is left out."""
    return _text(value, "kind") or DEFAULT_KINDS.get(row.path.removesuffix("[]").rpartition(".")[2], "")


def _text(mapping: Manifest, key: str) -> str:
    value: Value = mapping.get(key)
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)


def _keys(mapping: Manifest, path: str, start: FieldPath) -> Iterator[tuple[str, FieldPath]]:
    for here in walked(mapping, path, start):
        if here.value is not None and not isinstance(here.value, (dict, list)):
            yield text_of(here.value), here.path
