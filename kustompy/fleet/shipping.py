"""The content of the files that builds need, for workers that do not share the disk."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.system.files import Files
from kustompy.system.root import may_be_remote
from kustompy.targets.overlays import texts_in
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.fleet.outcome import Outcome

_MOST_FILES = 20_000


class Parcels:
    """What was read for the builds of a run, each file once."""

    __slots__ = ("_files", "_named", "contents")

    def __init__(self) -> None:
        self._files = Files()
        self.contents: dict[str, bytes] = {}
        self._named: dict[str, tuple[str, ...]] = {}
        """The paths that the kustomization in a directory names, and its own."""

    def needed(self, targets: Iterable[str]) -> dict[str, bytes] | None:
        """What the kustomizations of the targets name, and those that they lead to.

        It may be too much or too little, which the build tells. None if something lies behind a link, or elsewhere:
        then the build has to be made here.
        """
        waiting = [os.path.abspath(each) for each in targets]
        # The worker is given contents by path, and follows no links: what lies behind one has another path there.
        if any(may_be_remote(each) or os.path.realpath(each) != each for each in waiting):
            return None
        seen = set(waiting)
        needed: dict[str, bytes] = {}
        while waiting:
            for path in self._named_in(waiting.pop()):
                if path in seen:
                    continue
                seen.add(path)
                if os.path.islink(path) or len(seen) > _MOST_FILES:
                    return None
                if os.path.isdir(path):
                    waiting.append(path)
                elif self.take(path):
                    needed[path] = self.contents[path]
        return needed

    def take(self, path: str) -> bool:
        """Whether the file could be read, which no link leads to."""
        if path not in self.contents:
            try:
                content = self._files.read_in_place(path)
            except KustompyError:
                return False
            if content is None:
                return False
            self.contents[path] = content
        return True

    def _named_in(self, directory: str) -> tuple[str, ...]:
        if directory not in self._named:
            files = [each for each in (os.path.join(directory, name) for name in FILE_NAMES) if self.take(each)]
            texts = [each for file in files for each in _texts(self.contents[file])]
            paths = (os.path.normpath(os.path.join(directory, each)) for each in texts)
            # Any text may be a path: whether it is one, the disk says. A word that happens to be a file costs its
            # bytes.
            self._named[directory] = (*files, *(each for each in paths if os.path.lexists(each)))
        return self._named[directory]

    def missing(self, outcome: Outcome) -> list[str] | None:
        """The files that a worker looked for in vain and that are here; None if it cannot build the target at all."""
        found = outcome.dependencies
        here = [each for each in found.missed if os.path.lexists(each)]
        if here and all(self.take(each) for each in here):
            return here
        # An error of a worker without this disk may be that of a file which was not sent: it is asked for here again.
        return None if here or outcome.error is not None or not found.is_closed or found.trees else []

    def close(self) -> None:
        """Close what is kept open."""
        self._files.release()


def _texts(content: bytes) -> list[str]:
    """What may be a path in a kustomization; nothing of one that cannot be read, and its build says why."""
    try:
        return list(texts_in(read_config(content)))
    except KustompyError:
        return []
