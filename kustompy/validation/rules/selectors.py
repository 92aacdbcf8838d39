"""Selectors of workloads, which have to match the labels of their own template."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Facts, Path

_SELECTING = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"))
_OPERATORS = frozenset(("In", "NotIn", "Exists", "DoesNotExist"))


def selector(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check that a workload's selector matches the labels of its template."""
    chosen = facts.spec.get("selector")
    if not isinstance(chosen, dict):
        return
    labels = mapping(mapping(facts.template, "metadata"), "labels")
    if facts.kind == "ReplicationController" and not facts.group:
        yield from _unmatched(chosen, labels, ("spec", "selector"))
    elif facts.kind in _SELECTING and facts.group in ("apps", "batch"):
        if not chosen.get("matchLabels") and not chosen.get("matchExpressions") and facts.kind != "Job":
            yield ("spec", "selector"), "an empty selector would select every pod"
        # The server gives a Job a selector of its own and adds its labels to the template; a written one without
        # manualSelector is refused for another reason.
        if facts.kind == "Job" and facts.spec.get("manualSelector") is not True:
            return
        yield from _unmatched(mapping(chosen, "matchLabels"), labels, ("spec", "selector", "matchLabels"))
        for index, expression in entries(chosen, "matchExpressions"):
            yield from _unmet(expression, labels, ("spec", "selector", "matchExpressions", index))


def _unmatched(wanted: Manifest, labels: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    for key, value in wanted.items():
        if isinstance(value, str) and labels.get(key) != value:
            has = f"has {labels[key]!r}" if key in labels else "does not have the label"
            yield (*path, key), f"the selector asks for {value!r}, the template {has}"


def _unmet(expression: Manifest, labels: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    key, operator, values = expression.get("key"), expression.get("operator"), expression.get("values") or []
    if not isinstance(key, str) or not isinstance(values, list):
        return
    # The table reports unknown operators and missing values.
    if text(operator) not in _OPERATORS or (operator in ("In", "NotIn") and not values):
        return
    if not _is_met(text(operator), key, values, labels):
        yield path, f"the labels of the template do not fit: {key} {operator} {', '.join(map(str, values))}".rstrip()


def _is_met(operator: str, key: str, values: list[str], labels: Manifest) -> bool:
    if operator == "In":
        return labels.get(key) in values
    # A label that is missing fulfils NotIn (labels.Requirement.Matches).
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) == (operator == "Exists")
