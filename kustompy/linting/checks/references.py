"""References that lead nowhere: objects, keys and ports that are not in the build."""

from __future__ import annotations

from fnmatch import fnmatchcase

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.checks.namespaces import SCAFFOLDS
from kustompy.messages.suggestions import Comparisons
from kustompy.model.ids import CLUSTER_WIDE
from kustompy.references.graph import is_workload
from kustompy.references.makers import made_of, may_make_more
from kustompy.references.mounts import missing_files
from kustompy.references.ports import missing_ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.references.graph import Graph, Reference
    from kustompy.references.nodes import Node

_DATA = ("data", "binaryData", "stringData")
_HASHED = frozenset(("ConfigMap", "Secret"))
_NAMED_BY_PARTS = frozenset(("ConfigMap", "Secret", "ServiceAccount"))
# The cluster makes these in every namespace.
_OF_THE_CLUSTER = frozenset((("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")))
# Other repositories often make these: a missing one is a finding only in a build that makes others of its kind.
_OFTEN_ELSEWHERE = frozenset(("ServiceAccount", "PersistentVolumeClaim", "Issuer", "ClusterIssuer"))
# A controller makes whole applications from these, Services among them.
_MAKERS_OF_CHARTS = frozenset(("HelmRelease", "HelmChart", "Application", "ApplicationSet"))
# Kinds of objects of the cluster that others name.
_WITHOUT_NAMESPACE = frozenset(
    ("ClusterRole", "ClusterIssuer", "GatewayClass", "IngressClass", "PersistentVolume", "PriorityClass",
     "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy", "VolumeSnapshotClass")
)  # fmt: skip
_OF_WEBHOOKS = frozenset(
    ("CustomResourceDefinition", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
)  # fmt: skip
_ALIKE = 0.87
_PLACEHOLDERS = ("${", "$(", "{{", "%")


def dangling_references(built: Built) -> Iterator[Result]:
    """Each name, key and port that leads nowhere, as far as the build can know."""
    graph, resources, known = built.graph, built.resources, _Known(built)
    known_missing: set[tuple[str, str, str]] = set()
    for reference in graph.references:
        if reference.targets and not reference.keys:
            continue
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
            found = _said_of_missing(known, reference)
            missing_object = (reference.kind, reference.name, reference.namespace)
            # One Service answers for all webhooks and conversions: one finding for it is enough.
            kind = graph.nodes[reference.referrer].gvk.kind
            if found is None or (missing_object in known_missing and kind in _OF_WEBHOOKS):
                continue
            known_missing.add(missing_object)
            yield resource, reference.path, found
    for reference in graph.by_shape() if graph.has_former_names else ():
        if not reference.targets:
            found = _said_of_old_name(graph, reference)
            if found is not None:
                # The field only looks like a reference, so the finding is a warning.
                changed = found.replace(code="KST963", severity="warning")
                yield resources[reference.referrer], reference.path, changed
    for index, path, kind, name, key in missing_files(graph):
        text = f"the {kind} {name!r} has no key {key!r}: an empty directory is mounted in its place"
        yield resources[index], path, Diagnostic(text, code="KST966", hint="write one of its keys as `subPath`")
    for missing in missing_ports(graph):
        hint = f"there {'are' if len(missing.there) > 1 else 'is'} {', '.join(missing.there)}" if missing.there else ""
        text = f"{missing.owner} has no port {missing.port!r}"
        yield resources[missing.referrer], missing.path, Diagnostic(text, code="KST965", severity="warning", hint=hint)


class _Known:
    """What follows from the build about objects that it does not have."""

    def __init__(self, built: Built) -> None:
        graph = built.graph
        self.graph, self._comparisons, self._built = graph, Comparisons(), built
        self._made = set(made_of(graph.nodes, graph.kinds))
        self._makes_more = may_make_more(graph.kinds)

    @property
    def is_base(self) -> bool:
        """Whether another kustomization may have what is missing here."""
        return self._built.is_base

    def is_made(self, reference: Reference) -> bool:
        """Whether a controller makes the object of another one of the build."""
        return (reference.kind, reference.name, reference.namespace) in self._made

    def is_expected(self, reference: Reference) -> bool:
        """Whether the build is to have the object: it has others of the kind there, or pods, and makes all itself."""
        if not reference.own or self._makes_more:
            return False
        kind, namespace = reference.kind, reference.namespace
        if self.graph.names(kind, namespace):
            return True
        return namespace in self.graph.spaces_with_pods and kind not in _OFTEN_ELSEWHERE

    def is_settled(self, reference: Reference, others: Sequence[Node]) -> bool:
        """Whether the namespaces will be set by others: some are not written, and the build is no overlay."""
        are_bare = [_is_bare(each) for each in (self.graph.nodes[reference.referrer], *others)]
        return any(are_bare) and (not self._built.is_overlay or reference.kind == "ServiceAccount")

    def similar(self, reference: Reference) -> str:
        """A hint that names the object that may be meant; where somebody makes more, one that is hardly another."""
        names = self.graph.names_with_former(reference.kind, reference.namespace)
        hint = self._comparisons.did_you_mean(reference.name, names) if names else ""
        if not hint or not (self._makes_more or reference.kind in _NAMED_BY_PARTS):
            return hint
        # what a controller makes of an object is often called by its name and something more
        may_be_part = reference.kind in _HASHED or (not self._makes_more and reference.kind != "ServiceAccount")
        return hint if _is_alike(reference.name, hint, may_be_part=may_be_part) else ""


def _said_of_missing(known: _Known, reference: Reference) -> Diagnostic | None:
    kind, name, graph = reference.kind, reference.name, known.graph
    if (kind, name) in _OF_THE_CLUSTER or reference.optional or known.is_made(reference):
        return None
    if reference.namespace == CLUSTER_WIDE:
        return None  # a subject without its namespace: validation refuses that
    if reference.namespace in SCAFFOLDS:
        return None  # whoever fills in the namespace knows which
    text = _text(reference)
    renamed = _said_of_old_name(graph, reference)
    if renamed is not None:
        return renamed
    others = [graph.nodes[each] for each in graph.elsewhere(kind, name)]
    if others:
        if _comes_along(graph.nodes[reference.referrer]) or known.is_settled(reference, others) or known.is_base:
            return None
        if any(node.namespace in SCAFFOLDS for node in others):
            return None
        namespaces = " and ".join(sorted({node.namespace for node in others}))
        hint = f"it is in namespace {namespaces}: the names agree, the namespaces do not"
        return Diagnostic(text, code="KST963", severity="warning", hint=hint)
    kinds = sorted({node.gvk.kind for node in graph.same_name(name, reference.namespace) if is_workload(node)})
    if reference.relation == "scales" and kinds:
        hint = f"{name!r} is a {' and a '.join(kinds)}: write `kind: {kinds[0]}`"
        return Diagnostic(text, code="KST964", hint=hint)
    hint = known.similar(reference)
    if (hint or known.is_expected(reference)) and known.is_base:
        return None
    if kind in _HASHED:
        return Diagnostic(text, code="KST960", hint=hint) if hint else None
    if kind == "Service" and graph.has_kind(_MAKERS_OF_CHARTS):
        return Diagnostic(text, code="KST963", severity="warning", hint=hint) if hint else None
    if hint or known.is_expected(reference):
        return Diagnostic(text, code="KST963", severity="warning", hint=hint)
    return None


def _comes_along(referrer: Node) -> bool:
    """Whether the object is one of Flux's without a namespace, which gets that of whoever applies it."""
    return _is_bare(referrer) and referrer.gvk.group.endswith("toolkit.fluxcd.io")


def _is_bare(node: Node) -> bool:
    """Whether an object says no namespace, and is in that of whoever applies it."""
    if node.namespace == CLUSTER_WIDE:
        return False
    metadata = node.manifest.get("metadata")
    return isinstance(metadata, dict) and not metadata.get("namespace")


def _said_of_old_name(graph: Graph, reference: Reference) -> Diagnostic | None:
    """What is said of a name that an object had before prefixes, suffixes and hashes, where kustomize follows none."""
    others = [graph.nodes[each] for each in graph.elsewhere(reference.kind, reference.name)]
    here = next((node for node in others if node.namespace == reference.namespace), None)
    if here is None:
        return None
    field = "/".join(str(part) for part in reference.path if not isinstance(part, int))
    hint = f"that is the old name of {here.name!r}, which kustomize did not follow here: write the new one"
    hint += f", or a `nameReference` for {field} with `configurations:`"
    if reference.kind in _HASHED:
        return Diagnostic(_text(reference), code="KST960", hint=hint)
    return Diagnostic(_text(reference), code="KST963", severity="warning", hint=hint)


def _text(reference: Reference) -> str:
    kind, name = reference.kind, reference.name
    if reference.namespace == CLUSTER_WIDE or kind in _WITHOUT_NAMESPACE:
        return f"there is no {kind} {name!r} in the build"
    return f"there is no {kind} {name!r} in namespace {reference.namespace!r} of the build"


def _is_alike(name: str, hint: str, *, may_be_part: bool) -> bool:
    """Whether the name in the hint is the same but for a letter or two, or, if it may, for what is before or behind."""
    other = hint.partition("`")[2].partition("`")[0]
    if f"-{name}-" in f"-{other}-" or f"-{other}-" in f"-{name}-":
        return may_be_part
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, other, autojunk=False).ratio() >= _ALIKE


def _missing_keys(graph: Graph, reference: Reference) -> list[tuple[str, FieldPath]]:
    if not reference.keys or reference.optional:
        return []
    there = _keys(graph, reference)
    # A Secret without any keys is filled in later, by an operator or by hand.
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
