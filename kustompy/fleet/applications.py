"""Applications of Argo CD, and the annotation that tells it which paths of the repository their builds depend on."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.model.dependencies import is_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kustompy.model.dependencies import Dependencies
    from kustompy.model.values import Value

ANNOTATION = "argocd.argoproj.io/manifest-generate-paths"


class Application(NamedTuple):
    """An Application in a file: its name, the paths of its sources in their repositories, and what it says now."""

    document: int
    name: str
    paths: tuple[str, ...]
    components: tuple[str, ...]
    """Directories of components that its kustomize options add, seen from the only source or each of them."""
    annotation: str


def applications_in(documents: Sequence[Value]) -> Iterator[Application]:
    """The Applications among documents; those that a template or a chart makes have no path of their own."""
    for index, manifest in enumerate(documents):
        if not isinstance(manifest, dict) or manifest.get("kind") != "Application":
            continue
        if not str(manifest.get("apiVersion")).startswith("argoproj.io/"):
            continue
        metadata, sources = _mapping(manifest, "metadata"), list(_sources(_mapping(manifest, "spec")))
        found = _mapping(metadata, "annotations").get(ANNOTATION)
        yield Application(
            index,
            str(metadata.get("name", "")),
            tuple(str(each["path"]) for each in sources),
            tuple(str(each) for source in sources for each in _mapping(source, "kustomize").get("components") or ()),
            found if isinstance(found, str) else "",
        )


def _sources(spec: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    several = spec.get("sources")
    for each in (spec.get("source"), *(several if isinstance(several, list) else ())):
        # A source with a chart has its path in a repository of Helm, and none here.
        if isinstance(each, dict) and isinstance(each.get("path"), str) and not each.get("chart"):
            yield each


def _mapping(value: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def generate_paths(directories: Sequence[str], found: Iterable[Dependencies], top: str) -> str:
    """The value of the annotation: what builds of the directories depend on in the repository at ``top``.

    A directory stands for what is in it unless more is below it than the builds depend on; then its files do. The only
    directory of an Application is ``.``, and everything else begins at the top.
    """
    paths: set[str] = set()
    trees: set[str] = set()
    for each in found:
        paths.update((*each.read, *each.missed, *each.links))
        trees.update(each.trees)
    paths = {each for each in paths if is_below(each, top)}
    needed = {os.path.dirname(each) for each in paths} | {each for each in trees if is_below(each, top)}
    whole = {each for each in needed if each in trees or _is_whole(each, needed)}
    kept = {each for each in whole if not _has_above(each, whole)}
    kept |= {each for each in paths if not _has_above(each, whole)}
    shown = {_shown(each, directories, top) for each in kept}
    # Argo CD parts the paths of the annotation by semicolons; one that begins with a slash starts at the root of the
    # repository.
    return ";".join(sorted(shown, key=lambda each: (each != ".", each)))


def _is_whole(directory: str, needed: set[str]) -> bool:
    """Whether the builds depend on every directory below."""
    try:
        # A link to a directory is a file to git, and so to Argo CD.
        below = [each.path for each in os.scandir(directory) if each.is_dir(follow_symlinks=False)]
    except OSError:
        return False  # what is missed there may come with much else
    return all(each in needed and _is_whole(each, needed) for each in below)


def _has_above(path: str, directories: set[str]) -> bool:
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        if path in directories:
            return True
    return False


def _shown(path: str, directories: Sequence[str], top: str) -> str:
    if len(directories) == 1 and path == directories[0]:
        return "."
    relative = os.path.relpath(path, top).replace(os.sep, "/")
    return "/" if relative == "." else f"/{relative}"
