"""The kustomization that Flux generates for a directory without one: which files it takes, and which it never sees."""

from __future__ import annotations

import os

from kustompy.errors import LimitError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.targets.gitignore import Ignored, patterns_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.system.files import Files

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
"""What a source leaves out unless it says otherwise, as far as it is YAML."""


def generated_resources(directory: str, top: str, files: Files, most: int, ignore: str | None = None) -> list[str]:
    """The entries of ``resources:``: folders with a kustomization of their own, and the other YAML files.

    ``ignore`` are the patterns of the source, which count instead of the default ones.
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
    """The directories from the top down to the one around a directory."""
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
    """The paths in the order of their names, as Go walks a directory; links to directories are not followed."""
    waiting = [(directory, around)]
    while waiting:
        path, ignored = waiting.pop()
        real, is_directory = files.resolved(path)
        if not is_directory:
            yield path
            continue
        if real != path and path != directory:
            continue
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
