"""Files that the settings declare as inputs of the pipeline, and that the repository has all the same."""

from __future__ import annotations

import os

from kustompy.errors.diagnostic import Diagnostic
from kustompy.targets.gitignore import ignored_around, ignored_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run


def committed_inputs(run: Run) -> Iterator[Diagnostic]:
    """Each input of a build that lies in the tree and that git does not ignore: its values may be public."""
    for declared in run.settings.declared.files:
        path = declared.path
        if path not in run.files.were_read or not os.path.isfile(path) or _is_ignored(path):
            continue
        name = os.path.basename(path)
        yield Diagnostic(
            f"the file {name!r} is declared as an input, and the repository has it",
            code="KST967",
            severity="warning",
            file=path,
            line=1,
            column=1,
            hint=f"`git rm --cached {name}`, write {name} into .gitignore, and change the values that were in it",
        )


def _is_ignored(path: str) -> bool:
    directory = os.path.dirname(path)
    ignored = ignored_in(directory, ignored_around(directory))
    return ignored is not None and ignored.covers(path, is_directory=False)
