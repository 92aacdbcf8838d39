"""What earlier runs have kept in a folder: the kustomizations of a revision, and what builds depend on."""

from __future__ import annotations

import json
import os

from kustompy._version import __version__
from kustompy.fleet.sealed import Notes
from kustompy.limits import record
from kustompy.planning.named import Named, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from kustompy.fleet.cache import Cache
    from kustompy.model.dependencies import Dependencies
    from kustompy.session.options import Options

    class Known(NamedTuple):
        """A commit, and its tree."""

        commit: str
        tree: Tree
else:
    Known = record("Known", "commit tree")

# Raised when the meaning of what is kept changes. The version of the program is in the key as well, since each may
# read kustomizations in other ways.
_FORM = 1


class Earlier:
    """What earlier runs have kept for builds with the same options."""

    __slots__ = ("_builds", "_options", "notes")

    def __init__(self, directory: str, options: Options) -> None:
        self.notes = Notes(directory)
        self._options = options
        self._builds: Cache | None = None

    def dependencies_of(self, target: str) -> Dependencies | None:
        """All that a build depends on, if it is kept and would still be the same."""
        # The cache of builds is opened for the first overlay that is reached by a guess: most changes need none.
        if self._builds is None:
            from kustompy.fleet.cache import Cache

            self._builds = Cache(self.notes.directory, self._options)
        found = self._builds.find(target)
        return None if found is None else found.dependencies


def known(notes: Notes, top: str) -> Known | None:
    """What was kept of a repository last; None if nothing was."""
    note = notes.find(_key(top))
    if note is None:
        return None
    # Names of files may be any bytes: git and the file system give them as surrogates, which UTF-8 alone refuses.
    found = json.loads(note.decode("utf-8", "surrogatepass"))
    start = os.path.join(top, "")
    # `tuple.__new__` and not `Named(*row)`: a row has all its fields, and there is one for each of thousands of
    # kustomizations. Its lists stay lists, since whoever reads them only walks over them.
    make = tuple.__new__
    named = {start + directory if directory else top: make(Named, row) for directory, row in found["named"].items()}
    return Known(found["commit"], Tree(named, {start + link: target for link, target in found["links"].items()}))


def keep(notes: Notes, top: str, commit: str, tree: Tree) -> None:
    """Keep the tree of a commit."""
    # Paths are kept from the top on: they are most of the bytes, and the key has the top in it.
    start = len(os.path.join(top, ""))
    found = {
        "commit": commit,
        "named": {directory[start:]: each for directory, each in tree.named.items()},
        "links": {link[start:]: target for link, target in tree.links.items()},
    }
    notes.keep(_key(top), json.dumps(found, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _key(top: str) -> str:
    return f"kustomizations {_FORM} {__version__} {top}"
