"""Selectors of Services, budgets, network policies and monitors that match nothing of the build."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.references.selectors import labels_of_pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.references.selectors import Selection


def unmatched_selectors(built: Built) -> Iterator[Result]:
    """Each selector that matches nothing, in a build that has objects of the sort that it selects."""
    graph = built.graph
    there = {node.group_kind for node in graph.nodes}
    if any(labels_of_pods(node) is not None for node in graph.nodes):
        there.add("pods")
    keys = _keys_of_pods(built)
    for chosen in graph.selections:
        if chosen.row.selected == "pods" and _is_of_others(chosen, keys):
            continue
        if chosen.selected or chosen.row.is_peer or chosen.row.selected not in there:
            continue
        node = graph.nodes[chosen.referrer]
        what = "pods" if chosen.row.selected == "pods" else f"{chosen.row.selected.rpartition('/')[2]}"
        text = f"{node}: no {what} have the labels {chosen.shown}"
        path = chosen.path
        if not chosen.row.is_plain:
            path = (*path, "matchLabels" if _has_labels(node.manifest, path) else "matchExpressions")
        yield built.resources[chosen.referrer], path, Diagnostic(text, code="KST953", severity="warning")


def _keys_of_pods(built: Built) -> dict[str, set[frozenset[str]]]:
    """Namespace → the keys of labels that pods of the build have there, each combination once."""
    found: dict[str, set[frozenset[str]]] = {}
    for node in built.graph.nodes:
        labels = labels_of_pods(node)
        if labels is not None:
            found.setdefault(node.namespace, set()).add(frozenset(labels))
    return found


def _is_of_others(chosen: Selection, keys: dict[str, set[frozenset[str]]]) -> bool:
    """Whether the selector speaks of labels that no pod of the build has, such as those of an operator's pods."""
    there = keys.get(chosen.namespace, set())
    if not chosen.row.is_plain:
        return not any(chosen.keys <= each for each in there)
    known = frozenset(key for each in there for key in each)
    return any(key not in known and ("/" in key or key == "job-name") for key in chosen.keys)


def _has_labels(manifest: object, path: tuple[str | int, ...]) -> bool:
    value = manifest
    for part in path:
        value = value[part]  # type: ignore[index]  # the selector was found there
    return isinstance(value, dict) and bool(value.get("matchLabels"))
