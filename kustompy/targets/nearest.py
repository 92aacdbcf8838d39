"""The kustomization that a mistyped path may mean, looked for after a build has failed."""

from __future__ import annotations

import os

from kustompy.kustomization.file import FILE_NAMES
from kustompy.messages.suggestions import all_similar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.system.files import Files

# The search is for a line of help: it must end in no time in any tree, however large.
_DEEPEST, _MOST_CLOSE, _MOST_LISTED, _MOST_ASIDE = 8, 3, 30, 200


def nearest(target: str, files: Files) -> str:
    """The path of a kustomization that is similar to a target that does not exist; empty if there is none."""
    there, missing = target.rstrip("/" + os.sep), list[str]()
    while there and not files.is_there(os.path.abspath(there)):
        there, last = os.path.split(there)
        # Files in memory have no top of a file system.
        if not last:
            return ""
        missing.insert(0, last)
    if not missing or not all(missing) or len(missing) > _DEEPEST:
        return ""
    return _Search(files).found(there, missing)


class _Search:
    """A search that ends after a number of listed directories."""

    __slots__ = ("_files", "_left")

    def __init__(self, files: Files) -> None:
        self._files, self._left = files, _MOST_LISTED

    def found(self, directory: str, missing: list[str]) -> str:
        """The path below a directory with similar parts, else with the same parts one folder down."""
        return self._alike(directory, missing) or self._aside(directory, missing)

    def _alike(self, directory: str, parts: list[str]) -> str:
        names = self._names(directory)
        for name in [parts[0]] if parts[0] in names else all_similar(parts[0], names, _MOST_CLOSE):
            path = os.path.join(directory, name)
            found = self._alike(path, parts[1:]) if parts[1:] else self._if_built(path)
            if found:
                return found
        return ""

    def _aside(self, directory: str, parts: list[str]) -> str:
        """The path with the same parts in one of the directories here, if there is exactly one."""
        paths = [os.path.join(directory, name, *parts) for name in self._names(directory)[:_MOST_ASIDE]]
        found = [each for each in paths if self._if_built(each)]
        return found[0] if len(found) == 1 else ""

    def _names(self, directory: str) -> list[str]:
        self._left -= 1
        return self._files.names_in(os.path.abspath(directory)) if self._left >= 0 else []

    def _if_built(self, path: str) -> str:
        """The path, if there is a kustomization; else empty."""
        whole = os.path.abspath(path)
        return path if any(self._files.is_there(os.path.join(whole, name)) for name in FILE_NAMES) else ""
