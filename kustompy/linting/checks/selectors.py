"""Selectors of Services, NetworkPolicies and PodDisruptionBudgets that match no pods of the build."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.linting.pods import facts_of, pod_labels
from kustompy.validation.schema.facts import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.pods import Generated, Result
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest

_SELECTORS = {
    "Service": ("spec", "selector"),
    "NetworkPolicy": ("spec", "podSelector", "matchLabels"),
    "PodDisruptionBudget": ("spec", "selector", "matchLabels"),
}


def unmatched_selectors(resources: list[Resource], generated: list[Generated]) -> Iterator[Result]:
    """Each selector that matches no pods, in a build that has any."""
    pods = [(each.effective_namespace, labels) for each in resources for labels in pod_labels(facts_of(each))]
    if not pods:
        return
    for resource in resources:
        path = _SELECTORS.get(resource.kind)
        if path is None:
            continue
        wanted: Manifest = resource.manifest
        for part in path:
            wanted = mapping(wanted, part)
        namespace = resource.effective_namespace
        if wanted and not any(
            own == namespace and all(labels.get(key) == value for key, value in wanted.items()) for own, labels in pods
        ):
            shown = ",".join(f"{key}={value}" for key, value in sorted(wanted.items()))
            text = f"{resource.kind} {resource.name}: no pods have the labels {shown}"
            yield resource, path, Diagnostic(text, code="KST953", severity="warning")
