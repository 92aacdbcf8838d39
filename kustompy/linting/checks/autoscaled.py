"""A count of replicas beside an autoscaler: each time it is applied, it undoes what the autoscaler did."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result

# A VerticalPodAutoscaler is left out: it changes what pods request, and not how many there are.
_AUTOSCALERS = frozenset(("HorizontalPodAutoscaler", "ScaledObject"))
_REPLICAS = ("spec", "replicas")


def counts_beside_autoscalers(built: Built) -> Iterator[Result]:
    """Each ``replicas:`` entry or patch that sets the count of a workload that an autoscaler scales."""
    for reference in built.graph.references:
        scaler = built.graph.nodes[reference.referrer]
        if reference.relation != "scales" or scaler.gvk.kind not in _AUTOSCALERS:
            continue
        for target in reference.targets:
            resource = built.resources[target]
            spec = resource.manifest.get("spec")
            if not isinstance(spec, dict) or "replicas" not in spec:
                continue
            # A count in the manifest itself is often the one to start from; an entry or patch sets it on purpose.
            if built.trace.step_of(resource, _REPLICAS).what in built.WRITERS:
                text = f"{resource.kind} {resource.name} is scaled by {scaler}, which this count of replicas undoes"
                hint = "remove it, and leave the count to the autoscaler"
                yield resource, _REPLICAS, Diagnostic(text, code="KST016", severity="warning", hint=hint)
