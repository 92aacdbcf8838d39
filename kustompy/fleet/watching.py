"""What builds depend on as it lies on disk, and which targets have to be built again once some of it has changed."""

from __future__ import annotations

import os
import stat
from itertools import chain
from time import perf_counter, sleep, time_ns

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.rendering.shared_bases import digest_of
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from kustompy.fleet.outcome import Outcome

    Signature = tuple[int, ...]

_SETTLED = 3_000_000_000
"""Nanoseconds: a change so soon after another may not show in times, which some systems count in seconds."""
_GRACE = 0.015
"""Seconds that a file may be gone or empty while an editor writes it anew."""


class Watch:
    """The paths that targets depend on, and what was last seen there.

    A file counts as changed if its content is another one, so that one that is only touched does not; a directory if
    what was missed in it has appeared, or if it is none any more. What is fetched is not watched.
    """

    __slots__ = (
        "_around",
        "_directories",
        "_doubted",
        "_files",
        "_names_others",
        "_of",
        "_others",
        "_trees",
        "_unsettled",
        "_users",
        "seconds",
        "version",
    )

    def __init__(self) -> None:
        self._of: dict[str, tuple[tuple[str, ...], ...]] = {}
        """The paths of each target: read, missed, met, and those that other programs read."""
        self._users: dict[str, dict[str, None]] = {}
        """The targets of each path."""
        self._files: dict[str, tuple[Signature, bytes]] = {}
        self._directories: dict[str, tuple[Signature, dict[str, None]]] = {}
        """Of each directory what tells that it has changed, and the paths in it that were missed."""
        self._others: dict[str, int] = {}
        """What was met and not read, and what was missed in no directory: the kind of file that it is."""
        self._trees: dict[str, int] = {}
        self._around: frozenset[str] = frozenset()
        """Directories that somebody else looks at."""
        self._names_others = False
        self._doubted: set[str] = set()
        """Paths that were missed, and have appeared."""
        self.version, self.seconds = 0, 0.0
        """What changes with the paths that are watched, and how long the last look took."""
        self._unsettled: set[str] = set()
        """Paths that changed so shortly ago that they may change again without their times telling."""

    def take(self, outcome: Outcome) -> None:
        """Watch what the build of a target depended on, in the place of what an earlier one did."""
        found, target = outcome.dependencies, outcome.target
        digests = outcome.digests or (b"",) * len(found.read)
        contents = dict(zip(found.read, digests, strict=True))
        # Without a digest: of a link or a program any change counts, even of its time.
        contents.update(dict.fromkeys((*found.links, *filter(os.path.isabs, found.programs)), b""))
        # nothing is known of a target that cannot even be looked for
        missed = found.missed if found.read or found.missed or found.found else (os.path.abspath(target),)
        paths = tuple(contents), missed, found.found, found.trees
        if paths != self._of.get(target):
            self._leave(target)
            self._of[target] = paths
            self.version += 1
            for path in chain.from_iterable(paths):
                self._users.setdefault(path, {})[target] = None
        for path, digest in contents.items():
            known = self._files.get(path)
            if known is None or known[1] != digest:
                self._see(path, digest)
        for path in found.found:
            self._meet(path)
        for path in missed:
            self._miss(path)
        for path in found.trees:
            self._trees.setdefault(path, _tree(path))

    def _leave(self, target: str) -> None:
        for path in chain.from_iterable(self._of.pop(target, ())):
            users = self._users.get(path, {})
            users.pop(target, None)
            if users:
                continue
            # a path comes twice if it appeared while it was looked for
            self._users.pop(path, None)
            self._files.pop(path, None)
            self._others.pop(path, None)
            self._trees.pop(path, None)
            directory = self._directories.get(os.path.dirname(path))
            if directory is not None:
                directory[1].pop(path, None)
            if path in self._directories and not self._directories[path][1]:
                del self._directories[path]

    def _see(self, path: str, digest: bytes) -> None:
        """Watch a file that a build found with this content, which may be another one by now."""
        signature = _signature(path)
        self._files[path] = signature, digest
        if not signature or _is_recent(signature):
            self._unsettled.add(path)

    def _meet(self, path: str) -> None:
        if path in self._directories or path in self._others:
            return
        signature = _signature(path)
        if _is_directory(signature):
            self._directories[path] = signature, {}
        else:
            self._others[path] = _kind(path)

    def _miss(self, path: str) -> None:
        directory = os.path.dirname(path)
        self._meet(directory)
        if path in self._doubted and os.path.lexists(path):
            # it was built again for that, and does not count, as a link that leads nowhere
            self._others[path] = _kind(path)
        elif directory in self._directories:
            self._directories[directory][1][path] = None
            # what appeared between the build and now is told by the next look
            self._unsettled.add(directory)
        else:
            self._others[path] = 0

    def changed(self, among: Set[str] | None = None) -> list[str]:
        """The targets that what has changed can reach, each once, in the order in which they were first built.

        ``among`` are the only paths that may have changed, if that is known.
        """
        began = perf_counter()
        paths = self._changes(among)
        self.seconds = perf_counter() - began
        if not paths:
            return []
        if any(not _holds_something(each) for each in paths):
            # Editors empty a file before they write it, or rename it away: a build in between would fail for a moment.
            sleep(_GRACE)
            paths |= self._changes(None)
        self._names_others = self._names_others or any(os.path.basename(each) in FILE_NAMES for each in paths)
        reached = {target for path in paths for target in self._users.get(path, ())}
        return [each for each in self._of if each in reached]

    def _changes(self, among: Set[str] | None) -> set[str]:
        unsettled, self._unsettled = self._unsettled, set()
        files: Iterable[str] = self._files
        directories: Iterable[str] = self._directories
        if among is not None:
            # What the system named, and what may have changed again within a tick of its clock.
            files = [each for each in {*among, *unsettled} if each in self._files]
            # A directory changes when a name in it comes or goes: the system names the entry, not always the folder.
            above = {*among, *unsettled, *map(os.path.dirname, among)}
            directories = [each for each in above if each in self._directories]
        changed = {each for each in files if each in unsettled or _signature(each) != self._files[each][0]}
        # git checkout and formatters write files anew with the content that they had.
        changed = {each for each in changed if self._is_another(each)}
        for path in directories:
            known, missed = self._directories[path]
            signature = _signature(path)
            if signature == known and path not in unsettled:
                continue
            self._directories[path] = signature, missed
            if _is_recent(signature):
                self._unsettled.add(path)
            if not _is_directory(signature):
                changed.add(path)
            appeared = {each for each in missed if os.path.lexists(each)}
            self._doubted |= appeared
            changed |= appeared
        for state, look in ((self._others, _kind), (self._trees, _tree)):
            now = {each: look(each) for each in state}
            changed.update(each for each, known in state.items() if now[each] != known)
            state.update(now)
        return changed

    def _is_another(self, path: str) -> bool:
        """Whether the file has another content than it had; if not, it is known by its new times from here on."""
        known, digest = self._files[path]
        signature = _signature(path)
        if digest and signature and stat.S_ISREG(signature[0]) and content_digest(path) == digest:
            self._see(path, digest)
            return False
        self._files[path] = signature, digest
        return bool(digest) or signature != known

    def directories(self) -> set[str]:
        """The directories in which changes show, and those above them, where one that is gone would appear again."""
        found = {os.path.dirname(each) for each in self._users}
        below = {os.path.dirname(name) for each in self._trees for name in _names(each)}
        # A directory that is not there cannot be watched: the nearest above it tells when it appears.
        return {_there(each) for each in {*found, *below, *self._trees, *map(os.path.dirname, found), *self._around}}

    def look_in(self, directories: Iterable[str]) -> None:
        """Wait for changes in these directories, too."""
        around = frozenset(directories)
        if around != self._around:
            self._around = around
            self.version += 1

    def names_others(self) -> bool:
        """Whether a kustomization has changed since this was asked last: other directories may be targets now."""
        names_others, self._names_others = self._names_others, False
        return names_others

    def __len__(self) -> int:
        return len(self._users)


def _signature(path: str) -> Signature:
    """What tells that something has changed at a path; nothing if nothing is there."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return ()
    # Size and inode besides the times: a file may be replaced within one tick by another one.
    return status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _holds_something(path: str) -> bool:
    signature = _signature(path)
    return bool(signature) and signature[3] > 0


def _is_recent(signature: Signature) -> bool:
    return bool(signature) and max(signature[1], signature[2]) > time_ns() - _SETTLED


def _kind(path: str) -> int:
    """Which kind of file lies at a path, 0 for none."""
    signature = _signature(path)
    return stat.S_IFMT(signature[0]) if signature else 0


def _is_directory(signature: Signature) -> bool:
    return bool(signature) and stat.S_ISDIR(signature[0])


def content_digest(path: str) -> bytes:
    """The digest of the content of the file at a path; empty if it cannot be read."""
    try:
        content = Files().read_in_place(path)
    except KustompyError:
        return b""
    return b"" if content is None else digest_of(content)


def _names(directory: str) -> Iterator[str]:
    """All paths below a directory."""
    # os.walk follows no links, so that a link to a directory above does not lead around for ever.
    for above, folders, names in os.walk(directory):
        for each in (*folders, *names):
            yield os.path.join(above, each)


def _tree(directory: str) -> int:
    """What tells that something has changed at or below a directory that another program reads."""
    return hash(tuple(sorted((each, _signature(each)) for each in (directory, *_names(directory)))))


def _there(path: str) -> str:
    """The path, or the nearest directory above it that is there."""
    while not os.path.isdir(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return path
