"""``labels:`` that end up where they mean something: in the peers of network policies, in templates of claims."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.references.walk import Here

_LABELS = frozenset(("labels", "commonLabels", "LabelTransformer"))
# kustomize's field specs for selectors take in the peers of network policies, which mostly are pods of others.
_PEERS = ("spec.ingress[].from[].podSelector.matchLabels", "spec.egress[].to[].podSelector.matchLabels")
_SELECTOR = "spec.selector.matchLabels"
_CLAIMS = "spec.volumeClaimTemplates[].metadata.labels"


def misplaced_labels(built: Built) -> Iterator[Result]:
    """Each label that is added to a peer of other pods, and each that is added to an immutable template of claims."""
    if not any(asked.what in _LABELS for asked in built.steps.values()):
        return
    own = {(each.referrer, each.path) for each in built.graph.selections if each.selected}
    for index, resource in enumerate(built.resources):
        if resource.kind == "NetworkPolicy":
            for path in _PEERS:
                for here in walked(resource.manifest, path):
                    if (index, here.path[:-1]) not in own:
                        yield from _of_peer(built, resource, here)
        elif resource.kind == "StatefulSet":
            yield from _of_claims(built, resource)


def _of_peer(built: Built, resource: Resource, here: Here) -> Iterator[Result]:
    labels, path = here.value, here.path
    if not isinstance(labels, dict):
        return
    added = [key for key in labels if _is_by_labels(built, resource, (*path, key), _LABELS)]
    if not added or len(added) == len(labels):
        return
    others = ",".join(f"{key}={labels[key]}" for key in labels if key not in added)
    text = f"the label {added[0]!r} is added to a peer of NetworkPolicy {resource.name}: pods with {others} lack it"
    hint = "write `includeSelectors: false`, and label the selectors that are yours with a patch"
    yield resource, (*path, added[0]), Diagnostic(text, code="KST045", severity="warning", hint=hint)


def _of_claims(built: Built, resource: Resource) -> Iterator[Result]:
    # A label of the selector cannot change anyway, whatever it is on.
    selected = {key for each in walked(resource.manifest, _SELECTOR) for key in _keys(each.value)}
    for here in walked(resource.manifest, _CLAIMS):
        for key in _keys(here.value):
            if key in selected:
                continue
            path = (*here.path, key)
            # Those of `commonLabels:` are in the selector as well, and never change.
            if _is_by_labels(built, resource, path, frozenset(("labels",))):
                text = f"the label {key!r} is added to the claims of StatefulSet {resource.name}, which cannot change"
                hint = "write `includeTemplates: false` and a `fields:` entry for spec/template/metadata/labels"
                yield resource, path, Diagnostic(text, code="KST046", severity="warning", hint=hint)
                return


def _keys(labels: Value) -> list[str]:
    return list(labels) if isinstance(labels, dict) else []


def _is_by_labels(built: Built, resource: Resource, path: FieldPath, steps: frozenset[str]) -> bool:
    return built.trace.step_of(resource, path).what in steps
