"""What Argo CD would apply for an Application: its sources in order, each a folder of manifests or a kustomization."""

from __future__ import annotations

from kustompy.controllers.argocd.directory import manifests_in
from kustompy.controllers.argocd.kustomize import add_choices
from kustompy.controllers.argocd.waves import in_waves
from kustompy.controllers.overlay import Overlay, Overlays
from kustompy.controllers.paths import directory_below
from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.resource import Resource
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
    for source, path in _sources(subject):
        if source.get("ref") and not source.get("path") and not source.get("chart"):
            continue  # its files are for the values of a chart
        made = _overlay(subject, source, path, world, session)
        overlays.append(made)
        leveled = _leveled(subject, source, path, options)
        # files of a directory stay in their order; a kustomization is built as the command does it
        reorder = "none" if made.generated is not None and not options.reorder else options.reorder
        session.overlaid, session.options = made, leveled.replaced(reorder=reorder)
        resources += render(made.directory, session)
    session.options = options
    session.overlaid = Overlays(overlays)
    if session.problems:
        return []
    _set_namespaces(resources, subject, session)
    return in_waves(resources)


def _sources(subject: Object) -> list[tuple[dict[str, Any], Path]]:
    """The sources of an Application, each with its path."""
    several = subject.mappings("spec", "sources")
    if several:
        return [(each, ("spec", "sources", number)) for number, each in enumerate(several)]
    one = subject.get("spec", "source")
    if not isinstance(one, dict):
        raise subject.error("there is neither `spec.source` nor `spec.sources`", "spec")
    return [(one, ("spec", "source"))]


def _overlay(subject: Object, source: dict[str, Any], path: Path, world: World, session: Session) -> Overlay:
    if source.get("chart") or source.get("plugin") or source.get("helm"):
        what = next(each for each in ("chart", "plugin", "helm") if source.get(each))
        raise subject.error(
            f"a source with `{what}` is not rendered", *path, what, code="KST259",
            hint="render it beforehand, and commit the manifests",
        )  # fmt: skip
    _refuse_foreign(subject, source, path, world, session.options)
    directory = _directory(subject, source, path, world.top, session)
    names = set(session.files.names_in(directory))
    if "Chart.yaml" in names:
        raise subject.error(
            f"{source['path']} is a chart, which is not rendered", *path, "path", code="KST259",
            hint="render it beforehand, and commit the manifests",
        )  # fmt: skip
    is_kustomization = not names.isdisjoint(FILE_NAMES) and "directory" not in source
    if is_kustomization:
        made = Overlay(directory, subject)
        add_choices(made, subject, source, path)
        return made
    if source.get("kustomize"):
        raise subject.error(f"{source['path']} has no kustomization", *path, "kustomize", code="KST252")
    session.trees[directory] = None
    return Overlay(directory, subject, manifests_in(directory, subject, source, path, session), (*path, "path"))


def _directory(subject: Object, source: dict[str, Any], path: Path, top: str, session: Session) -> str:
    written = source.get("path")
    if not isinstance(written, str):
        raise subject.error("a source has no path", *path)
    hint = "write a path from the top of the repository; a source that is another repository is not rendered"
    return directory_below(
        top, written, subject, (*path, "path"), session,
        called="repository", missing="app path does not exist", hint=hint,
    )  # fmt: skip


def _refuse_foreign(subject: Object, source: dict[str, Any], path: Path, world: World, options: Options) -> None:
    """Refuse a source that the settings do not name, if they name any."""
    url = source.get("repoURL")
    if not isinstance(url, str):
        raise subject.error("a source has no repoURL", *path)
    if options.own_sources and not world.is_own_url(url, options.own_sources):
        raise subject.error(
            f"the source {url} is not this repository", *path, "repoURL", code="KST258",
            hint=f'if it is, say so in kustompy.toml: `[argocd]` and `sources = ["{url}"]`',
        )  # fmt: skip


def _leveled(subject: Object, source: dict[str, Any], path: Path, options: Options) -> Options:
    """The options with the version of kustomize that a source names."""
    kustomize = source.get("kustomize")
    version = kustomize.get("version") if isinstance(kustomize, dict) else None
    if not isinstance(version, str):
        return options
    try:
        return options.at_level(version.removeprefix("v"))
    except KustompyError as error:
        raise subject.error(str(error), *path, "kustomize", "version", hint="name one of these") from None


def _set_namespaces(resources: list[Resource], subject: Object, session: Session) -> None:
    """Put resources without a namespace into that of the destination."""
    namespace = subject.text("spec", "destination", "namespace")
    if not namespace:
        return
    if session.trace is not None:
        from kustompy.controllers.objects import place_in

        session.trace.begin("destination", place_in(subject, "spec", "destination", "namespace"))
    for each in resources:
        metadata = each.manifest["metadata"]
        if each.namespace or each.is_cluster_scoped or metadata.get("namespace"):
            continue
        metadata["namespace"] = namespace
        if session.trace is not None:
            session.trace.over(metadata, "namespace")
        each.ids_changed()
