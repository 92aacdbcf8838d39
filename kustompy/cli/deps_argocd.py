"""``kustompy deps --argocd``: write what Applications of Argo CD depend on into their annotations."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.editing.annotations import documents_in, with_annotation
from kustompy.editing.draft import read_bytes
from kustompy.editing.saving import save
from kustompy.errors import KustompyError, UsageError
from kustompy.fleet.applications import ANNOTATION, applications_in, generate_paths
from kustompy.fleet.recorded import recorded
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.dependencies import is_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.cli.flags import Line
    from kustompy.fleet.applications import Application
    from kustompy.model.dependencies import Dependencies
    from kustompy.session.options import Options

_ENDINGS = (".yaml", ".yml")
_WORD = b"argoproj.io/"


def main(line: Line) -> int:
    """Write or check the annotations: 0 all are right, 1 one is not or its build fails."""
    files = list(_files(line.positional or [os.curdir]))
    options, is_right, count = build_options(line, os.environ), True, 0
    for path in files:
        source = read_bytes(path)
        if _WORD not in source:
            continue
        try:
            documents = documents_in(source)
        # A folder may hold templates that are no YAML; a file that is named must be one.
        except KustompyError as error:
            if path in line.positional:
                error.noted(file=path)
                raise
            to_stderr(f"# {path}: left out, it cannot be read: {str(error).partition(chr(10))[0]}\n")
            continue
        told = _Told(path, options)
        made = source
        for each in applications_in(documents):
            wanted = told.wanted(each)
            if not wanted:
                continue
            count += 1
            differs = wanted != each.annotation
            is_right = is_right and not (differs and line["check"])
            if differs:
                made = with_annotation(made, path, each.document, ANNOTATION, wanted)
            state = "is right" if not differs else "differs" if line["check"] else "written"
            to_stdout(f"{path}: {each.name}: {state}: {wanted}\n")
        if made != source and not line["check"]:
            save(path, source, made)
        is_right = is_right and not told.has_failed
    if not count and is_right and not line["allow-empty"]:
        raise UsageError(
            f"no Application of Argo CD with a kustomization in {', '.join(line.positional or [os.curdir])}",
            code="KST823", hint="name files of Applications, or a directory with some, beside what they deploy",
        )  # fmt: skip
    return 0 if is_right else 1


class _Told:
    """The values of the annotations of the Applications of a file."""

    def __init__(self, path: str, options: Options) -> None:
        self._path, self._options, self.has_failed = path, options, False
        self._top = _repository(os.path.dirname(os.path.realpath(path)))

    def wanted(self, application: Application) -> str:
        """The value of the annotation; empty if no source is a kustomization of this repository."""
        directories = [os.path.normpath(os.path.join(self._top, each.strip("/"))) for each in application.paths]
        directories = [each for each in directories if is_below(each, self._top) and _is_kustomization(each)]
        if not directories:
            left = ", ".join(application.paths) or "a chart or template"
            to_stderr(f"# {self._path}: {application.name}: no kustomization of this repository: {left}\n")
            return ""
        # Argo CD adds `kustomize.components` to the kustomization of the source, by paths from it.
        more = [os.path.normpath(os.path.join(start, each)) for start in directories for each in application.components]
        found = [self._dependencies(each, is_component=False) for each in directories]
        more = [each for each in more if is_below(each, self._top) and _is_kustomization(each)]
        found += [self._dependencies(each, is_component=True) for each in more]
        return generate_paths(directories, found, self._top)

    def _dependencies(self, directory: str, *, is_component: bool) -> Dependencies:
        """The dependencies of a build; a component may fail, and has read its files by then."""
        done = recorded(directory, self._options, explained=True)
        if done.error is not None and not is_component:
            from kustompy.cli.reporter import error_text

            self.has_failed = True
            to_stderr(error_text(done.error, ()))
        return done.dependencies


def _files(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for directory, folders, names in os.walk(path):
            # In place, so that os.walk does not go into .git and its like.
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            yield from (os.path.join(directory, each) for each in sorted(names) if each.endswith(_ENDINGS))


def _is_kustomization(directory: str) -> bool:
    return any(os.path.isfile(os.path.join(directory, each)) for each in FILE_NAMES)


def _repository(directory: str) -> str:
    """The nearest directory at or above that has a ``.git``, else the current one."""
    here = directory
    # A file in a work tree that `git worktree` made, a directory otherwise.
    while not os.path.lexists(os.path.join(here, ".git")):
        if os.path.dirname(here) == here:
            return os.path.realpath(os.curdir)
        here = os.path.dirname(here)
    return here
