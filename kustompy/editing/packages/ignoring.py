"""``.krmignore``: which files a package leaves out, in a subset of the language of ``.gitignore``."""

from __future__ import annotations

import os

from kustompy.editing.draft import read_bytes
from kustompy.errors import UsageError
from kustompy.golang.glob import matches

NAME = ".krmignore"


class _Rule:
    """One line: its parts between slashes, the folder that it counts from, and what kind of path it fits."""

    __slots__ = ("base", "is_anchored", "is_folder", "is_negated", "parts")

    def __init__(self, line: str, base: str) -> None:
        self.is_negated = line.startswith("!")
        # A backslash at the start stands for a name that begins with `!` or `#`.
        line = line.removeprefix("!").removeprefix("\\")
        self.is_folder = line.endswith("/")
        line = line.rstrip("/")
        # As in git: a pattern with a slash that is not its last character is about paths from the folder of the file,
        # any other one about names at every depth.
        self.is_anchored = "/" in line
        self.parts = line.lstrip("/").split("/")
        self.base = base

    def fits(self, path: str, *, is_folder: bool) -> bool:
        if self.is_folder and not is_folder:
            return False
        if self.base:
            if not path.startswith(self.base + os.sep):
                return False
            path = path[len(self.base) + 1 :]
        names = path.split(os.sep)
        if not self.is_anchored:
            return _fits(self.parts[0], names[-1])
        return _fit(self.parts, names)


def _fit(parts: list[str], names: list[str]) -> bool:
    """Whether all names match; ``**`` stands for any number of them."""
    # All places that can be reached at once, and no backtracking: patterns are of the tree, and many `**` in one of
    # them would take time without end.
    reached = {0}
    for part in parts:
        if part == "**":
            reached = {end for start in reached for end in range(start, len(names) + 1)}
        else:
            reached = {start + 1 for start in reached if start < len(names) and _fits(part, names[start])}
    return len(names) in reached


def _fits(pattern: str, name: str) -> bool:
    try:
        return matches(pattern, name)
    # A pattern that cannot be read matches nothing.
    except UsageError:
        return False


class Ignored:
    """The rules of a folder and of those above it; the last one that fits decides."""

    __slots__ = ("rules",)

    def __init__(self, rules: tuple[_Rule, ...] = ()) -> None:
        self.rules = rules

    def with_file(self, folder: str, below: str) -> Ignored:
        """The same, with the rules of the folder's own file."""
        path = os.path.join(folder, NAME)
        if not os.path.isfile(path):
            return self
        lines = [line.strip() for line in read_bytes(path).decode("utf-8", "replace").splitlines()]
        own = tuple(_Rule(line, below) for line in lines if line and not line.startswith("#"))
        return Ignored((*self.rules, *own))

    def has(self, path: str, *, is_folder: bool) -> bool:
        """Whether the path is left out."""
        # The last rule that fits decides, and those of deeper folders come later.
        for rule in reversed(self.rules):
            if rule.fits(path, is_folder=is_folder):
                return not rule.is_negated
        return False
