"""The resources that Argo CD applies for an Application: each source is a chart, a kustomization or a directory."""

from __future__ import annotations

from kustompy.controllers.argocd.directory import manifests_in
from kustompy.controllers.argocd.helm import Surroundings, from_chart
from kustompy.controllers.argocd.kustomize import add_choices
from kustompy.controllers.argocd.sources import foreign, is_foreign
from kustompy.controllers.argocd.waves import in_waves
from kustompy.controllers.namespaces import set_namespaces
from kustompy.controllers.objects import place_in
from kustompy.controllers.overlay import Overlay, Overlays
from kustompy.controllers.paths import directory_below
from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.session.options import Options
    from kustompy.session.session import Session

    Path = tuple[str | int, ...]


def built(
    subject: Object, world: World, session: Session, render: Callable[[str, Session], list[Resource]]
) -> list[Resource]:
    """The resources of all sources, in the order of their hooks and waves."""
    options = session.options
    overlays: list[Overlay] = []
    resources: list[Resource] = []
    if not session.files.jail:
        session.files.jail = [world.top]
    sources = _sources(subject)
    around = Surroundings(world.top, _refs([each for each, _ in sources], world, options))
    for source, path in sources:
        # Argo CD renders nothing for a source with a `ref` and no path: others take files of values from it.
        if source.get("ref") and not source.get("path") and not source.get("chart"):
            continue
        directory = _directory_of(subject, source, path, world, session)
        if not directory or _is_chart(source, directory, session):
            resources += from_chart(subject, source, path, directory, around, session)
            continue
        made = _overlay(subject, source, path, directory, session)
        overlays.append(made)
        leveled = _leveled(subject, source, path, options)
        # The files of a directory keep their order. A kustomization is sorted as `kustomize build` sorts it, since Argo
        # CD runs that command.
        reorder = "none" if made.generated is not None and not options.reorder else options.reorder
        session.overlaid, session.options = made, leveled.replaced(reorder=reorder)
        resources += render(made.directory, session)
    session.options = options
    session.overlaid = Overlays(overlays)
    if session.problems:
        return []
    destination = ("spec", "destination", "namespace")
    place = place_in(subject, *destination) if session.trace is not None else None
    set_namespaces(resources, subject.text(*destination), session, place)
    return in_waves(resources)


def _sources(subject: Object) -> list[tuple[dict[str, Value], Path]]:
    """The sources of an Application, each with its path in it."""
    # Argo CD ignores `source` where there are `sources`.
    several = subject.mappings("spec", "sources")
    if several:
        return [(each, ("spec", "sources", number)) for number, each in enumerate(several)]
    one = subject.get("spec", "source")
    if not isinstance(one, dict):
        raise subject.error("there is neither `spec.source` nor `spec.sources`", "spec")
    return [(one, ("spec", "source"))]


def _refs(sources: list[dict[str, Value]], world: World, options: Options) -> dict[str, str | None]:
    """The directory of each source with a ``ref``; None for one in another repository."""
    return {
        str(each["ref"]): None if is_foreign(str(each.get("repoURL")), world, options) else world.top
        for each in sources
        if each.get("ref")
    }


def _directory_of(subject: Object, source: dict[str, Value], path: Path, world: World, session: Session) -> str:
    """The directory of a source in this repository; empty for a chart to pull."""
    if source.get("plugin") is not None:
        raise subject.error(
            "a source with `plugin` is not rendered", *path, "plugin", code="KST259",
            hint="render it beforehand, and commit the manifests",
        )  # fmt: skip
    if not isinstance(source.get("repoURL"), str):
        raise subject.error("a source has no repoURL", *path)
    if source.get("chart"):
        return ""
    if is_foreign(source["repoURL"], world, session.options):
        raise foreign(source["repoURL"], subject, path)
    return _directory(subject, source, path, world.top, session)


def _is_chart(source: dict[str, Value], directory: str, session: Session) -> bool:
    """Whether helm renders a directory."""
    # Argo CD's order: the type that a field of the source names, then Chart.yaml, then a kustomization, else plain
    # manifests. A chart that has a kustomization beside it is a chart.
    if "Chart.yaml" not in session.files.names_in(directory):
        return False
    return not source.get("kustomize") and not source.get("directory")


def _overlay(subject: Object, source: dict[str, Value], path: Path, directory: str, session: Session) -> Overlay:
    names = set(session.files.names_in(directory))
    if source.get("helm"):
        raise subject.error(f"{source['path']} is not a chart", *path, "helm", code="KST252", hint="name a chart")
    is_kustomization = not names.isdisjoint(FILE_NAMES) and "directory" not in source
    if is_kustomization:
        made = Overlay(directory, subject)
        add_choices(made, subject, source, path)
        return made
    if source.get("kustomize"):
        raise subject.error(f"{source['path']} has no kustomization", *path, "kustomize", code="KST252")
    # Any file that is added below changes the build, so the directory as a whole is among its dependencies.
    session.trees[directory] = None
    return Overlay(directory, subject, manifests_in(directory, subject, source, path, session), (*path, "path"))


def _directory(subject: Object, source: dict[str, Value], path: Path, top: str, session: Session) -> str:
    written = source.get("path")
    if not isinstance(written, str):
        raise subject.error("a source has no path", *path)
    hint = "write a path from the top of the repository; a source that is another repository is not rendered"
    # Flux joins such a path below the top, Argo CD refuses it.
    if written.startswith("/"):
        raise subject.error(f"{written}: app path is absolute", *path, "path", code="KST252", hint=hint)
    return directory_below(
        top, written, subject, (*path, "path"), session,
        called="repository", missing="app path does not exist", hint=hint,
    )  # fmt: skip


def _leveled(subject: Object, source: dict[str, Value], path: Path, options: Options) -> Options:
    """The options with the version of kustomize that a source names."""
    kustomize = source.get("kustomize")
    version = kustomize.get("version") if isinstance(kustomize, dict) else None
    if not isinstance(version, str):
        return options
    try:
        return options.at_level(version.removeprefix("v"))
    except KustompyError as error:
        raise subject.error(str(error), *path, "kustomize", "version", hint="name one of these") from None
