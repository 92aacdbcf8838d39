"""``namespace:`` puts every namespaced resource into one namespace (spec section 3.1)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, ResourceError
from kustompy.fieldspecs.by_gvk import by_gvk
from kustompy.fieldspecs.edit import NotOnTheWay, edit_field
from kustompy.model.resource import PLAIN_NAMESPACE
from kustompy.model.secrets import shown
from kustompy.model.values import is_null, is_scalar, text_of
from kustompy.transformers.internal_annotations import with_internal_annotations
from kustompy.yamlio.go.go_json import dumps
from kustompy.yamlio.restyle import reads_as_other_than_string, string_in_place_of, wrong_node_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.errors import KustompyError
    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.kustomization.records import NamespaceTransformer
    from kustompy.model.ids import Gvk, IdKey
    from kustompy.model.paths import Step
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.session.context import Context

_SUBJECT_CHOICES = ("", "defaultOnly", "none", "allServiceAccounts")
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")
_NAMESPACE = frozenset(("namespace",))
_PLAIN = frozenset((PLAIN_NAMESPACE,))
# Only the core kind, of apiVersion v1: some operators have a kind Namespace of their own.
_NAMESPACE_KIND = ("", "v1", "Namespace")


def set_namespace(config: NamespaceTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Set the namespace ``metadata.namespace`` of the config on all resources, and on what refers to it."""
    namespace, unset_only, subjects = config.metadata.namespace, config.unsetOnly, config.setRoleBindingSubjects
    # kustomize checks the mode when it configures, before any resource is looked at.
    if subjects not in _SUBJECT_CHOICES:
        raise KustomizationError(
            f'invalid value "{subjects}" for setRoleBindingSubjects: '
            'must be one of "defaultOnly", "none" or "allServiceAccounts"'
        )
    specs = by_gvk(config.fieldSpecs, _selected)

    # A namespace such as `1` is written plain by kustomize, with the tag of a string that a merge can lose.
    is_odd = reads_as_other_than_string(namespace)
    trace = context.session.trace
    place = None if trace is None else trace.spot(config, "metadata", "namespace")

    def edit(container: Value, key: Step) -> None:
        old = container[key]
        if not is_scalar(old):
            raise wrong_node_kind("ScalarNode", old)
        if not unset_only or is_null(old) or not text_of(old):
            # where there was none it stays plain, too: its tag alone makes it a string
            container[key] = namespace if is_null(old) else string_in_place_of(old, namespace)
            if trace is not None:
                trace.over(container, key, place)

    def run(resources: ResourceSet) -> None:
        if not namespace:
            return
        # Whether the id is unique is asked behind each single resource, so that one which is moved onto one that is
        # still to be moved fails, too. Counting keys makes that linear: kustomize compares all with all.
        taken: dict[IdKey, int] = {}
        for resource in resources:
            taken[resource.key] = taken.get(resource.key, 0) + 1
        for resource in resources:
            # Since v5.8.0 objects of charts keep the namespace that helm gave them, which helmCharts: sets by itself.
            if resource.from_helm:
                continue
            taken[resource.key] -= 1
            # Also where nothing changes: name references follow whoever has a former id, and no one else.
            resource.remember_id()
            _set(resource, edit, subjects, specs[resource.gvk])
            # The namespace has no quotes, and no merge may take it for a number: see transformers.merging._walked_by.
            if is_odd and not resource.is_cluster_scoped:
                resource.untagged |= _PLAIN
            key = resource.key
            others = taken.get(key, 0)
            if others:
                raise _conflict(resources, key)
            taken[key] = 1
        resources.ids_changed()

    return run


def _selected(specs: tuple[FieldSpec, ...], gvk: Gvk) -> tuple[FieldSpec, ...]:
    """The specs that hold for the gvk, but for the field that is set anyway, and for names of what is no namespace."""
    # The filter of kustomize sets metadata/namespace itself (metadataNamespaceHack) and drops the specs for it. A
    # Namespace is the one kind that is called by its namespace.
    own = {"metadata/namespace"} if gvk == _NAMESPACE_KIND else {"metadata/namespace", "metadata/name"}
    return tuple(spec for spec in specs if spec.path not in own and spec.selects(gvk))


def _set(resource: Resource, edit: Callable[[Value, Step], None], subjects: str, specs: tuple[FieldSpec, ...]) -> None:
    manifest = resource.manifest
    binding = resource.kind in _BINDINGS
    if not resource.is_cluster_scoped:
        metadata = manifest["metadata"]
        # Created in any case, whatever field specs say, also for kinds that nobody knows.
        metadata.setdefault("namespace", None)
        edit(metadata, "namespace")
        if resource.untagged:
            resource.untagged -= _NAMESPACE
        resource.namespace_changed()
    if binding and subjects != "none":
        _set_subjects(manifest.get("subjects"), all_accounts=subjects == "allServiceAccounts", edit=edit)
    if not specs:
        return
    resource.ids_changed()
    for spec in specs:
        # Subjects were set by their own rules above (roleBindingHack); a spec of the user's for them is ignored.
        if binding and spec.path == "subjects/namespace":
            continue
        try:
            edit_field(resource, spec, edit, str)
        except ResourceError as error:
            error.worded(f"{_said_of(error)}: {error}")
            raise
    resource.ids_changed()


def _said_of(error: ResourceError) -> str:
    """How an error in a field spec begins: the value at its end is of the wrong kind, or one on the way to it."""
    if isinstance(error, NotOnTheWay):
        return "namespace transformation failed"
    return "namespace field specs must target scalar nodes"


def _set_subjects(subjects: Value, *, all_accounts: bool, edit: Callable[[Value, Step], None]) -> None:
    if is_null(subjects):
        return
    if not isinstance(subjects, list):
        raise _of_subjects(wrong_node_kind("SequenceNode", subjects))
    # By default the account called default gets the namespace, even if it is no account; others follow their objects by
    # name references at the end of the build.
    field, wanted = ("kind", "ServiceAccount") if all_accounts else ("name", "default")
    for subject in subjects:
        if is_null(subject):
            continue
        problem = None if isinstance(subject, dict) else wrong_node_kind("MappingNode", subject)
        if problem is None and not is_scalar(subject.get(field)):
            problem = wrong_node_kind("ScalarNode", subject[field])
        if problem is not None:
            raise _of_subjects(problem.worded(f"looking up {field} on (cluster)role binding subject: {problem}"))
        if subject.get(field) == wanted:
            subject.setdefault("namespace", None)
            edit(subject, "namespace")


def _conflict(resources: ResourceSet, key: IdKey) -> ResourceError:
    same = [resource for resource in resources if resource.key == key]
    dump = " ".join(dumps(shown(with_internal_annotations(resource))) for resource in same)
    return ResourceError(
        f"namespace transformation produces ID conflict: [{dump}]",
        code="KST406",
        resource=str(same[0].id),
        hint=f"{len(same)} resources would be {same[0].kind} {same[0].name} in one namespace: rename all but one",
    )


def _of_subjects(error: KustompyError) -> KustompyError:
    return error.worded(f"setting namespace on (cluster)role binding subjects: {error}")
