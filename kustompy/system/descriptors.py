"""Files and directories, opened without following links, and what is in them."""

from __future__ import annotations

import os
from errno import ELOOP

from kustompy.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
# O_NONBLOCK: opening a pipe that nobody writes to would wait for ever; it is refused once its type is known.
_FILE = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_UNLINKED_FILE = _FILE | NO_FOLLOW
# O_PATH asks for no right to list a directory: walking through it is enough, as it is for kustomize.
_DIRECTORY = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
HOLDS_DIRECTORIES = {os.open, os.access} <= os.supports_dir_fd
"""Whether the system opens and finds files in directories that are open; WebAssembly only opens them."""
# A build holds so many descriptors at most, whatever the depth of its tree.
_HELD = 16
_CHUNK = 65536
"""How much is asked for at once of a file that does not tell its size."""


class Directories:
    """A few directories that are kept open, so that files are opened in them: no link can come in between."""

    __slots__ = ("_descriptors",)

    def __init__(self) -> None:
        self._descriptors: dict[str, int] = {}
        """By their real paths; the root is called by its name, an empty one."""

    def descriptor(self, path: str) -> int:
        """The descriptor of a directory that no link leads to; raises OSError or ValueError.

        Only the path of its parent is compared with where it was found to be, since most directories have siblings.
        """
        held = self._descriptors
        if path in held:
            return held[path]
        # All at once: a tree is walked directory by directory, so the next ones are siblings again.
        if len(held) >= _HELD:
            self.release()
        parent, _, name = path.rpartition(os.sep)
        if parent not in held:
            held[parent] = _opened_without_links(parent or os.sep, _DIRECTORY)
        # O_NOFOLLOW holds for the last part of a path alone; the directory in which it is opened is known to be the
        # real one.
        if path not in held:
            held[path] = os.open(name, _DIRECTORY | NO_FOLLOW, dir_fd=held[parent])
        return held[path]

    def opened(self, path: str) -> int:
        """The descriptor of a file that no link leads to; raises OSError or ValueError."""
        if not HOLDS_DIRECTORIES:
            return _opened_without_links(path, _FILE)
        directory, _, name = path.rpartition(os.sep)
        held = self._descriptors.get(directory)
        return os.open(name, _UNLINKED_FILE, dir_fd=self.descriptor(directory) if held is None else held)

    def has(self, path: str) -> bool:
        """Whether there is anything at a path, and where a link leads that lies there."""
        directory, _, name = path.rpartition(os.sep)
        if directory in self._descriptors:
            return os.access(name, os.F_OK, dir_fd=self._descriptors[directory])
        return os.access(path, os.F_OK)

    def missing(self, directory: str, names: Iterable[str]) -> list[str]:
        """Those of the names under which there is nothing in a directory."""
        held = self._descriptors.get(directory)
        if held is None:
            return [name for name in names if not os.access(f"{directory}{os.sep}{name}", os.F_OK)]
        return [name for name in names if not os.access(name, os.F_OK, dir_fd=held)]

    def release(self) -> None:
        """Close them all."""
        for descriptor in self._descriptors.values():
            os.close(descriptor)
        self._descriptors.clear()


def opened(path: str, flags: int) -> int:
    """The descriptor of a file, links followed unless the flags say otherwise; raises OSError or ValueError."""
    return os.open(path, _FILE | flags)


def _opened_without_links(path: str, flags: int) -> int:
    """The descriptor of what lies at a path, which must be its real one."""
    descriptor = os.open(path, flags | NO_FOLLOW)
    # Asked of the descriptor, behind the opening: whoever swaps a directory for a link in between is noticed.
    if path_of_opened(descriptor, path) != path:
        os.close(descriptor)
        raise OSError(ELOOP, "a link leads there", path)
    return descriptor


def path_of_opened(descriptor: int, path: str) -> str:
    """The real path of an open file, asked of the descriptor where the system can tell."""
    try:
        # Linux; elsewhere the path is resolved anew, which leaves a moment in which it may change.
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return os.path.realpath(path)


def content_of(descriptor: int, expected: int, path: str, largest: int) -> bytes:
    """The bytes of an open file that says that it has so many; raises LimitError where there are too many."""
    # One byte more than the file says it has: one that grows is noticed in the same call. One of /proc says 0, and is
    # read in pieces.
    asked = expected + 1 if 0 < expected <= largest else min(expected or _CHUNK, largest) + 1
    # a file may be as long as it likes, and hold nothing
    chunk = os.read(descriptor, asked) if expected <= largest else b""
    if len(chunk) == expected <= largest:
        return chunk  # the end, which asking for more would only confirm
    chunks, size = [chunk], max(len(chunk), expected if expected > largest else 0)
    while chunk and size <= largest:
        chunk = os.read(descriptor, asked)
        chunks.append(chunk)
        size += len(chunk)
    if size > largest:
        raise LimitError(
            f"read {path}: file is larger than {largest} bytes", code="KST701", file=path,
            hint="raise the limit: --max-file-size",
        )  # fmt: skip
    return b"".join(chunks)
