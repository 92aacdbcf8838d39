"""Who selects whom by labels: Services, budgets, network policies and monitors."""

from __future__ import annotations

from kustompy.limits import NamedTuple
from kustompy.model.values import text_of
from kustompy.references.crds import is_custom
from kustompy.references.table import SELECTORS, WORKLOADS, SelectorRow
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.graph import Node

    Labels = dict[str, str]
    Wanted = list[tuple[str, frozenset[str] | None]]
    """Keys, each with the values that will do; None for any."""


_TEMPLATES = ("spec.template.metadata.labels", "spec.podTemplate.metadata.labels")


class Selection(NamedTuple):
    """A field of one object that selects others by their labels."""

    referrer: int
    path: FieldPath
    namespace: str
    shown: str
    """The labels as people write them: ``app=web``."""
    selected: tuple[int, ...]
    """The objects that it selects; those that make pods, where it selects pods."""
    row: SelectorRow
    wanted: tuple[tuple[str, frozenset[str] | None], ...]
    """The keys of the labels that it asks for, each with the values that will do; None for any."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the labels that it asks for."""
        return frozenset(key for key, _ in self.wanted)


def selections(nodes: Sequence[Node]) -> Iterator[Selection]:
    """Every selector of the objects that asks for something; one that takes all there is is left out."""
    labelled: dict[str, _Labelled] = {}
    for index, node in enumerate(nodes):
        for row in SELECTORS.get(node.group_kind, ()):
            for here in walked(node.manifest, row.path):
                wanted = _wanted(here.value, row)
                namespace = _namespace(node, here.around)
                if not wanted or namespace is None:
                    continue
                if row.selected not in labelled:
                    labelled[row.selected] = _Labelled(nodes, row.selected)
                selected = labelled[row.selected].fitting(namespace, wanted)
                yield Selection(index, here.path, namespace, _shown(wanted), selected, row, tuple(wanted))


def labels_of_pods(node: Node) -> Labels | None:
    """The labels of the pods that an object makes; None if it makes none."""
    path = WORKLOADS.get(node.group_kind)
    if path is None:
        return _labels_of_template(node.manifest) if is_custom(node.gvk.group) else None
    template = path.rpartition(".")[0]
    return _labels(node.manifest, f"{template}.metadata.labels".lstrip("."))


def _labels_of_template(manifest: Manifest) -> Labels | None:
    """The labels in the template of pods that a custom resource has, as far as it says any."""
    return next((found for path in _TEMPLATES if (found := _labels(manifest, path))), None)


def own_labels(node: Node) -> Labels:
    """The labels of the object itself."""
    return _labels(node.manifest, "metadata.labels")


def _labels(manifest: Manifest, path: str) -> Labels:
    found: Value = next((here.value for here in walked(manifest, path)), None)
    return {str(key): _text(value) for key, value in found.items()} if isinstance(found, dict) else {}


class _Labelled:
    """Objects by their labels."""

    __slots__ = ("_answers", "_by_key", "_by_label", "_labels")

    def __init__(self, nodes: Sequence[Node], selected: str) -> None:
        self._labels: dict[int, Labels] = {}
        self._by_label: dict[tuple[str, str, str], list[int]] = {}
        self._by_key: dict[tuple[str, str], list[int]] = {}
        self._answers: dict[tuple[str, str], tuple[int, ...]] = {}
        for index, node in enumerate(nodes):
            if selected == "pods":
                labels = labels_of_pods(node)
            else:
                labels = _labels(node.manifest, "metadata.labels") if node.group_kind == selected else None
            if labels is None:
                continue
            self._labels[index] = labels
            for key, value in labels.items():
                self._by_label.setdefault((node.namespace, key, value), []).append(index)
                self._by_key.setdefault((node.namespace, key), []).append(index)

    def fitting(self, namespace: str, wanted: Wanted) -> tuple[int, ...]:
        """The objects of a namespace that have all that is wanted, looked for among those with the rarest label."""
        asked = namespace, _shown(wanted)
        if asked not in self._answers:
            few = min((self._with(namespace, *each) for each in wanted), key=len)
            self._answers[asked] = tuple(index for index in few if _fits(self._labels[index], wanted))
        return self._answers[asked]

    def _with(self, namespace: str, key: str, values: frozenset[str] | None) -> list[int]:
        if values is None:
            return self._by_key.get((namespace, key), [])
        return [each for value in values for each in self._by_label.get((namespace, key, value), ())]


def _fits(labels: Labels, wanted: Wanted) -> bool:
    return all(key in labels and (values is None or labels[key] in values) for key, values in wanted)


def _wanted(selector: Value, row: SelectorRow) -> Wanted:
    """What a selector asks to be there; conditions that something is not there are not looked at."""
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
    """The namespace whose objects are meant; None if it cannot be told."""
    if not isinstance(around, dict):
        return node.namespace
    chosen = around.get("namespaceSelector")
    if chosen is None:
        return node.namespace
    names = chosen.get("matchNames") if isinstance(chosen, dict) else None
    return _text(names[0]) if isinstance(names, list) and len(names) == 1 else None


def _mappings(value: Value) -> list[Manifest]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)


def _shown(wanted: Wanted) -> str:
    return ",".join(
        key if values is None else f"{key}={'|'.join(sorted(values))}"
        for key, values in sorted(wanted, key=lambda each: each[0])
    )
