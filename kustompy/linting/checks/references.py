"""References that lead nowhere: objects, keys and ports that are not in the build."""

from __future__ import annotations

from fnmatch import fnmatchcase

from kustompy.errors import Diagnostic
from kustompy.messages.suggestions import Comparisons
from kustompy.model.ids import CLUSTER_WIDE
from kustompy.references.graph import is_workload
from kustompy.references.ports import missing_ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.references.graph import Graph, Reference

_DATA = ("data", "binaryData", "stringData")
_HASHED = frozenset(("ConfigMap", "Secret"))
# What the cluster itself makes in every namespace.
_OF_THE_CLUSTER = frozenset((("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")))
# What other repositories make as well; its absence is worth a word only in a build that makes others of the kind.
_OFTEN_ELSEWHERE = frozenset(("ServiceAccount", "PersistentVolumeClaim", "Issuer", "ClusterIssuer"))
# Objects that a controller makes more objects of, Services among them.
_MAKERS_OF_CHARTS = frozenset(("HelmRelease", "HelmChart", "Application", "ApplicationSet"))
_ALIKE = 0.87
_PLACEHOLDERS = ("${", "$(", "{{", "%")


def dangling_references(built: Built) -> Iterator[Result]:
    """Each name, key and port that leads nowhere, as far as the build can know."""
    graph, resources, comparisons = built.graph, built.resources, Comparisons()
    for reference in graph.references:
        if any(mark in reference.name for mark in _PLACEHOLDERS) or not reference.name:
            continue
        if any(fnmatchcase(f"{reference.kind}/{reference.name}", pattern) for pattern in built.settings.external):
            continue
        resource = resources[reference.referrer]
        if reference.targets:
            for key, path in _missing_keys(graph, reference):
                text = f"the {reference.kind} {reference.name!r} has no key {key!r}"
                yield resource, path, Diagnostic(text, code="KST966", hint=_keys_there(graph, reference))
        else:
            found = _said_of_missing(graph, reference, comparisons)
            if found is not None:
                yield resource, reference.path, found
    for missing in missing_ports(graph):
        hint = f"there {'are' if len(missing.there) > 1 else 'is'} {', '.join(missing.there)}" if missing.there else ""
        text = f"{missing.owner} has no port {missing.port!r}"
        yield resources[missing.referrer], missing.path, Diagnostic(text, code="KST965", severity="warning", hint=hint)


def _said_of_missing(graph: Graph, reference: Reference, comparisons: Comparisons) -> Diagnostic | None:
    kind, name = reference.kind, reference.name
    if (kind, name) in _OF_THE_CLUSTER or reference.optional:
        return None
    if reference.namespace == CLUSTER_WIDE:
        return None  # a subject without its namespace: validation refuses that
    text = f"there is no {kind} {name!r} in namespace {reference.namespace!r} of the build"
    others = [graph.nodes[each] for each in graph.elsewhere(kind, name)]
    here = next((node for node in others if node.namespace == reference.namespace), None)
    if here is not None:
        hint = f"that is the old name of {here.name!r}, which kustomize did not follow here: write the new one"
        if kind in _HASHED:
            return Diagnostic(text, code="KST960", hint=hint)
        return Diagnostic(text, code="KST963", severity="warning", hint=hint)
    if others:
        namespaces = " and ".join(sorted({node.namespace for node in others}))
        hint = f"it is in namespace {namespaces}: the names agree, the namespaces do not"
        return Diagnostic(text, code="KST963", severity="warning", hint=hint)
    kinds = sorted({node.gvk.kind for node in graph.same_name(name, reference.namespace) if is_workload(node)})
    if reference.path[-2:-1] == ("scaleTargetRef",) and kinds:
        hint = f"{name!r} is a {' and a '.join(kinds)}: write `kind: {kinds[0]}`"
        return Diagnostic(text, code="KST964", hint=hint)
    hint = comparisons.did_you_mean(name, graph.names_with_former(kind, reference.namespace))
    if kind in _HASHED:
        alike = hint and _is_alike(name, hint)
        return Diagnostic(text, code="KST960", hint=hint) if alike else None
    is_expected = reference.own and (kind not in _OFTEN_ELSEWHERE or graph.names(kind, reference.namespace))
    if kind == "Service" and graph.has_kind(_MAKERS_OF_CHARTS):
        is_expected = False
    if hint or is_expected:
        return Diagnostic(text, code="KST963", severity="warning", hint=hint)
    return None


def _is_alike(name: str, hint: str) -> bool:
    """Whether the name in the hint is the same but for a letter or two, or for what stands before or behind it."""
    other = hint.partition("`")[2].partition("`")[0]
    if f"-{name}-" in f"-{other}-" or f"-{other}-" in f"-{name}-":
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, other, autojunk=False).ratio() >= _ALIKE


def _missing_keys(graph: Graph, reference: Reference) -> list[tuple[str, FieldPath]]:
    if not reference.keys or reference.optional:
        return []
    there = _keys(graph, reference)
    # a Secret without any key is one that is filled in later
    is_filled = there or reference.kind != "Secret"
    return [each for each in reference.keys if each[0] not in there] if is_filled else []


def _keys(graph: Graph, reference: Reference) -> set[str]:
    there: set[str] = set()
    for target in reference.targets:
        for field in _DATA:
            data = graph.nodes[target].manifest.get(field)
            if isinstance(data, dict):
                there.update(map(str, data))
    return there


def _keys_there(graph: Graph, reference: Reference) -> str:
    there = sorted(_keys(graph, reference))
    return f"it has {', '.join(there[:10])}{', …' if len(there) > 10 else ''}" if there else "it has no keys"
