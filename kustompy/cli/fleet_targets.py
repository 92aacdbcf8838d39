"""The targets of a command for many: directories, those that patterns match, and the overlays below others."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import settings_of
from kustompy.cli.inputs import nothing, targets_for
from kustompy.errors import UsageError
from kustompy.system.root import may_be_remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line

_OF_PATTERNS = frozenset("*?[")


def directories_of(line: Line) -> tuple[str, ...]:
    """The directories and URLs to build, each once; a UsageError if there is none."""
    paths = _matched(line.positional) or ["."]
    targets = targets_for(paths, line, settings_of(line, paths[0]).chosen)
    if targets.files and not targets.directories and all(os.path.isfile(each) for each in paths):
        raise UsageError(
            f"{targets.files[0]} is not a kustomization", code="KST832",
            hint="name a directory with a kustomization, or one above such directories",
        )  # fmt: skip
    if not targets.directories and not line["allow-empty"]:
        raise nothing(paths, targets)
    return targets.directories


def _matched(paths: Sequence[str]) -> list[str]:
    """The paths; a pattern is replaced by the directories that it matches, unless a file or directory is called so."""
    from kustompy.targets.tree import matching

    found = []
    for path in paths:
        if path.endswith("#*") or not _OF_PATTERNS.intersection(path) or os.path.lexists(path) or may_be_remote(path):
            found.append(path)
            continue
        fitting = [os.path.relpath(each) for _, names in matching([path], os.getcwd()) for each in names]
        if not fitting:
            # A shell leaves a pattern without a match as it is, and a build of nothing must not pass for a success.
            raise UsageError(f"no directory fits {path!r}", code="KST832", hint="`**` fits any number of directories")
        found += fitting
    return found


def roots_of(paths: Sequence[str]) -> list[str]:
    """The directories below which new targets may appear: those of the arguments that are no targets themselves."""
    from kustompy.targets.overlays import is_kustomization

    found = []
    for path in paths:
        if _OF_PATTERNS.intersection(path) and not os.path.lexists(path) and not may_be_remote(path):
            # The directory above the first part that is a pattern: whatever appears below may match.
            parts = path.split(os.sep)
            end = next(number for number, part in enumerate(parts) if _OF_PATTERNS.intersection(part))
            path = os.sep.join(parts[:end]) or (os.sep if path.startswith(os.sep) else os.curdir)
        if os.path.isdir(path) and not is_kustomization(path):
            found.append(path)
    return found
