"""Selectors of Services, budgets, network policies and monitors that match nothing of the build."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.references.selectors import labels_of_pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result


def unmatched_selectors(built: Built) -> Iterator[Result]:
    """Each selector that matches nothing, in a build that has objects of the sort that it selects."""
    graph = built.graph
    there = {node.group_kind for node in graph.nodes}
    if any(labels_of_pods(node) is not None for node in graph.nodes):
        there.add("pods")
    for chosen in graph.selections:
        if chosen.selected or chosen.row.is_peer or chosen.row.selected not in there:
            continue
        node = graph.nodes[chosen.referrer]
        what = "pods" if chosen.row.selected == "pods" else f"{chosen.row.selected.rpartition('/')[2]}"
        text = f"{node}: no {what} have the labels {chosen.shown}"
        path = chosen.path
        if not chosen.row.is_plain:
            path = (*path, "matchLabels" if _has_labels(node.manifest, path) else "matchExpressions")
        yield built.resources[chosen.referrer], path, Diagnostic(text, code="KST953", severity="warning")


def _has_labels(manifest: object, path: tuple[str | int, ...]) -> bool:
    value = manifest
    for part in path:
        value = value[part]  # type: ignore[index]  # the selector was found there
    return isinstance(value, dict) and bool(value.get("matchLabels"))
