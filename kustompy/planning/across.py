"""One target at two revisions, or at a revision and in the work tree."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.limits import record
from kustompy.planning.changes.differ import Side, differences
from kustompy.planning.sides import side_of_build
from kustompy.targets.overlays import is_kustomization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple

    from kustompy.planning.changes.change import Diff
    from kustompy.planning.changes.noise import Noise
    from kustompy.revisions.files import RevisionFiles
    from kustompy.session.options import Options

    class Compared(NamedTuple):
        """A target, its two sides, what differs, and why a side does not build; None if it does."""

        target: str
        """The path from the top of the repository."""
        old: Side | None
        """None if the side does not build; without resources if there was no such kustomization."""
        new: Side | None
        changes: Diff | None
        old_error: KustompyError | None
        new_error: KustompyError | None
        is_new: bool
        is_gone: bool
else:
    Compared = record("Compared", "target old new changes old_error new_error is_new is_gone")

NOTHING = Side(())


def compared(
    directory: str, top: str, old: RevisionFiles, new: RevisionFiles | None, options: Options, noise: Sequence[Noise],
    there: tuple[bool, bool] | None = None,
) -> Compared:  # fmt: skip
    """The target in an absolute directory at both sides; one that is not there at one side has nothing there.

    ``there`` says so for an object of a controller: whether it exists at the old side and at the new one.
    """
    was_there, is_there = there or (has_kustomization(directory, old), has_kustomization(directory, new))
    # An overlay that is new or gone is compared with nothing, so that each of its resources is added or removed. One
    # that does not build is not compared at all: everything would seem to be gone.
    is_new, is_gone = not was_there, not is_there
    before, old_error = (NOTHING, None) if is_new else _built(directory, options, old)
    after, new_error = (NOTHING, None) if is_gone else _built(directory, options, new)
    changes = None if before is None or after is None else differences(before, after, noise)
    target = os.path.relpath(directory, top).replace(os.sep, "/")
    return Compared(target, before, after, changes, old_error, new_error, is_new, is_gone)


def has_kustomization(directory: str, files: RevisionFiles | None) -> bool:
    """Whether a directory has a kustomization in a revision, or in the work tree."""
    if files is None:
        return is_kustomization(directory)
    return any(files.is_there(os.path.join(directory, name)) for name in FILE_NAMES)


def _built(directory: str, options: Options, files: RevisionFiles | None) -> tuple[Side | None, KustompyError | None]:
    if files is not None:
        # A build has a budget of files and bytes, so each one counts its own reading.
        files = files.fresh()
    try:
        return side_of_build(directory, options, files), None
    except KustompyError as error:
        return None, error
