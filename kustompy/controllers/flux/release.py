"""The resources that Flux installs for a HelmRelease: its chart with values, post renderers and labels."""

from __future__ import annotations

import hashlib

from kustompy.controllers.charts import Release, rendered
from kustompy.controllers.flux.chart_source import chart_of
from kustompy.controllers.flux.labels import add_metadata
from kustompy.controllers.flux.post_render import post_render
from kustompy.controllers.flux.values import values_of
from kustompy.controllers.namespaces import set_namespaces
from kustompy.controllers.objects import place_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.resource import Resource
    from kustompy.session.session import Session

_GROUP = "helm.toolkit.fluxcd.io"
# helm takes no longer name of a release: names of resources are made of it, and a label has 63 characters. Of a longer
# one Flux keeps 40, a dash, and 12 of the hash.
_LONGEST, _KEPT, _OF_HASH = 53, 40, 12
_HOOK = "helm.sh/hook"


def built(subject: Object, world: World, session: Session) -> list[Resource]:
    """The resources that the HelmRelease installs; hooks come last."""
    if not session.files.jail:
        session.files.jail = [world.top]
    chart = chart_of(subject, world, session)
    namespace = subject.text("spec", "targetNamespace") or subject.namespace
    release = Release(
        chart.source,
        _name(subject),
        namespace,
        [values_of(subject, world, session)],
        chart.values_files,
        _flags(subject),
    )
    resources = rendered(release, subject, chart.path, world.top, session)
    hooks = [each for each in resources if _is_hook(each)]
    others = [each for each in resources if not _is_hook(each)]
    # helm hands a post renderer the manifests without hooks, and Flux labels them there: hooks get none of it.
    others = post_render(others, subject, world.top, session)
    add_metadata(others, subject, _GROUP, session)
    place = place_in(subject, "spec") if session.trace is not None else None
    set_namespaces([*others, *hooks], namespace, session, place)
    return [*others, *hooks]


def _name(subject: Object) -> str:
    """The name of the release: as the object gives it, else made of its name and target namespace."""
    target = subject.text("spec", "targetNamespace")
    name = subject.text("spec", "releaseName") or (f"{target}-{subject.name}" if target else subject.name)
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_KEPT]}-{hashlib.sha256(name.encode()).hexdigest()[:_OF_HASH]}"


def _flags(subject: Object) -> tuple[str, ...]:
    crds = subject.text("spec", "install", "crds") or "Create"
    if crds not in ("Create", "CreateReplace", "Skip"):
        raise subject.error(
            f"`spec.install.crds` is {crds}", "spec", "install", "crds", hint="write Create, CreateReplace or Skip"
        )
    # `helm install` runs no tests, while `helm template` prints them. `skipCRDs` is the older field.
    flags = ["skipTests"]
    if crds != "Skip" and not subject.flag("spec", "install", "skipCRDs"):
        flags.append("includeCRDs")
    if subject.flag("spec", "install", "disableHooks"):
        flags.append("skipHooks")
    return tuple(flags)


def _is_hook(resource: Resource) -> bool:
    annotations = resource.manifest["metadata"].get("annotations")
    return isinstance(annotations, dict) and _HOOK in annotations
