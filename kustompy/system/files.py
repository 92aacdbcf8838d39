"""Bytes from paths: the disk, a tree from memory laid over it, and the restriction to a root (spec section 4)."""

from __future__ import annotations

import os
import stat
from errno import ENOTDIR

from kustompy.errors import MISSING_FILE, NO_FILE, LoadError, reason_of
from kustompy.limits import DEFAULT_LIMITS
from kustompy.system.descriptors import HOLDS_DIRECTORIES, NO_FOLLOW, Directories, content_of, opened, path_of_opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


class OutsideTheWalls(LoadError):
    """A path leads out of the directory that a build is kept in."""

    default_code = "KST314"


class InputError(LoadError):
    """A file cannot be given as the pipeline was to give it: a variable or a parameter has no value."""

    default_code = "KST330"


class Withheld(bytes):
    """A file of ``memory`` that cannot be provided: reading it raises an InputError with the message."""

    message: str
    hint: str

    def __new__(cls, message: str, hint: str) -> Withheld:
        made = super().__new__(cls)
        made.message, made.hint = message, hint
        return made

    def __reduce__(self) -> tuple[type[Withheld], tuple[str, str]]:
        return Withheld, (self.message, self.hint)


class Elsewhere(bytes):
    """A file of ``memory`` whose content is that of another one, which is opened when it is read."""

    source: str

    def __new__(cls, source: str) -> Elsewhere:
        made = super().__new__(cls)
        made.source = source
        return made

    def __reduce__(self) -> tuple[type[Elsewhere], tuple[str]]:
        return Elsewhere, (self.source,)


class Files:
    """The files that a build sees: those of ``memory`` (absolute path → bytes), and behind them the disk's.

    The real path of a directory is resolved once and remembered for as long as the build lasts.
    """

    def __init__(
        self, memory: Mapping[str, bytes] | None = None, *, disk: bool = True, hidden: Iterable[str] = ()
    ) -> None:
        self.memory = dict(memory or {})
        self.memory_directories = _directories_of(self.memory)
        self.disk = disk
        self.hidden = frozenset(hidden)
        """The paths of files that are not there, whatever the disk says."""
        self.were_read: dict[str, None] = {}
        """Every path that was read, in order."""
        self.missed: dict[str, None] = {}
        """Every path that was looked for and is not there."""
        self.met: dict[str, str] = {}
        """The real path of what was asked for and found; files that no link leads to need not be here."""
        self.jail: list[str] = []
        """Real paths of directories: where there are any, nothing of the disk outside of them is looked at."""
        self.largest = DEFAULT_LIMITS.file_size
        self.rewrite: Callable[[str, bytes], bytes] | None = None
        """What is made of the content of a file, by its path, before anything reads it."""
        self._real: dict[str, str] = {}
        """The real path of each directory that was met."""
        self._directories = Directories()
        self._refused: set[str] = set()
        """The files whose content could not be rewritten."""

    def lay(self, files: Mapping[str, bytes]) -> None:
        """Lay more files over the disk, by their absolute paths."""
        self.memory.update(files)
        self.memory_directories = _directories_of(self.memory)

    def resolved(self, path: str, shown: str = "") -> tuple[str, bool]:
        """The real path behind an absolute, normalised one, and whether it is a directory; errors call it ``shown``."""
        if path in self.memory:
            return path, False
        if path in self.memory_directories:
            return path, True
        if not self.disk or path in self.hidden:
            self.missed[path] = None
            raise _unresolved(shown or path, path, "no such file or directory")
        # lstat of Go answers EINVAL for it; Python raises a ValueError.
        if "\0" in path:
            raise _unresolved(shown or path, path, "invalid argument")
        try:
            # What was met is part of what a build depends on: `fleet` asks whether a change can reach it.
            real = self.met[path] = self._real.get(path) or self._found(path)
        except OSError as error:
            self.missed[path] = None
            # A file in the place of a directory on the way is worded otherwise by filepath.EvalSymlinks.
            if error.errno == ENOTDIR:
                raise LoadError(
                    f"evalsymlink failure on '{shown or path}' : not a directory", code="KST301", fault=MISSING_FILE
                ) from None
            raise _unresolved(shown or path, *_first_missing(path, error)) from None
        if self.jail:
            self._keep_inside(real, path)
        return real, path in self._real

    def _keep_inside(self, real: str, path: str) -> None:
        if not any(is_within(real, wall) for wall in self.jail):
            raise OutsideTheWalls(
                f"security; '{path}' is not in or below '{self.jail[0]}'",
                hint="--root is the outermost directory that anything is read from",
            )

    def _found(self, path: str) -> str:
        """The real path, found from that of its parent, which most often is known; that of a directory is kept."""
        # From the parent up, since siblings share it: one lstat for a file, where realpath makes one for each part.
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
        found = self.disk and path not in self.hidden and self._directories.has(path)
        if not found:
            self.missed[path] = None
        return found

    def has_any(self, below: str, names: Sequence[str]) -> bool:
        """Whether there is anything under one of the names in a directory, whose path ends in a separator."""
        # A list and not a generator: all of the names are noted as missed, and a build depends on that.
        if self.memory or self.hidden or not self.disk:
            return bool([name for name in names if self.is_there(below + name)])
        missing = self._directories.missing(below[:-1], names)
        for name in missing:
            self.missed[below + name] = None
        return len(missing) < len(names)

    def names_in(self, directory: str) -> list[str]:
        """The names of what a directory holds, empty where there is none."""
        below = directory if directory.endswith(os.sep) else directory + os.sep
        names = {path[len(below) :].split(os.sep)[0] for path in self.memory if path.startswith(below)}
        if self.disk and not (self.jail and not any(is_within(directory, wall) for wall in self.jail)):
            try:
                names.update(os.listdir(directory))
            except OSError:
                return sorted(names)
        return sorted(names)

    def read(self, path: str, *, is_real: bool = False) -> bytes:
        """The bytes of a file; ``path`` is absolute, and one that was resolved must lead to the same file still."""
        content = self.memory.get(path)
        if content is not None:
            return self._given(path, content)
        if not self.disk or path in self.hidden:
            self.missed[path] = None
            raise LoadError(f"open {path}: no such file or directory", code="KST301", fault=MISSING_FILE)
        try:
            descriptor = _opened(path, NO_FOLLOW if is_real else 0)
        except LoadError:
            self.missed[path] = None
            raise
        try:
            real = self.met[path] = path_of_opened(descriptor, path)
            if self.jail:
                self._keep_inside(real, path)
            # The path was resolved and held against the root a moment ago; now it leads elsewhere (a race).
            if is_real and real != path:
                raise LoadError(f"security; '{path}' has become another file, '{real}'", code="KST313")
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise LoadError(f"read {path}: is a directory", code="KST302", fault=NO_FILE)
            # A pipe, a socket or a device may never end.
            if not stat.S_ISREG(status.st_mode):
                raise LoadError(f"read {path}: not a regular file", code="KST302", fault=NO_FILE)
            content = content_of(descriptor, status.st_size, path, self.largest)
            self.were_read[path] = None
            return self._rewritten(path, content) if self.rewrite else content
        finally:
            os.close(descriptor)

    def _given(self, path: str, content: bytes) -> bytes:
        self.were_read[path] = None
        if isinstance(content, Withheld):
            raise InputError(content.message, hint=content.hint)
        if isinstance(content, Elsewhere):
            return self.read(content.source)
        return self._rewritten(path, content) if self.rewrite and type(content) is bytes else content

    def _rewritten(self, path: str, content: bytes) -> bytes:
        """The content as it is to be read; one that was refused is as it is, so that a message can show it."""
        if self.rewrite is None or path in self._refused:
            return content
        try:
            return self.rewrite(path, content)
        except LoadError:
            self._refused.add(path)
            raise

    def read_in_place(self, path: str) -> bytes | None:
        """The bytes of a regular file if no link leads to it; None where :meth:`resolved` has to be asked first."""
        content = self.memory.get(path)
        if content is not None:
            return self._given(path, content)
        if not self.disk or self.jail or path in self.hidden or path in self.memory_directories:
            return None
        try:
            descriptor = self._directories.opened(path)
        # Whatever is odd about the path is told by `resolved`, in kustomize's words.
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
        return self._rewritten(path, content) if self.rewrite else content

    def directory_in_place(self, path: str) -> str:
        """The path of a directory that no link leads to, kept open for its files; empty where it may be other."""
        if not HOLDS_DIRECTORIES or not self.disk or self.jail or self.memory or self.hidden:
            return ""
        try:
            self._directories.descriptor(path)
        except (OSError, ValueError):
            return ""
        self._real[path] = self.met[path] = path
        return path

    def size_read(self) -> int:
        """How many bytes the files have that were read."""
        return sum(map(self._size, self.were_read))

    def _size(self, path: str) -> int:
        if path in self.memory:
            return len(self.memory[path])
        return _size_of(path) if self.disk else 0

    def release(self) -> None:
        """Close the directories that are kept open for the next file."""
        self._directories.release()


def _opened(path: str, flags: int) -> int:
    try:
        return opened(path, flags)
    except OSError as error:
        fault = MISSING_FILE if isinstance(error, (FileNotFoundError, NotADirectoryError)) else NO_FILE
        raise LoadError(f"open {path}: {reason_of(error)}", code="KST301", fault=fault) from None
    except ValueError:
        raise LoadError(f"open {path}: invalid argument", code="KST301", fault=NO_FILE) from None


def _directories_of(memory: Mapping[str, bytes]) -> frozenset[str]:
    found: set[str] = set()
    for path in memory:
        parent = os.path.dirname(path)
        while parent not in found:
            found.add(parent)
            parent = os.path.dirname(parent)
    return frozenset(found)


def _unresolved(shown: str, missing: str, why: str) -> LoadError:
    return LoadError(f"evalsymlink failure on '{shown}' : lstat {missing}: {why}", code="KST301", fault=MISSING_FILE)


def _first_missing(path: str, error: OSError) -> tuple[str, str]:
    """Which part of a path cannot be resolved, and why, as Go says it: it asks component by component."""
    # Go walks the path part by part and names the first that is not there; realpath in Python names the whole.
    so_far = os.path.abspath(os.sep) if not os.path.splitdrive(path)[0] else os.path.splitdrive(path)[0] + os.sep
    for part in path[len(so_far) :].split(os.sep):
        so_far = os.path.join(so_far, part)
        try:
            if stat.S_ISLNK(os.lstat(so_far).st_mode):
                so_far = os.path.realpath(so_far, strict=True)
        except OSError as found:
            return (str(found.filename) if found.filename else so_far), reason_of(found)
    return path, reason_of(error)


def _size_of(path: str) -> int:
    """How many bytes a file has, 0 if it is gone."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def is_within(path: str, directory: str) -> bool:
    """Whether a real path is the directory or lies below it."""
    return path == directory or path.startswith(directory if directory.endswith(os.sep) else directory + os.sep)


def near(path: str) -> str:
    """A path as a message shows it: relative where it lies below the current directory."""
    start = os.getcwd().rstrip(os.sep) + os.sep
    return path[len(start) :] if path.startswith(start) else path
