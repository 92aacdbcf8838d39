"""Objects that ``namespace:`` does not reach, and fields that it changes although they mean something else."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.model.values import is_scalar, text_of
from kustompy.references.among import cluster_scoped_by_crds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import NamespaceTransformer
    from kustompy.linting.built import Built, Result
    from kustompy.linting.observer import Found, Step
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value

_SHOWN = 3
_STEPS = frozenset(("namespace", "NamespaceTransformer"))
_NAMESPACE = ("metadata", "namespace")
SCAFFOLDS = frozenset(("system", "placeholder", "not-used", "unused", "namespace", "name", "changeme"))
"""Placeholders of scaffolds (kubebuilder's is ``system``), which are meant to be replaced."""
_OF_THE_CLUSTER = frozenset(("kube-system", "kube-public", "kube-node-lease"))
# Subjects in these namespaces are mostly the cluster's own accounts.
_SYSTEM = frozenset(("kube-system", "kube-public", "default"))


def unreached_charts(step: Step) -> Iterator[Found]:
    """The namespace, if objects of charts stay in another one: since v5.8 it is for what is no chart's."""
    namespace = _asked_for(step)
    left = [
        each
        for each in step.resources
        if each.from_helm and not each.is_cluster_scoped and each.effective_namespace != namespace
    ]
    if not left:
        yield step.place, None
        return
    text = f"the namespace {namespace!r} does not reach the chart's {_listed(left)}"
    hint = "let the templates write `{{ .Release.Namespace }}`, or patch the objects"
    yield step.place, Diagnostic(text, code="KST020", severity="warning", hint=hint)


def _asked_for(step: Step) -> str:
    """The namespace of the field, or the one in the metadata of a KRM object."""
    config: str | NamespaceTransformer = step.config
    return config if isinstance(config, str) else config.metadata.namespace


def left_subjects(step: Step) -> Iterator[Found]:
    """The namespace, if a ClusterRoleBinding keeps an account that is in another one, and not in the build."""
    namespace = _asked_for(step)
    accounts: set[str] | None = None
    for resource in step.resources:
        if resource.kind != "ClusterRoleBinding":
            continue
        subjects = resource.manifest.get("subjects")
        for subject in subjects if isinstance(subjects, list) else ():
            if not isinstance(subject, dict) or subject.get("kind") != "ServiceAccount":
                continue
            own, name = _text(subject.get("namespace")), _text(subject.get("name"))
            if accounts is None:
                accounts = _accounts(step)
            if own == namespace or own in _SYSTEM or name in accounts or name == "default":
                continue
            said = f"keeps its namespace {own!r}" if own else "has no namespace"
            text = f"the account {name!r} of {resource.kind} {resource.name} {said}: the build has no such account"
            hint = f"write `namespace: {namespace}` in the subject if it is to follow, or add the account"
            yield step.place, Diagnostic(text, code="KST024", severity="warning", hint=hint)
            return


def _accounts(step: Step) -> set[str]:
    accounts = step.resources.of_kind("ServiceAccount")
    return {name for each in accounts for name in (each.name, *(key[0] for key in each.previous))}


def misplaced_namespaces(built: Built) -> Iterator[Result]:
    """Cluster-scoped objects that got a namespace, Namespaces that got another name, and subjects that were moved."""
    # Without the step nothing here can have happened, and the walk is spared.
    if not any(asked.what in _STEPS for asked in built.steps.values()):
        return
    wide = cluster_scoped_by_crds(built.graph.nodes)
    for resource in built.resources:
        group, _, kind = resource.gvk
        if (group, kind) in wide and resource.namespace and _is_by_step(built, resource, _NAMESPACE):
            text = f"{kind} {resource.name} gets a namespace, though its CRD says that the kind has none"
            hint = "remove the object from what this sets the namespace of; `kubectl apply` refuses or ignores it"
            yield resource, _NAMESPACE, Diagnostic(text, code="KST021", severity="warning", hint=hint)
        elif (group, kind) == ("", "Namespace"):
            yield from _renamed(built, resource)
        elif (moved := _moved_from_system(built, resource)) is not None:
            yield resource, _NAMESPACE, moved
        elif kind in ("RoleBinding", "ClusterRoleBinding"):
            yield from _moved_subjects(built, resource)


def _moved_from_system(built: Built, resource: Resource) -> Diagnostic | None:
    """What is said of an object of a namespace of the cluster itself that gets another one."""
    former = {space for _, space, _ in resource.previous} & _OF_THE_CLUSTER
    if not former or resource.namespace in _OF_THE_CLUSTER or not _is_by_step(built, resource, _NAMESPACE):
        return None
    text = f"{resource.kind} {resource.name} is moved from namespace {min(former)!r} to {resource.namespace!r}"
    hint = "list it in a kustomization without `namespace:`, or write `unsetOnly: true` in a NamespaceTransformer"
    return Diagnostic(text, code="KST025", severity="warning", hint=hint)


def _renamed(built: Built, resource: Resource) -> Iterator[Result]:
    former = resource.previous[0][0] if resource.previous else resource.name
    path = ("metadata", "name")
    if former == resource.name or _is_placeholder(former) or not _is_by_step(built, resource, path):
        return
    text = f"Namespace {former!r} is called {resource.name!r} from here on"
    hint = "leave the Namespace out of what this sets the namespace of, if both are meant"
    yield resource, path, Diagnostic(text, code="KST022", severity="warning", hint=hint)


def _is_placeholder(name: str) -> bool:
    """Whether the name says that it will be replaced, as those of scaffolds do."""
    return name in SCAFFOLDS or name == "default" or not any(map(str.isalnum, name))


def _moved_subjects(built: Built, resource: Resource) -> Iterator[Result]:
    subjects = resource.manifest.get("subjects")
    for index, subject in enumerate(subjects if isinstance(subjects, list) else ()):
        if not isinstance(subject, dict) or subject.get("name") != "default":
            continue
        path: FieldPath = ("subjects", index, "namespace")
        if not _is_by_step(built, resource, path):
            continue
        before, now = built.written_before(resource, path), _text(subject.get("namespace"))
        if before and before != now and not _is_placeholder(before):
            text = f"the subject `default` of namespace {before!r} becomes that of {now!r}"
            hint = "give the account a name of its own, or set `setRoleBindingSubjects: none` in a NamespaceTransformer"
            yield resource, path, Diagnostic(text, code="KST023", severity="warning", hint=hint)


def _is_by_step(built: Built, resource: Resource, path: FieldPath) -> bool:
    return built.trace.step_of(resource, path).what in _STEPS


def _listed(resources: list[Resource]) -> str:
    shown = ", ".join(f"{each.kind} {each.name}" for each in resources[:_SHOWN])
    return shown + (f" and {len(resources) - _SHOWN} more" if len(resources) > _SHOWN else "")


def _text(value: Value) -> str:
    return text_of(value) if value is not None and is_scalar(value) else ""
