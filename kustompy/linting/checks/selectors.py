"""Selectors of Services, budgets, network policies and monitors that match nothing in the build."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.references.makers import may_make_more
from kustompy.references.selectors import own_labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kustompy.linting.built import Built, Result
    from kustompy.model.values import Manifest, Value
    from kustompy.references.graph import Graph
    from kustompy.references.selectors import Selection

_SERVICE = "/Service"


def unmatched_selectors(built: Built) -> Iterator[Result]:
    """Each selector that matches nothing, in a build that has objects of the sort that it selects."""
    graph = built.graph
    there: dict[tuple[str, str], _Labels] | None = None
    makes_more: bool | None = None
    for chosen in graph.selections:
        if chosen.selected or chosen.row.is_peer:
            continue
        if there is None:
            there = _labels_there(graph)
        others = there.get((chosen.row.selected, chosen.namespace))
        if others is None:
            yield from _in_other_namespace(built, chosen)
            continue
        if chosen.row.selected == "pods" and _is_of_others(chosen, others):
            continue
        if not _is_near(chosen, others):
            if makes_more is None:
                makes_more = may_make_more(graph.kinds)
            if makes_more:
                continue
        # The overlay may bring the pods, or change the labels of either side.
        if built.is_base:
            return
        node = graph.nodes[chosen.referrer]
        who = "pods have" if chosen.row.selected == "pods" else f"{chosen.row.selected.rpartition('/')[2]} has"
        text = f"{node}: no {who} the labels {chosen.shown}"
        path = chosen.path
        if not chosen.row.is_plain:
            path = (*path, "matchLabels" if _has_labels(node.manifest, path) else "matchExpressions")
        yield built.resources[chosen.referrer], path, Diagnostic(text, code="KST953", severity="warning")


def _in_other_namespace(built: Built, chosen: Selection) -> Iterator[Result]:
    """The finding about a selector for another namespace that fits objects in its own, if the build has none there."""
    graph = built.graph
    node = graph.nodes[chosen.referrer]
    if chosen.namespace == node.namespace or chosen.row.selected != _SERVICE:
        return
    wanted = chosen.wanted
    fitting = [
        each
        for each in (graph.nodes[index] for index in graph.kinds.get(_SERVICE, ()))
        if each.namespace == node.namespace and _fits(own_labels(each), wanted)
    ]
    if fitting:
        text = f"{node}: the build has nothing in namespace {chosen.namespace!r}, where it looks for {chosen.shown}"
        hint = f"{fitting[0]} has these labels, and is in namespace {node.namespace!r}"
        path = (*chosen.path[:-1], "namespaceSelector", "matchNames")
        yield built.resources[chosen.referrer], path, Diagnostic(text, code="KST953", severity="warning", hint=hint)


def _fits(labels: Mapping[str, str], wanted: tuple[tuple[str, frozenset[str] | None], ...]) -> bool:
    return all(key in labels and (values is None or labels[key] in values) for key, values in wanted)


class _Labels:
    """The labels that pods, or objects of a kind, have in a namespace: pairs, and combinations of keys, each once."""

    def __init__(self) -> None:
        self.pairs: set[tuple[str, str]] = set()
        self.keys: set[str] = set()
        self.combinations: set[frozenset[str]] = set()

    def add(self, labels: Mapping[str, str]) -> None:
        """Note the labels of one object."""
        self.pairs.update(labels.items())
        self.keys.update(labels)
        self.combinations.add(frozenset(labels))


def _labels_there(graph: Graph) -> dict[tuple[str, str], _Labels]:
    """What is selected, and a namespace → the labels that are there."""
    found: dict[tuple[str, str], _Labels] = {}
    for index, labels in graph.labels_of_pods.items():
        found.setdefault(("pods", graph.nodes[index].namespace), _Labels()).add(labels)
    for index in graph.kinds.get(_SERVICE, ()):
        node = graph.nodes[index]
        found.setdefault((_SERVICE, node.namespace), _Labels()).add(own_labels(node))
    return found


def _is_near(chosen: Selection, others: _Labels) -> bool:
    """Whether one of the objects has a wanted label: then the selector means objects of the build."""
    return any((key, value) in others.pairs for key, values in chosen.wanted for value in values or ())


def _is_of_others(chosen: Selection, others: _Labels) -> bool:
    """Whether the selector has keys of labels that no pod of the build has, as operators give to their pods."""
    if not chosen.row.is_plain:
        return not any(chosen.keys <= each for each in others.combinations)
    # A plain key that nothing has is a slip; one with a domain is a controller's, and `job-name` the Job's own.
    return any(key not in others.keys and ("/" in key or key == "job-name") for key in chosen.keys)


def _has_labels(manifest: Manifest, path: tuple[str | int, ...]) -> bool:
    value: Value = manifest
    for part in path:
        value = value[part]
    return isinstance(value, dict) and bool(value.get("matchLabels"))
