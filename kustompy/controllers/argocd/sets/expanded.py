"""The Applications of an ApplicationSet: one for each set of parameters."""

from __future__ import annotations

from kustompy.controllers.argocd.sets.generators import Generating
from kustompy.controllers.argocd.sets.texts import Texts
from kustompy.controllers.objects import place_in
from kustompy.errors import KustompyError
from kustompy.model.resource import Resource
from kustompy.patches.strategic_merge import strategic_merge
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.argocd.sets.generators import Parameters
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Fields = dict[str, Value]

_FINALIZER = "resources-finalizer.argocd.argoproj.io"
# Of the template's metadata Argo CD takes these alone: an Application lies in the namespace of its set.
_METADATA = ("name", "labels", "annotations", "finalizers")
_TEMPLATE: FieldPath = ("spec", "template")


def built(subject: Object, world: World, session: Session) -> list[Resource]:
    """The Applications of an ApplicationSet, in the order of its generators."""
    if not session.files.jail:
        session.files.jail = [world.top]
    template = subject.get("spec", "template")
    if not isinstance(template, dict):
        raise subject.error("`spec.template` is not a mapping", *_TEMPLATE)
    texts = Texts(subject)
    found: list[Resource] = []
    names: set[str] = set()
    for each in Generating(subject, world, session, texts).all():
        manifest = _application(subject, _laid(template, each.template), each, texts, session)
        name = manifest["metadata"]["name"]
        if name in names:
            raise subject.error(
                f"several Applications have the name {name}", *_TEMPLATE, "metadata",
                hint="use a parameter in the name that differs between them",
            )  # fmt: skip
        names.add(name)
        found.append(_resource(manifest, subject, session))
        session.admit(len(found))
    return found


def _laid(template: Fields, over: Fields) -> Fields:
    """The template of the set with that of a generator over it."""
    # Argo CD merges the two by mergo, for which an empty value on top does not override.
    made = dict(template)
    for key, value in over.items():
        there = made.get(key)
        if isinstance(value, dict) and isinstance(there, dict):
            made[key] = _laid(there, value)
        elif value or key not in made:
            made[key] = value
    return made


def _application(subject: Object, template: Fields, each: Parameters, texts: Texts, session: Session) -> Fields:
    made = texts.filled(template, each.values, _TEMPLATE)
    metadata = made.get("metadata")
    spec = made.get("spec")
    if not isinstance(metadata, dict) or not isinstance(spec, dict) or not isinstance(metadata.get("name"), str):
        raise subject.error("the template has no `metadata.name`, or no `spec`", *_TEMPLATE)
    own = {key: value for key, value in metadata.items() if key in _METADATA and value}
    # With this finalizer the resources of an Application are deleted with it, which is what a set means by default.
    if not subject.flag("spec", "syncPolicy", "preserveResourcesOnDeletion"):
        own.setdefault("finalizers", [_FINALIZER])
    if subject.namespace:
        own["namespace"] = subject.namespace
    manifest = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": own, "spec": spec}
    patch = subject.text("spec", "templatePatch")
    return (
        _patched(manifest, texts.put_into(patch, each.values, ("spec", "templatePatch")), subject, session)
        if patch
        else manifest
    )


def _patched(manifest: Fields, text: str, subject: Object, session: Session) -> Fields:
    path = ("spec", "templatePatch")
    try:
        patch = read_config(text, session.options.limits)
    except KustompyError as error:
        raise subject.error(
            f"the template patch is not YAML for {manifest['metadata']['name']}: {error}", *path
        ) from None
    if patch is None:
        return manifest
    if not isinstance(patch, dict):
        raise subject.error("the template patch is not a mapping", *path)
    from kustompy.fieldspecs.merge_schema import merge_schema

    # `$patch: replace` and `$patch: delete` may take away what makes the result an Application.
    made: Value = strategic_merge(manifest, patch, merge_schema())
    if (
        not isinstance(made, dict)
        or not isinstance(made.get("metadata"), dict)
        or not isinstance(made.get("spec"), dict)
    ):
        raise subject.error("the template patch leaves no Application", *path)
    return made


def _resource(manifest: Fields, subject: Object, session: Session) -> Resource:
    resource = Resource(manifest, session.cluster_scoped)
    resource.source = subject.place(*_TEMPLATE)
    resource.trace = session.trace
    if session.trace is not None:
        place = place_in(subject, *_TEMPLATE)
        session.trace.begin("template", place)
        session.trace.made(manifest, place)
        session.trace.read(manifest["spec"], place.below("spec"))
        session.trace.read(manifest["metadata"], place.below("metadata"))
    return resource
