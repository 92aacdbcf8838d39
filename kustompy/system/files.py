"""Bytes from paths: the disk, a tree from memory laid over it, and the restriction to a root (spec section 4)."""

from __future__ import annotations

import os
import stat
from errno import ENOTDIR

from kustompy.errors import LoadError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.system.descriptors import HOLDS_DIRECTORIES, NO_FOLLOW, Directories, content_of, opened, path_of_opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kustompy.model.values import Manifest

_IS_POSIX = os.sep == "/"
OUTSIDE_THE_WALLS = "KST314"
"""The code of the error that a path leads out of the directory that a build is kept in."""


class Files:
    """The files that a build sees: those of ``memory`` (absolute path → bytes), and behind them the disk's.

    The real path of a directory is resolved once and remembered for as long as the build lasts.
    """

    def __init__(
        self, memory: Mapping[str, bytes] | None = None, disk: bool = True, hidden: Iterable[str] = ()
    ) -> None:
        self.memory = dict(memory or {})
        self.memory_directories = _directories_of(self.memory)
        self.disk = disk
        self.hidden = frozenset(hidden)
        """The paths of files that are not there, whatever the disk says."""
        self.were_read: dict[str, None] = {}
        """Every path that was read, in order."""
        self.walls: list[str] = []
        """Real paths of directories: where there are any, nothing of the disk outside of them is looked at."""
        self.largest = DEFAULT_LIMITS.file_size
        self._real: dict[str, str] = {}
        """The real path of each directory that was met."""
        self._directories = Directories()

    def resolved(self, path: str, shown: str = "") -> tuple[str, bool]:
        """The real path behind an absolute, normalised one, and whether it is a directory; errors call it ``shown``."""
        if path in self.memory:
            return path, False
        if path in self.memory_directories:
            return path, True
        if not self.disk or path in self.hidden:
            raise _unresolved(shown or path, path, "no such file or directory")
        if "\0" in path:
            raise _unresolved(shown or path, path, "invalid argument")
        try:
            real = self._real.get(path) or self._found(path)
        except OSError as error:
            if error.errno == ENOTDIR:
                raise LoadError(f"evalsymlink failure on '{shown or path}' : not a directory", code="KST301") from None
            raise _unresolved(shown or path, *_first_missing(path, error)) from None
        if self.walls:
            self._keep_inside(real, path)
        return real, path in self._real

    def keep_inside(self, path: str) -> None:
        """Refuse an absolute path that another program is to read, if it leads out of the walls."""
        if self.walls:
            self._keep_inside(os.path.realpath(path), path)

    def keep_all_inside(self, directory: str) -> None:
        """Refuse a directory that another program is to read, if it or a link in it leads out of the walls."""
        queue, seen = [directory] if self.walls else [], set()
        while queue:
            path = queue.pop()
            self.keep_inside(path)
            real = os.path.realpath(path)
            if real in seen:
                continue
            seen.add(real)
            for folder, folders, names in os.walk(real):
                each = [os.path.join(folder, name) for name in (*folders, *names)]
                queue += filter(os.path.islink, each)

    def _keep_inside(self, real: str, path: str) -> None:
        if not any(is_within(real, wall) for wall in self.walls):
            raise LoadError(
                f"security; '{path}' is not in or below '{self.walls[0]}'",
                code=OUTSIDE_THE_WALLS,
                hint="--root is the outermost directory that anything is read from",
            )

    def _found(self, path: str) -> str:
        """The real path, found from that of its parent, which most often is known; that of a directory is kept."""
        parent, name = os.path.split(path)
        if not name:
            real = path
        else:
            real_parent = self._real.get(parent) or self._found(parent)
            real = path if real_parent == parent else os.path.join(real_parent, name)
        mode = os.lstat(real).st_mode
        if stat.S_ISLNK(mode):
            real = os.path.realpath(real, strict=True)
            mode = os.lstat(real).st_mode
        if stat.S_ISDIR(mode):
            self._real[path] = real
        return real

    def is_there(self, path: str) -> bool:
        """Whether there is anything at an absolute path, and where a link leads that lies there."""
        if path in self.memory or path in self.memory_directories:
            return True
        if not self.disk or path in self.hidden:
            return False
        return self._directories.has(path)

    def names_in(self, directory: str) -> list[str]:
        """The names of what a directory holds, empty where there is none."""
        below = directory if directory.endswith(os.sep) else directory + os.sep
        names = {path[len(below) :].split(os.sep)[0] for path in self.memory if path.startswith(below)}
        if self.disk and not (self.walls and not any(is_within(directory, wall) for wall in self.walls)):
            try:
                names.update(os.listdir(directory))
            except OSError:
                return sorted(names)
        return sorted(names)

    def read(self, path: str, is_real: bool = False) -> bytes:
        """The bytes of a file; ``path`` is absolute, and one that was resolved must lead to the same file still."""
        self.were_read[path] = None
        content = self.memory.get(path)
        if content is not None:
            return content
        if not self.disk or path in self.hidden:
            raise LoadError(f"open {path}: no such file or directory", code="KST301")
        descriptor = _opened(path, NO_FOLLOW if is_real else 0)
        try:
            if is_real or self.walls:
                real = path_of_opened(descriptor, path)
                if self.walls:
                    self._keep_inside(real, path)
                if is_real and real != path:
                    raise LoadError(f"security; '{path}' has become another file, '{real}'", code="KST313")
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise LoadError(f"read {path}: is a directory", code="KST302")
            if not stat.S_ISREG(status.st_mode):
                raise LoadError(f"read {path}: not a regular file", code="KST302")
            return content_of(descriptor, status.st_size, path, self.largest)
        finally:
            os.close(descriptor)

    def read_in_place(self, path: str) -> bytes | None:
        """The bytes of a regular file if no link leads to it; None where :meth:`resolved` has to be asked first."""
        content = self.memory.get(path)
        if content is None:
            if not self.disk or self.walls or path in self.hidden or path in self.memory_directories:
                return None
            try:
                descriptor = self._directories.opened(path)
            except (OSError, ValueError):
                return None
            try:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode):
                    return None
                content = content_of(descriptor, status.st_size, path, self.largest)
            finally:
                os.close(descriptor)
        self.were_read[path] = None
        return content

    def directory_in_place(self, path: str) -> str:
        """The path of a directory that no link leads to, kept open for its files; empty where it may be other."""
        if not HOLDS_DIRECTORIES or not self.disk or self.walls or self.memory or self.hidden:
            return ""
        try:
            self._directories.descriptor(path)
        except (OSError, ValueError):
            return ""
        self._real[path] = path
        return path

    def release(self) -> None:
        """Close the directories that are kept open for the next file."""
        self._directories.release()


def _opened(path: str, flags: int) -> int:
    try:
        return opened(path, flags)
    except OSError as error:
        raise LoadError(f"open {path}: {_go_text(error)}", code="KST301") from None
    except ValueError:
        raise LoadError(f"open {path}: invalid argument", code="KST301") from None


def _directories_of(memory: Mapping[str, bytes]) -> frozenset[str]:
    found: set[str] = set()
    for path in memory:
        parent = os.path.dirname(path)
        while parent not in found:
            found.add(parent)
            parent = os.path.dirname(parent)
    return frozenset(found)


def _unresolved(shown: str, missing: str, why: str) -> LoadError:
    return LoadError(f"evalsymlink failure on '{shown}' : lstat {missing}: {why}", code="KST301")


def _first_missing(path: str, error: OSError) -> tuple[str, str]:
    """Which part of a path cannot be resolved, and why, as Go says it: it asks component by component."""
    so_far = os.path.abspath(os.sep) if not os.path.splitdrive(path)[0] else os.path.splitdrive(path)[0] + os.sep
    for part in path[len(so_far) :].split(os.sep):
        so_far = os.path.join(so_far, part)
        try:
            if stat.S_ISLNK(os.lstat(so_far).st_mode):
                so_far = os.path.realpath(so_far, strict=True)
        except OSError as found:
            return (str(found.filename) if found.filename else so_far), _go_text(found)
    return path, _go_text(error)


def _go_text(error: OSError) -> str:
    return (error.strerror or "unknown error").lower()


class Root:
    """A directory that a kustomization is read from, and what may be loaded from there.

    ``referrer`` is the root that led here; ``repo`` the directory of the git clone that this root is part of, and
    ``origin`` what that clone was made of, for ``buildMetadata``. A root that was itself fetched has the ``url``.
    """

    __slots__ = ("_below", "directory", "files", "origin", "referrer", "repo", "restricted", "url")

    def __init__(
        self,
        files: Files,
        directory: str,
        restricted: bool = True,
        referrer: Root | None = None,
        repo: str = "",
        origin: Manifest | None = None,
        url: str = "",
    ) -> None:
        self.files, self.directory, self.restricted = files, directory, restricted
        self._below = directory if directory.endswith(os.sep) else directory + os.sep
        self.referrer, self.repo, self.origin, self.url = referrer, repo, origin, url

    def path_of(self, path: str) -> str:
        """The path, joined to this root if it is relative."""
        if _IS_POSIX and "/" not in path and path[:1] not in ("", "."):
            return self._below + path  # a name, which most paths are
        return os.path.normpath(os.path.join(self.directory, path))

    def located(self, path: str) -> str:
        """The real path of a file that may be loaded from here."""
        joined = self.path_of(path)
        if not self.restricted:
            return joined
        real, is_directory = self.files.resolved(joined)
        if is_directory:
            raise no_file(joined)
        if not real.startswith(self._below):
            raise LoadError(
                f"security; file '{joined}' is not in or below '{self.directory}'",
                code="KST303",
                hint="move the file below the kustomization, or build with --load-restrictor LoadRestrictionsNone",
            )
        return real

    def load(self, path: str) -> bytes:
        """The bytes of a file that may be loaded from here."""
        return self.found(self.path_of(path))[1]

    def found_in_place(self, name: str) -> list[tuple[str, bytes]]:
        """The same for a file in this directory, if no link leads to it; none where it has to be looked for."""
        path = self._below + name
        content = self.files.read_in_place(path) if self.restricted else None
        return [] if content is None else [(path, content)]

    def found(self, joined: str) -> tuple[str, bytes]:
        """The real path of a file that may be loaded from here, and its bytes; ``joined`` is a path of this root."""
        if self.restricted and joined.startswith(self._below):
            content = self.files.read_in_place(joined)
            if content is not None:
                return joined, content
        real = self.located(joined)
        return real, self.files.read(real, self.restricted)

    def local_directory(self, path: str) -> str:
        """The real path of a directory on the disk that is named from here; empty if it may be something else."""
        if not self.restricted or may_be_remote(path):
            return ""
        joined = self.path_of(path)
        in_place = self.files.directory_in_place(joined)
        if in_place:
            return in_place
        try:
            real, is_directory = self.files.resolved(joined)
        except LoadError:
            return ""
        return real if is_directory else ""

    def below(self, path: str, directory: str = "") -> Root:
        """The root of a directory named from here, whose real path may be known; refuses cycles."""
        if not path:
            raise LoadError("new root cannot be empty", code="KST304")
        if os.path.isabs(path):
            raise LoadError(f"new root '{path}' cannot be absolute", code="KST304")
        directory = directory or directory_at(self.files, self.path_of(path))
        if self.repo and not is_within(directory, self.repo):
            raise LoadError(
                "security; bases in kustomizations found in cloned git repos must be within the repo, "
                f"but base '{directory}' is outside '{self.repo}'",
                code="KST303",
            )
        visited: Root | None = self
        while visited is not None:
            if is_within(visited.directory, directory):
                raise LoadError(
                    f"cycle detected: candidate root '{directory}' contains visited root '{visited.directory}'",
                    code="KST305",
                )
            # a clone is a tree of its own, though this build may share its directory
            visited = None if visited.url else visited.referrer
        return Root(self.files, directory, self.restricted, self, self.repo, self.origin)


def no_file(path: str) -> LoadError:
    """The error of a directory where a file is wanted."""
    return LoadError(f"'{path}' must resolve to a file", code="KST302")


def may_be_remote(path: str) -> bool:
    """Whether a path could be a git URL; no ordinary path is, and only ``git_url`` says for sure."""
    return ":" in path or "@" in path or path[:11].lower() == "github.com/"


def is_remote_file(path: str) -> bool:
    """Whether a path is fetched over http."""
    return path[:8].lower().startswith(("http://", "https://"))


def directory_at(files: Files, path: str, shown: str = "") -> str:
    """The real path of a directory that is to be built."""
    try:
        real, is_directory = files.resolved(path, shown)
    except LoadError as error:
        raise error.worded(f"must build at directory: not a valid directory: {error}") from None
    if not is_directory:
        raise LoadError(f"must build at directory: '{shown or path}': file is not directory", code="KST306")
    return real


def is_within(path: str, directory: str) -> bool:
    """Whether a real path is the directory or lies below it."""
    return path == directory or path.startswith(directory if directory.endswith(os.sep) else directory + os.sep)
