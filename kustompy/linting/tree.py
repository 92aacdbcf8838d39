"""The tree that is linted: its kustomizations, what was read, what was built."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES, parse_kustomization
from kustompy.limits import NamedTuple
from kustompy.linting.observer import Log
from kustompy.linting.settings import Settings
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.dependencies import Dependencies
    from kustompy.model.secrets import Mark
    from kustompy.model.values import Value
    from kustompy.provenance.places import Place

    Parsed: TypeAlias = dict[str, dict[str, Value] | None]
    """Kustomization file → its fields as they are written; None if it does not parse."""


class Part(NamedTuple):
    """The outcome for one directory: plain data, so that another process can send it."""

    built: str
    """The directory that was built; empty if it could not be."""
    found: list[Diagnostic]
    fine: set[tuple[Place, str]]
    wrong: dict[tuple[Place, str], Diagnostic]
    """The findings about its steps; one is dropped if another build has the same step in ``fine``."""
    read: tuple[str, ...]
    secrets: tuple[Mark, ...]
    error: KustompyError | None
    dependencies: Dependencies | None
    """What the build depends on; None if nobody asked."""


# How far kustomizations that name a path are searched for: levels up, levels down from there, and from the top of the
# repository; names of one directory, and directories in all. Enough for `base` beside `overlays/prod`, and bounded.
_HIGHEST, _NEAR, _DEEPEST, _MOST, _MOST_READ = 4, 2, 8, 200, 1000


class Run:
    """All builds of a lint run together, for the checks that look at the whole.

    ``parsed`` holds the fields of kustomizations that the builds have parsed already.
    """

    def __init__(self, files: Files, settings: Settings, root: str = "", parsed: Parsed | None = None) -> None:
        self.files, self.settings = files, settings
        self.root = os.path.realpath(root) if root else ""
        """The directory that nothing is read outside of; empty if there is none."""
        self.log = Log()
        self._parsed: Parsed = {} if parsed is None else parsed
        self._kustomizations: list[str] | None = None
        self._contents: dict[str, bytes | None] = {}
        self._named: dict[str, frozenset[str]] = {}
        self.target = ""
        """The directory that is built, if the run is that of one part."""
        self.directories: list[str] = []
        """Those that were built."""
        self.has_failed = False
        """Whether any could not be built, so that not all was read."""
        self.secrets: list[Mark] = []
        """What the builds have read of Secrets."""

    def take(self, part: Part) -> None:
        """Add the outcome for one directory."""
        self._kustomizations = None
        self.log.fine |= part.fine
        for place, each in part.wrong.items():
            self.log.wrong.setdefault(place, each)
        self.files.were_read.update(dict.fromkeys(part.read))
        self.directories += [part.built] if part.built else []
        self.has_failed = self.has_failed or part.error is not None
        self.secrets += part.secrets

    def peek(self, path: str) -> bytes:
        """The content of a file, empty if it cannot be read; the file does not count as read by the build."""
        were_read = path in self.files.were_read
        try:
            return self.files.read(path)
        except KustompyError:
            return b""
        finally:
            if not were_read:
                self.files.were_read.pop(path, None)

    @property
    def kustomizations(self) -> list[str]:
        """The kustomization files that were read."""
        if self._kustomizations is None:
            self._kustomizations = [path for path in self.files.were_read if os.path.basename(path) in FILE_NAMES]
        return self._kustomizations

    def is_named_around(self, path: str) -> bool:
        """Whether a kustomization that no build has read names a path: one above, beside those, or in the repository.

        Then the path belongs to other builds, too: a base is not whole without its overlays.
        """
        above = os.path.dirname(path)
        for _ in range(_HIGHEST):
            # Nothing outside of the repository, or of `--root`, is read. Within it all kustomizations count, however
            # far away; where no repository ends the search, two folders below each directory have to do.
            is_top = above == self.root or ".git" in self.files.names_in(above)
            folders = self._folders(above, _DEEPEST if is_top else _NEAR)
            if any(path in self._named_in(directory) for directory in (above, *folders)):
                return True
            if is_top or above == os.path.dirname(above):
                return False
            above = os.path.dirname(above)
        return False

    def _folders(self, directory: str, deepest: int) -> Iterator[str]:
        """The folders below a directory, the nearest ones first, as far as they are not too many."""
        level = [directory]
        for _ in range(deepest):
            inner: list[str] = []
            for folder in level:
                for name in self.files.names_in(folder)[:_MOST]:
                    path = os.path.join(folder, name)
                    # A name with a dot is mostly that of a file, and asking costs a call of the system.
                    is_folder = "." not in name or (folder == directory and name[0] != ".")
                    if is_folder and len(inner) < _MOST_READ and self.files.names_in(path):
                        yield path
                        inner.append(path)
            level = inner

    def _named_in(self, directory: str) -> frozenset[str]:
        """The paths that the kustomization of a directory may name, as its lines say, if no build has read it."""
        if directory in self._named or len(self._named) >= _MOST_READ:
            return self._named.get(directory, frozenset())
        found: set[str] = set()
        for name in FILE_NAMES:
            file = os.path.join(directory, name)
            if file in self.files.were_read:
                continue
            for line in self.peek(file).decode("utf-8", "replace").split("\n"):
                # A file that is listed in a comment is kept for whoever wants it.
                entry = line.strip().lstrip("# ").removeprefix("- ").removeprefix("path: ").strip("'\" ")
                if entry and ": " not in entry:
                    found.add(os.path.normpath(os.path.join(directory, entry)))
        self._named[directory] = frozenset(found)
        return self._named[directory]

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The path and the content of each; one that cannot be read is left out, for the build has said so."""
        for file in self.kustomizations:
            if file not in self._contents:
                try:
                    self._contents[file] = self.files.read(file)
                except KustompyError:
                    self._contents[file] = None
            content = self._contents[file]
            if content is not None:
                yield file, content

    def parsed_kustomizations(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """The path and the fields of each; one that does not parse is left out, for the build has said so."""
        for file in self.kustomizations:
            if file not in self._parsed:
                self._parsed[file] = self._fields_of(file)
            fields = self._parsed[file]
            if fields is not None:
                yield file, fields

    def _fields_of(self, file: str) -> dict[str, Value] | None:
        try:
            return parse_kustomization(self.files.read(file), file)
        except KustompyError:
            return None
