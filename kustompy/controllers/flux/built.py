"""The resources that Flux applies for a Kustomization: its directory built with the changes of the object."""

from __future__ import annotations

from kustompy.controllers.flux.kustomization import overlay_of
from kustompy.controllers.flux.post_build import finish
from kustompy.controllers.flux.variables import variables_of
from kustompy.controllers.objects import place_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.controllers.objects import Object
    from kustompy.controllers.overlay import Overlay
    from kustompy.controllers.world import World
    from kustompy.model.resource import Resource
    from kustompy.session.options import Options
    from kustompy.session.session import Session

    Render = Callable[[str, Session], list[Resource]]


def built(subject: Object, world: World, session: Session, render: Render) -> list[Resource]:
    """The resources that the Kustomization applies; none if files of the build are missing (``session.problems``)."""
    options = session.options
    # A cluster would not admit the object: the name of a dependency is required.
    for number, each in enumerate(subject.mappings("spec", "dependsOn")):
        if not isinstance(each.get("name"), str):
            raise subject.error("an entry of `spec.dependsOn` has no name", "spec", "dependsOn", number)
    _refuse_foreign(subject, world, options)
    source = f"{subject.text('spec', 'sourceRef', 'kind')}/{subject.text('spec', 'sourceRef', 'name')}"
    variables = variables_of(subject, world, session)
    session.overlaid = overlay_of(subject, world.top, session, world.ignores.get(source))
    # Flux builds without load restrictions and with plugins off, and keeps the order of resources.
    session.options = options.replaced(
        load_restrictions=False, reorder=options.reorder or "none", enable_helm=False, enable_alpha_plugins=False
    )
    # The source is unpacked into a directory of its own, so nothing beside the repository can be read.
    if not session.files.jail:
        session.files.jail = [world.top]
    resources = _rendered(session.overlaid, subject, world.top, session, render)
    if session.problems:
        return []
    if session.trace is not None:
        session.trace.begin("postBuild", place_in(subject, "spec"))
    finish(resources, subject, variables, session)
    return resources


def _rendered(overlay: Overlay, subject: Object, top: str, session: Session, render: Render) -> list[Resource]:
    """The resources of the directory; with ``decryption`` sources of its secret generators are decrypted first."""
    if subject.get("spec", "decryption") is None:
        return render(overlay.directory, session)
    from kustompy.controllers.flux.sealed_sources import opening_sources

    files = session.files
    before, files.rewrite = files.rewrite, opening_sources(overlay, top, session)
    try:
        return render(overlay.directory, session)
    finally:
        files.rewrite = before


def _refuse_foreign(subject: Object, world: World, options: Options) -> None:
    """Raise an error (KST258) for an object whose source is another repository."""
    kind, name = subject.text("spec", "sourceRef", "kind"), subject.text("spec", "sourceRef", "name")
    if not name:
        raise subject.error("`spec.sourceRef` names no source", "spec", "sourceRef")
    namespace = subject.text("spec", "sourceRef", "namespace") or subject.namespace
    if world.is_own(kind, name, namespace, options.own_sources):
        return
    url = world.declared.get(f"{kind}/{name}", "")
    raise subject.error(
        f"the source {kind} {namespace}/{name}{f' ({url})' if url else ''} is not this repository",
        "spec", "sourceRef", code="KST258",
        hint=f'if it is, say so in kustompy.toml: `[flux]` and `sources = ["{name}"]`',
    )  # fmt: skip
