"""Selectors of Services, budgets, network policies and monitors, and the objects that they select by labels."""

from __future__ import annotations

from operator import itemgetter

from kustompy.limits import NamedTuple
from kustompy.model.values import text_of
from kustompy.references.crds import is_custom
from kustompy.references.nodes import indexes_of
from kustompy.references.table import SELECTORS, WORKLOADS, SelectorRow
from kustompy.references.walk import value_at, walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.nodes import Kinds, Node
    from kustompy.references.walk import Here

    Labels = dict[str, str]
    Wanted = list[tuple[str, frozenset[str] | None]]
    """Keys of labels, each with the values that fit; None if any value fits."""


# Operators keep the template of their pods in one of these fields: Knative in the first, Flink and ECK in the second.
_TEMPLATES = (("spec", "template", "metadata", "labels"), ("spec", "podTemplate", "metadata", "labels"))
_WAYS = {kind: tuple(path.split(".")) for kind, path in WORKLOADS.items()}
# Labels stand beside the spec of the pod, in the metadata of the pod or of its template.
_OF_PODS = {
    kind: (*path.split(".")[:-1], "metadata", "labels") for kind, path in WORKLOADS.items()
}  # fmt: skip


class Selection(NamedTuple):
    """A field of one object that selects others by their labels."""

    referrer: int
    path: FieldPath
    namespace: str
    shown: str
    """The labels as people write them: ``app=web``."""
    selected: tuple[int, ...]
    """The indexes of the objects that it selects; if it selects pods, of the objects that make them."""
    row: SelectorRow
    wanted: tuple[tuple[str, frozenset[str] | None], ...]
    """The keys of the labels that it asks for, each with the values that fit; None if any value fits."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the labels that it asks for."""
        return frozenset(key for key, _ in self.wanted)


def selections(nodes: Sequence[Node], kinds: Kinds, pods: Callable[[], Mapping[int, Labels]]) -> list[Selection]:
    """Every selector of the objects that asks for some label, in the order of the objects.

    ``pods`` gives the labels of pods, which are worked out if a selector asks for pods.
    """
    labelled: dict[str, _Labelled] = {}
    found: list[Selection] = []
    for index, here, row in _selectors(nodes, kinds):
        node = nodes[index]
        wanted = _wanted(here.value, row)
        namespace = node.namespace if row.is_spread else _namespace(node, here.around)
        # An empty selector takes every pod of the namespace, or, in a Service, leaves the endpoints to somebody else:
        # neither can miss.
        if not wanted or namespace is None:
            continue
        if row.selected not in labelled:
            labelled[row.selected] = _Labelled(nodes, pods() if row.selected == "pods" else _own(nodes, kinds, row))
        shown = _shown(wanted)
        selected = labelled[row.selected].fitting(namespace, wanted, shown)
        found.append(Selection(index, here.path, namespace, shown, selected, row, tuple(wanted)))
    found.sort(key=itemgetter(0))
    return found


def _selectors(nodes: Sequence[Node], kinds: Kinds) -> Iterator[tuple[int, Here, SelectorRow]]:
    """The index of each object with a selector, where the selector is, and the row of the table that names it."""
    for kind, rows in SELECTORS.items():
        for index in kinds.get(kind, ()):
            for row in rows:
                for here in walked(nodes[index].manifest, row.path):
                    yield index, here, row
    for index in indexes_of(kinds, WORKLOADS):
        for here in _of_spread(nodes[index]):
            yield index, here, _SPREAD


def _own(nodes: Sequence[Node], kinds: Kinds, row: SelectorRow) -> dict[int, Labels]:
    """The labels of the objects of the kind that a row selects."""
    return {index: own_labels(nodes[index]) for index in kinds.get(row.selected, ())}


_SPREAD = SelectorRow("topologySpreadConstraints[].labelSelector", is_spread=True)


def _of_spread(node: Node) -> Iterator[Here]:
    """The selectors by which a workload spreads its pods."""
    way = _WAYS[node.group_kind]
    pod = value_at(node.manifest, *way)
    if isinstance(pod, dict) and pod.get("topologySpreadConstraints"):
        yield from walked(pod, _SPREAD.path, way)


def labels_of_pods(nodes: Sequence[Node], kinds: Kinds) -> dict[int, Labels]:
    """Index of each object that makes pods → the labels of those pods."""
    found: dict[int, Labels] = {}
    for kind, indexes in kinds.items():
        path = _OF_PODS.get(kind)
        if path is not None:
            for index in indexes:
                found[index] = _labels(nodes[index].manifest, path)
        elif is_custom(kind.partition("/")[0]):
            for index in indexes:
                labels = _labels_of_template(nodes[index].manifest)
                if labels is not None:
                    found[index] = labels
    return found


def _labels_of_template(manifest: Manifest) -> Labels | None:
    """The labels in the pod template of a custom resource; None if it has no template with labels."""
    return next((found for path in _TEMPLATES if (found := _labels(manifest, path))), None)


def own_labels(node: Node) -> Labels:
    """The labels of the object itself."""
    return _labels(node.manifest, ("metadata", "labels"))


def _labels(manifest: Manifest, path: tuple[str, ...]) -> Labels:
    found = value_at(manifest, *path)
    return {str(key): _text(value) for key, value in found.items()} if isinstance(found, dict) else {}


class _Labelled:
    """Objects of one sort, to be found by labels; what fits a selector is kept, since many objects select the same."""

    __slots__ = ("_answers", "_by_key", "_by_label", "_labels")

    def __init__(self, nodes: Sequence[Node], labels_of: Mapping[int, Labels]) -> None:
        self._by_label: dict[tuple[str, str, str], list[int]] = {}
        self._by_key: dict[tuple[str, str], list[int]] = {}
        self._answers: dict[tuple[str, str], tuple[int, ...]] = {}
        self._labels = labels_of
        for index, labels in self._labels.items():
            namespace = nodes[index].namespace
            for key, value in labels.items():
                self._by_label.setdefault((namespace, key, value), []).append(index)
                self._by_key.setdefault((namespace, key), []).append(index)

    def fitting(self, namespace: str, wanted: Wanted, shown: str) -> tuple[int, ...]:
        """The objects of a namespace that have all labels that are wanted; ``shown`` stands for ``wanted`` as a key."""
        asked = namespace, shown
        if asked not in self._answers:
            # 1,000 Services that select `app: web` and one more label would compare 1,000 pods each; by the rarest
            # label a selector costs about what it finds.
            few = min((self._with(namespace, *each) for each in wanted), key=len)
            self._answers[asked] = tuple(index for index in few if _fits(self._labels[index], wanted))
        return self._answers[asked]

    def _with(self, namespace: str, key: str, values: frozenset[str] | None) -> list[int]:
        if values is None:
            return self._by_key.get((namespace, key), [])
        return [each for value in values for each in self._by_label.get((namespace, key, value), ())]


def _fits(labels: Mapping[str, str], wanted: Wanted) -> bool:
    return all(key in labels and (values is None or labels[key] in values) for key, values in wanted)


def _wanted(selector: Value, row: SelectorRow) -> Wanted:
    """The labels that a selector asks for; an object without the label fulfils ``NotIn`` and ``DoesNotExist``."""
    if not isinstance(selector, dict):
        return []
    labels = selector if row.is_plain else selector.get("matchLabels")
    wanted: Wanted = []
    if isinstance(labels, dict):
        wanted += [(str(key), frozenset((_text(value),))) for key, value in labels.items()]
    for each in [] if row.is_plain else _mappings(selector.get("matchExpressions")):
        values = each.get("values")
        if each.get("operator") == "Exists":
            wanted.append((_text(each.get("key")), None))
        elif each.get("operator") == "In" and isinstance(values, list):
            wanted.append((_text(each.get("key")), frozenset(map(_text, values))))
    return wanted


def _namespace(node: Node, around: Value) -> str | None:
    """The namespace whose objects a selector means; None if it means several, or is chosen by labels."""
    if not isinstance(around, dict):
        return node.namespace
    chosen = around.get("namespaceSelector")
    if chosen is None:
        return node.namespace
    # `matchNames` is the form of Prometheus' monitors; the form with `matchLabels`, of network policies, depends on the
    # labels of Namespaces, which mostly are not part of the build.
    names = chosen.get("matchNames") if isinstance(chosen, dict) else None
    return _text(names[0]) if isinstance(names, list) and len(names) == 1 else None


def _mappings(value: Value) -> list[Manifest]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)


def _shown(wanted: Wanted) -> str:
    # Sorted, so that selectors with the same labels in another order share an answer.
    return ",".join(
        key if values is None else f"{key}={'|'.join(sorted(values))}"
        for key, values in sorted(wanted, key=lambda each: each[0])
    )
