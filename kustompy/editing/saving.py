"""Files written beside and renamed: whoever reads sees the old one or the new one, and a failure leaves the old one."""

from __future__ import annotations

import errno
import os
import stat

from kustompy.errors import LoadError, reason_of
from kustompy.system.files import is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_NO_BESIDE = frozenset((errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV))
"""A folder that takes no new file, or a file that is mounted by itself: it is written in place."""


def save(path: str, expected: bytes | None, content: bytes) -> None:
    """Write a file, through links, with its mode kept; refuse one that no longer has the expected bytes.

    ``expected`` is None for a file that may be new, whose path is not one that a tree names. Raises LoadError.
    """
    real = os.path.realpath(path)
    if expected is not None:
        _refuse_outside(path, real)
    try:
        _refuse_changed(real, path, expected)
        _write(real, content)
    except OSError as error:
        raise LoadError(f"open {os.path.basename(path)}: {reason_of(error)}", code="KST844", file=path) from None


def _refuse_outside(path: str, real: str) -> None:
    # kustomize follows the link wherever it leads. Whoever wrote the tree could then have any file of the user changed
    # that reads as a kustomization, so a link holds inside of the work tree only.
    if not os.path.islink(path):
        return
    # Loaded for links alone: an edit starts without what sessions are made of (tests/editing/test_effort.py).
    from kustompy.session.walls import OUTSIDE_THE_WORK_TREE, work_tree

    wall = os.path.realpath(work_tree(os.path.dirname(os.path.abspath(path))))
    if not is_within(real, wall):
        raise LoadError(
            f"security; '{path}' lies outside of '{wall}', where a link leads", code=OUTSIDE_THE_WORK_TREE, file=path,
            hint="edit the file where it lies, or put a copy in place of the link",
        )  # fmt: skip


def _refuse_changed(real: str, path: str, expected: bytes | None) -> None:
    if expected is None:
        return
    with open(real, "rb") as file:
        # One byte more than expected tells that a file has grown, without reading one that has become endless.
        found = file.read(len(expected) + 1)
    if found != expected:
        raise LoadError(
            f"{os.path.basename(path)} was changed by somebody else while it was edited",
            code="KST845",
            file=path,
            hint="run the edit again",
        )
    # The file is replaced by a new one, for which the rights of its folder are enough: without this a read-only file
    # would be written, which kustomize refuses.
    if not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied", real)


def _write(real: str, content: bytes) -> None:
    # In the same folder, since a rename does not reach over file systems.
    beside = f"{real}.{os.getpid()}.new"
    try:
        # O_EXCL opens no file or link that somebody has put there before. Without O_BINARY Windows would write its own
        # line ends.
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        if error.errno not in _NO_BESIDE:
            raise
        _write_in_place(real, content)
        return
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            # Otherwise a machine that crashes can leave the new name with no content.
            os.fsync(file.fileno())
        if os.path.exists(real):
            # Before the rename, so that nobody ever sees the file with another mode.
            os.chmod(beside, stat.S_IMODE(os.stat(real).st_mode))
        _rename(beside, real, content)
    except BaseException:
        # Also after an interruption by the user: nothing may be left beside the file.
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def _rename(beside: str, real: str, content: bytes) -> None:
    try:
        os.replace(beside, real)
    except OSError as error:
        if error.errno not in _NO_BESIDE:
            raise
        os.unlink(beside)
        _write_in_place(real, content)


def _write_in_place(real: str, content: bytes) -> None:
    with open(real, "wb") as file:
        file.write(content)


class Lock:
    """Only one edit of a directory at a time: the lock is on the directory itself, so that no file is left behind."""

    __slots__ = ("_descriptor", "_directory")

    def __init__(self, directory: str) -> None:
        self._directory, self._descriptor = directory, -1

    def __enter__(self) -> None:
        try:
            import fcntl
        except ImportError:
            # Windows locks no directories: the comparison before a file is written has to do.
            return
        try:
            self._descriptor = os.open(self._directory, os.O_RDONLY)
            # flock and not lockf: the latter belongs to the process, and two threads of one would both get it.
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError:
            # A file system without locks, such as some that are mounted over the network.
            return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
