"""Files beside a kustomization that nothing refers to: no build read them, and no kustomization around names them."""

from __future__ import annotations

import os
from fnmatch import fnmatch

from kustompy.errors.diagnostic import Diagnostic
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run

_SUFFIXES = (".yaml", ".yml", ".json", ".env", ".properties", ".patch")
# Where kustomize looks for charts if `chartHome` says nothing: their files are helm's.
_CHARTS = "charts"
_DEEPEST = 20


def unreferenced_files(run: Run) -> Iterator[Diagnostic]:
    """Each file below a kustomization that was built, which no build has read."""
    # A build that failed has not read all of its files.
    if not run.directories or run.has_failed:
        return
    seen = set()
    for file in run.kustomizations:
        for path in _files_below(run, os.path.dirname(file), 0):
            if (
                path not in seen
                and not _is_expected(path, run)
                and not _is_named_above(path, run)
                and not run.is_named_around(path)
            ):
                text = f"nothing refers to the file {os.path.basename(path)!r}"
                yield Diagnostic(text, code="KST957", severity="warning", file=path, line=1, column=1)
            seen.add(path)


def _files_below(run: Run, directory: str, depth: int) -> Iterator[str]:
    """The unread files of the kustomization in a directory, without those of other kustomizations below it.

    A directory below belongs to the kustomization if the build has read something there.
    """
    read = run.files.were_read
    if depth and not any(each.startswith(directory + os.sep) for each in read):
        return
    for name in run.files.names_in(directory):
        path = os.path.join(directory, name)
        if name.startswith(".") or path in read:
            continue
        inner = run.files.names_in(path)
        if not inner:
            if name.endswith(_SUFFIXES):
                yield path
        elif not set(FILE_NAMES).intersection(inner) and name != _CHARTS and depth < _DEEPEST:
            yield from _files_below(run, path, depth + 1)


def _is_named_above(path: str, run: Run) -> bool:
    """Whether a kustomization in a directory above, which no build has read, names the file by its path."""
    directory = os.path.dirname(path)
    for _ in range(_DEEPEST):
        name = os.path.relpath(path, directory).replace(os.sep, "/")
        for file in FILE_NAMES:
            if name.encode() in run.peek(os.path.join(directory, file)):
                return True
        if directory == os.path.dirname(directory) or directory == run.root or ".git" in run.files.names_in(directory):
            return False
        directory = os.path.dirname(directory)
    return False


def _is_expected(path: str, run: Run) -> bool:
    return any(
        fnmatch(os.path.basename(path), pattern) or fnmatch(path, f"*/{pattern}")
        for pattern in run.settings.unreferenced
    )
