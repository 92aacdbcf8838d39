"""The files of a build as a revision has them; outside of the repository, those of the disk."""

from __future__ import annotations

import os

from kustompy.errors import LoadError
from kustompy.system.files import Files, is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository, Revision

_LINK, _SUBMODULE = "120000", "160000"
_MOST_LINKS = 40
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"


class RevisionFiles(Files):
    """Reads below the top of a repository what a revision has there, and inputs that are laid over it."""

    def __init__(self, repository: Repository, revision: Revision, objects: Objects) -> None:
        super().__init__()
        self.top = repository.top
        self.revision = revision
        self._repository, self._objects = repository, objects
        self.entries: dict[str, tuple[str, str]] = {}
        """Mode and object of each file, by its absolute path."""
        self.directories: dict[str, set[str]] = {self.top: set()}
        """The names in each directory."""
        self._contents: dict[str, bytes] = {}
        """What was read, by the names of objects: files of the same content are one."""
        for line in repository.listing(revision).decode("utf-8", "surrogateescape").split("\0"):
            if line:
                head, _, path = line.partition("\t")
                mode, _, name = head.split(" ")
                self._add(os.path.join(self.top, *path.split("/")), mode, name)

    def fresh(self) -> RevisionFiles:
        """The same files for another build: what was read is kept, and who has read what is not."""
        twin = RevisionFiles.__new__(RevisionFiles)
        Files.__init__(twin)
        twin.top, twin.revision, twin._repository = self.top, self.revision, self._repository
        twin._objects, twin.entries, twin.directories = self._objects, self.entries, self.directories
        twin._contents = self._contents
        return twin

    def _add(self, path: str, mode: str, name: str) -> None:
        self.entries[path] = (mode, name)
        while path != self.top:
            parent, last = os.path.split(path)
            names = self.directories.get(parent)
            if names is not None:
                names.add(last)
                return
            self.directories[parent] = {last}
            path = parent

    def read_ahead(self, names: Sequence[str]) -> dict[str, bytes]:
        """The contents of many objects by their names, as far as git has them; who reads them later has them."""
        found = self._objects.read_many(names)
        self._contents.update(found)
        return found

    def resolved(self, path: str, shown: str = "") -> tuple[str, bool]:
        """The real path behind an absolute, normalised one, and whether it is a directory; errors call it ``shown``."""
        if path in self.memory or not is_within(path, self.top):
            return super().resolved(path, shown)
        real = self._followed(path)
        if not is_within(real, self.top):
            return super().resolved(real, shown)
        if self.jail:
            self._keep_inside(real, path)
        if real in self.directories:
            return real, True
        if real in self.entries:
            return real, False
        raise LoadError(
            f"evalsymlink failure on '{shown or path}' : lstat {self._missing(real)}: no such file or directory",
            code="KST301",
        )

    def _missing(self, path: str) -> str:
        """The first part of a path that is not there."""
        missing = path
        while missing != self.top and os.path.dirname(missing) not in self.directories:
            missing = os.path.dirname(missing)
        return missing

    def _followed(self, path: str) -> str:
        """The path without links in it."""
        if path in self.directories or (path in self.entries and self.entries[path][0] != _LINK):
            return path
        waiting = os.path.relpath(path, self.top).split(os.sep)[::-1]
        real, links = self.top, 0
        while waiting:
            part = waiting.pop()
            real = os.path.normpath(os.path.join(real, part))
            if not is_within(real, self.top):
                return os.path.normpath(os.path.join(real, *reversed(waiting)))
            mode, name = self.entries.get(real, ("", ""))
            if mode == _SUBMODULE:
                raise _of_submodule(os.path.join(real, *reversed(waiting)), real)
            if mode == _LINK:
                links += 1
                if links > _MOST_LINKS:
                    raise LoadError(f"evalsymlink failure on '{path}' : EvalSymlinks: too many links", code="KST301")
                target = self._objects.read(name, real, self.largest).decode("utf-8", "surrogateescape")
                if os.path.isabs(target):
                    return os.path.normpath(os.path.join(target, *reversed(waiting)))
                waiting += target.split("/")[::-1]
                real = os.path.dirname(real)
        return real

    def is_there(self, path: str) -> bool:
        """Whether there is anything at an absolute path, and where a link leads that lies there."""
        if path in self.memory or not is_within(path, self.top):
            return super().is_there(path)
        real = self._followed(path)
        if not is_within(real, self.top):
            return super().is_there(real)
        return real in self.entries or real in self.directories

    def names_in(self, directory: str) -> list[str]:
        """The names of what a directory holds, empty where there is none."""
        if not is_within(directory, self.top):
            return super().names_in(directory)
        return sorted(self.directories.get(self._followed(directory), ()))

    def read(self, path: str, is_real: bool = False) -> bytes:
        """The bytes of a file; ``path`` is absolute."""
        if path in self.memory or not is_within(path, self.top):
            return super().read(path, is_real)
        real = self._followed(path)
        if not is_within(real, self.top):
            return super().read(real, is_real)
        self.were_read[path] = None
        if self.jail:
            self._keep_inside(real, path)
        if real in self.directories:
            raise LoadError(f"read {path}: is a directory", code="KST302")
        if real not in self.entries:
            raise LoadError(f"open {path}: no such file or directory", code="KST301")
        return self._rewritten(path, self._content(real))

    def read_in_place(self, path: str) -> bytes | None:
        """The bytes of a regular file if no link leads to it; None where :meth:`resolved` has to be asked first."""
        if path in self.memory or not is_within(path, self.top):
            return super().read_in_place(path)
        if self.jail or self.entries.get(path, (_LINK, ""))[0] in (_LINK, _SUBMODULE):
            return None
        self.were_read[path] = None
        return self._rewritten(path, self._content(path))

    def directory_in_place(self, path: str) -> str:
        """The path of a directory that no link leads to; empty where it may be other."""
        if not is_within(path, self.top):
            return super().directory_in_place(path)
        return path if path in self.directories and not self.jail else ""

    def size_read(self) -> int:
        """How many bytes the files have that were read."""
        return super().size_read() + sum(map(self._size, self.were_read))

    def _size(self, path: str) -> int:
        return len(self._contents.get(self.entries.get(path, ("", ""))[1], b""))

    def _content(self, path: str) -> bytes:
        mode, name = self.entries[path]
        if mode == _SUBMODULE:
            raise _of_submodule(path, path)
        content = self._contents.get(name)
        if content is None or len(content) > self.largest:
            content = self._contents[name] = self._objects.read(name, path, self.largest)
        return self._pointed_at(content, path) if content.startswith(_POINTER) else content

    def _pointed_at(self, pointer: bytes, path: str) -> bytes:
        """What a pointer of git-lfs stands for, if it was fetched."""
        words = dict(line.partition(" ")[::2] for line in pointer.decode("utf-8", "replace").splitlines())
        digest = words.get("oid", "").removeprefix("sha256:")
        if digest.isalnum():
            stored = os.path.join(
                self._repository.common_directory(), "lfs", "objects", digest[:2], digest[2:4], digest
            )
            if super().is_there(stored):
                return super().read(stored)
        raise LoadError(
            f"{path} is a pointer of git-lfs at {self.revision}, and what it stands for was not fetched",
            code="KST321", hint="`git lfs fetch --all` brings it",
        )  # fmt: skip


def _of_submodule(path: str, submodule: str) -> LoadError:
    return LoadError(
        f"{path} is in the submodule {submodule}, whose files are in another repository", code="KST322",
        hint="compare directories of two checkouts: `kustompy diff A B`",
    )  # fmt: skip
