"""The kustomization that Flux generates for a directory without one: the files in it, and those that are ignored."""

from __future__ import annotations

import os

from kustompy.errors import LimitError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.targets.gitignore import Ignored, patterns_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.system.files import Files

# source-controller packs a source without the ignored files, so kustomize-controller never sees them.
_NAME = ".sourceignore"
_SUFFIXES = (".yaml", ".yml")
_ALWAYS = ".git/\n.gitignore\n.gitmodules\n.gitattributes\n"
_DEFAULT = """\
.github/
.circleci/
.travis.yml
.gitlab-ci.yml
appveyor.yml
.drone.yml
cloudbuild.yaml
codeship-services.yml
codeship-steps.yml
.goreleaser.yml
.sops.yaml
.flux.yaml
"""
"""The patterns of source-controller that can match YAML; ``spec.ignore`` of a source replaces them."""


def generated_resources(directory: str, top: str, files: Files, most: int, ignore: str | None = None) -> list[str]:
    """The entries of ``resources:``: folders with a kustomization of their own, and all other YAML files.

    ``ignore`` are the patterns of the source, which replace the default ones. More than ``most`` entries are a
    LimitError (KST707).
    """
    found: list[str] = []
    around = Ignored(top, patterns_of(_ALWAYS + (_DEFAULT if ignore is None else ignore)))
    for each in _above(directory, top):
        around = _with_own(each, around, files)
    for path in _walked(directory, around, files):
        found.append("./" + os.path.relpath(path, directory).replace(os.sep, "/"))
        if len(found) > most:
            raise LimitError(f"{directory} has more than {most} manifests", code="KST707")
    return found


def _above(directory: str, top: str) -> list[str]:
    """The directories above a directory, from the top of the source down; none if it is the top or outside."""
    found = []
    while directory != top and os.path.dirname(directory) != directory:
        directory = os.path.dirname(directory)
        found.append(directory)
    return list(reversed(found)) if directory == top else []


def _with_own(directory: str, around: Ignored, files: Files) -> Ignored:
    path = os.path.join(directory, _NAME)
    if not files.is_there(path):
        return around
    return Ignored(directory, patterns_of(files.read(path).decode("utf-8", "replace")), around)


def _walked(directory: str, around: Ignored, files: Files) -> Iterator[str]:
    """The files and the folders with a kustomization, sorted by name."""
    # Go's `filepath.Walk` sorts the names in a directory and follows no link in it; the directory itself may be one.
    waiting = [(directory, around)]
    while waiting:
        path, ignored = waiting.pop()
        real, is_directory = files.resolved(path)
        if not is_directory:
            yield path
            continue
        if real != path and path != directory:
            continue
        # Flux takes a folder with a kustomization as one entry, and what it does not name is not applied.
        if path != directory and any(_is_file(os.path.join(path, name), files) for name in FILE_NAMES):
            yield path
            continue
        inside = _with_own(path, ignored, files)
        below = [(os.path.join(path, name), inside) for name in files.names_in(path)]
        waiting += [each for each in reversed(below) if _is_wanted(each[0], inside, files)]


def _is_file(path: str, files: Files) -> bool:
    return files.is_there(path) and not files.resolved(path)[1]


def _is_wanted(path: str, ignored: Ignored, files: Files) -> bool:
    if not files.is_there(path):
        return False  # a link that leads nowhere
    is_directory = files.resolved(path)[1]
    if not is_directory and not path.endswith(_SUFFIXES):
        return False
    return not ignored.covers(path, is_directory=is_directory)
