"""The resources that a controller applies for an object, a target such as ``clusters/prod#flux-system/apps``."""

from __future__ import annotations

from kustompy.controllers.names import RELEASE, SET
from kustompy.controllers.order import cycle_of
from kustompy.controllers.world import object_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import Build, World
    from kustompy.model.resource import Resource
    from kustompy.session.session import Session

    Render = Callable[[str, Session], list[Resource]]


def builder(render: Render) -> Build:
    """The builder of objects; ``render`` builds the directories that they name."""
    return lambda subject, world, session: _built(subject, world, session, render)


def applied(target: str, session: Session, render: Render) -> list[Resource]:
    """The resources that an object tells its controller to apply; ``render`` builds a directory."""
    build = builder(render)
    subject, world = object_of(target, session, build)
    # The files that made the object decide the result as much as those below its path: `fleet` and `watch` build it
    # anew when one of them changes.
    session.files.were_read.update(dict.fromkeys((*subject.read, subject.source[0])))
    # Flux never applies a Kustomization or HelmRelease of a circle: each waits for the others to be ready.
    cycle = cycle_of(subject, world.objects)
    if cycle:
        raise subject.error(
            f"`dependsOn` leads in a circle: {' -> '.join(cycle)}", "spec", "dependsOn", code="KST257",
            hint="remove one of these entries: none of the objects is ever applied",
        )  # fmt: skip
    return build(subject, world, session)


def _built(subject: Object, world: World, session: Session, render: Render) -> list[Resource]:
    if subject.kind == "Application":
        from kustompy.controllers.argocd.application import built as application

        return application(subject, world, session, render)
    if subject.kind == SET:
        from kustompy.controllers.argocd.sets.expanded import built as expanded

        return expanded(subject, world, session)
    if subject.kind == RELEASE:
        from kustompy.controllers.flux.release import built as release

        return release(subject, world, session)
    from kustompy.controllers.flux.built import built as kustomization

    return kustomization(subject, world, session, render)
