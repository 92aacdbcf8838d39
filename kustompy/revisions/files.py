"""The files of a build in a git revision; outside of the repository, those of the disk."""

from __future__ import annotations

import os

from kustompy.errors import MISSING_FILE, NO_FILE, LoadError
from kustompy.system.files import Files, is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository, Revision

    Entry: TypeAlias = tuple[str, str]
    """The mode and the object of what a directory has under a name."""

# git's modes in a tree object: without the leading zero that `ls-tree` prints; 100664 is that of old commits.
_LINK, _SUBMODULE, _DIRECTORY = "120000", "160000", "40000"
_FILES = ("100644", "100755", "100664")
_NOTHING = "", ""
_LARGEST_TREE = 256 * 1024 * 1024
_MOST_LINKS = 40
"""The most links on a path, as in Linux: links of a tree may lead in a circle."""
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"


class RevisionFiles(Files):
    """Reads the files of a revision below the top of a repository, and files in memory over them."""

    def __init__(self, repository: Repository, revision: Revision, objects: Objects) -> None:
        super().__init__()
        self.top = repository.top
        self.revision = revision
        self._repository, self._objects = repository, objects
        self._trees: dict[str, dict[str, Entry]] = {self.top: self._tree(f"{revision.commit}^{{tree}}", self.top)}
        """The entries of directories by path; a tree is read when a build comes to it."""
        self._contents: dict[str, bytes] = {}
        """Contents by the names of objects: files of the same content are one object."""

    def fresh(self) -> RevisionFiles:
        """The same files for another build: contents are shared, the notes of which files were read are not."""
        twin = RevisionFiles.__new__(RevisionFiles)
        Files.__init__(twin)
        twin.top, twin.revision, twin._repository = self.top, self.revision, self._repository
        twin._objects, twin._trees, twin._contents = self._objects, self._trees, self._contents
        return twin

    def _entry(self, path: str) -> Entry:
        """The mode and object at a path without links in it; both empty if there is nothing."""
        if path == self.top:
            return _DIRECTORY, ""
        parent, name = os.path.split(path)
        return (self._directory(parent) or {}).get(name, _NOTHING)

    def _directory(self, path: str) -> dict[str, Entry] | None:
        """The entries of a directory by a path without links in it; None if it is not a directory."""
        # From the nearest directory above that is known: a build asks for many files in few directories.
        waiting = []
        while path not in self._trees:
            path, name = os.path.split(path)
            waiting.append(name)
        found = self._trees[path]
        while waiting:
            part = waiting.pop()
            mode, name = found.get(part, _NOTHING)
            if mode != _DIRECTORY:
                return None
            path = os.path.join(path, part)
            found = self._trees[path] = self._tree(name, path)
        return found

    def _tree(self, name: str, path: str) -> dict[str, Entry]:
        return _entries(self._objects.read(name, path, _LARGEST_TREE), len(self.revision.commit) // 2)

    def read_ahead(self, names: Sequence[str]) -> dict[str, bytes]:
        """The contents of many objects by their names, except for missing ones; later reads find them here."""
        found = self._objects.read_many(names)
        self._contents.update(found)
        return found

    def resolved(self, path: str, shown: str = "") -> tuple[str, bool]:
        """The real path of an absolute, normalised one, and whether it is a directory; errors name it ``shown``.

        Raises a LoadError (KST301), in the words of kustomize, if there is nothing.
        """
        if path in self.memory or not is_within(path, self.top):
            return super().resolved(path, shown)
        real = self._followed(path)
        if not is_within(real, self.top):
            return super().resolved(real, shown)
        if self.jail:
            self._keep_inside(real, path)
        mode, _ = self._entry(real)
        if mode:
            return real, mode == _DIRECTORY
        # Go words a file in the place of a directory otherwise, as `Files` does for the disk.
        missing = self._missing(real)
        why = "not a directory" if self._entry(missing)[0] else f"lstat {missing}: no such file or directory"
        raise LoadError(f"evalsymlink failure on '{shown or path}' : {why}", code="KST301", fault=MISSING_FILE)

    def _missing(self, path: str) -> str:
        """The shortest part of a path that does not exist, which Go's error names."""
        missing = path
        while missing != self.top and self._directory(os.path.dirname(missing)) is None:
            missing = os.path.dirname(missing)
        return missing

    def _followed(self, path: str) -> str:
        """The path with its links resolved."""
        # Most paths have no link, and one look at their entry tells so.
        if self._entry(path)[0] not in ("", _LINK):
            return path
        waiting = os.path.relpath(path, self.top).split(os.sep)[::-1]
        real, links = self.top, 0
        while waiting:
            part = waiting.pop()
            real = os.path.normpath(os.path.join(real, part))
            # A link may lead out of the repository, where the disk decides what comes next.
            if not is_within(real, self.top):
                return os.path.normpath(os.path.join(real, *reversed(waiting)))
            mode, _ = self._entry(real)
            if mode == _SUBMODULE:
                raise _of_submodule(os.path.join(real, *reversed(waiting)), real)
            if mode == _LINK:
                links += 1
                if links > _MOST_LINKS:
                    raise LoadError(
                        f"evalsymlink failure on '{path}' : EvalSymlinks: too many links",
                        code="KST301",
                        fault=MISSING_FILE,
                    )
                target = self.link_at(real)
                if os.path.isabs(target):
                    return os.path.normpath(os.path.join(target, *reversed(waiting)))
                waiting += target.split("/")[::-1]
                real = os.path.dirname(real)
        return real

    def is_there(self, path: str) -> bool:
        """Whether there is anything at an absolute path, or at the end of the links there."""
        if path in self.memory or not is_within(path, self.top):
            return super().is_there(path)
        real = self._followed(path)
        if not is_within(real, self.top):
            return super().is_there(real)
        return bool(self._entry(real)[0])

    def has_any(self, below: str, names: Sequence[str]) -> bool:
        """Whether one of the names exists in a directory; ``below`` is its path with a separator at the end."""
        return bool([name for name in names if self.is_there(below + name)])

    def link_at(self, path: str) -> str:
        """The target of the link at a path below the top; empty if there is no link."""
        mode, name = self._entry(path)
        if mode != _LINK:
            return ""
        return self._objects.read(name, path, self.largest).decode("utf-8", "surrogateescape")

    def names_in(self, directory: str) -> list[str]:
        """The names in a directory, sorted; none if it is not a directory."""
        if not is_within(directory, self.top):
            return super().names_in(directory)
        return sorted(self._directory(self._followed(directory)) or ())

    def read(self, path: str, *, is_real: bool = False) -> bytes:
        """The bytes of a file by its absolute path; a LoadError if there is none."""
        if path in self.memory or not is_within(path, self.top):
            return super().read(path, is_real=is_real)
        real = self._followed(path)
        if not is_within(real, self.top):
            return super().read(real, is_real=is_real)
        self.were_read[path] = None
        if self.jail:
            self._keep_inside(real, path)
        mode, name = self._entry(real)
        if mode == _DIRECTORY:
            raise LoadError(f"read {path}: is a directory", code="KST302", fault=NO_FILE)
        if not mode:
            raise LoadError(f"open {path}: no such file or directory", code="KST301", fault=MISSING_FILE)
        return self._rewritten(path, self._content(real, mode, name))

    def read_in_place(self, path: str) -> bytes | None:
        """The bytes of a regular file by a path without links; None if :meth:`resolved` must be asked first."""
        if path in self.memory or not is_within(path, self.top):
            return super().read_in_place(path)
        mode, name = self._entry(path)
        if self.jail or mode not in _FILES:
            return None
        self.were_read[path] = None
        return self._rewritten(path, self._content(path, mode, name))

    def directory_in_place(self, path: str) -> str:
        """The path, if it is that of a directory without links in it; else empty."""
        if not is_within(path, self.top):
            return super().directory_in_place(path)
        return path if not self.jail and self._entry(path)[0] == _DIRECTORY else ""

    def _size(self, path: str) -> int:
        if path in self.memory or not is_within(path, self.top):
            return super()._size(path)
        return len(self._contents.get(self._entry(self._followed(path))[1], b""))

    def _content(self, path: str, mode: str, name: str) -> bytes:
        if mode == _SUBMODULE:
            raise _of_submodule(path, path)
        # `read_ahead` has no limit for a single file: a content past it is asked for again, and refused.
        content = self._contents.get(name)
        if content is None or len(content) > self.largest:
            content = self._contents[name] = self._objects.read(name, path, self.largest)
        return self._pointed_at(content, path) if content.startswith(_POINTER) else content

    def _pointed_at(self, pointer: bytes, path: str) -> bytes:
        """The content behind a pointer of git-lfs, if it was fetched; else a LoadError (KST321)."""
        # git-lfs keeps what it fetched beside git's objects. It is read from there, and git-lfs is never run.
        words = dict(line.partition(" ")[::2] for line in pointer.decode("utf-8", "replace").splitlines())
        digest = words.get("oid", "").removeprefix("sha256:")
        # The pointer is a file of the tree: a digest with slashes would lead to any other file.
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


def _entries(tree: bytes, size: int) -> dict[str, Entry]:
    """The entries of a tree object: for each the mode, a space, the name, a NUL and ``size`` bytes of hash."""
    # 20 bytes of SHA-1 or 32 of SHA-256; names are bytes, which need not be UTF-8.
    found: dict[str, Entry] = {}
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        mode, _, name = tree[at:end].partition(b" ")
        at = end + 1 + size
        found[name.decode("utf-8", "surrogateescape")] = mode.decode("ascii"), tree[end + 1 : at].hex()
    return found


def _of_submodule(path: str, submodule: str) -> LoadError:
    return LoadError(
        f"{path} is in the submodule {submodule}, whose files are in another repository", code="KST322",
        hint="compare directories of two checkouts: `kustompy diff A B`",
    )  # fmt: skip
