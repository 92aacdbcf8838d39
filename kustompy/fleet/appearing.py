"""Targets that appear while others are watched: looked for again when a directory has other names in it."""

from __future__ import annotations

import os
from time import perf_counter

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence, Set

    from kustompy.fleet.watching import Watch

    Seen = tuple[int, frozenset[str]]
    """The time of a directory, and the names in it that may make a difference."""


class Appearing:
    """The directories below which targets may appear, and the targets that are known.

    ``find`` lists all targets there are now. It is asked when a folder, a kustomization or one of the ``files`` with
    these endings has appeared or gone, and when a kustomization has changed, since that may name others, or no longer.
    """

    __slots__ = ("_files", "_find", "_known", "_roots", "_seen", "_told")

    def __init__(
        self,
        roots: Iterable[str],
        find: Callable[[], Sequence[str]],
        known: Iterable[str],
        files: tuple[str, ...] = (),
    ) -> None:
        self._roots, self._find, self._files = tuple(dict.fromkeys(map(os.path.realpath, roots))), find, files
        self._known = {_place(each) for each in known}
        self._seen = self._met()
        self._told = False

    def new(self, watch: Watch, among: Set[str] | None) -> list[str]:
        """The targets that have appeared; ``among`` are the only paths that may have changed, if that is known."""
        began, names_others, found = perf_counter(), watch.names_others(), list[str]()
        if self._roots and (self._has_changed(among) or names_others):
            self._seen, self._told = self._met(), False
            found = self._found()
        if not self._told:
            self._told = True
            watch.look_in(self._seen)
        watch.seconds += perf_counter() - began
        return found

    def _has_changed(self, among: Set[str] | None) -> bool:
        # A path that the system names may be a directory, or an entry of one.
        some = self._seen if among is None else {*among, *map(os.path.dirname, among)} & self._seen.keys()
        different = False
        for each in some:
            time, (seen, known) = _time(each), self._seen[each]
            # The time of a directory changes with the names in it alone: most rounds list none.
            if time != seen:
                # a file that is renamed over another one, or that an editor keeps beside it, makes no difference
                names = self._names(each)
                different = different or names != known
                self._seen[each] = time, names
        return different

    def _met(self) -> dict[str, Seen]:
        """The directories that are there now."""
        found = {}
        for root in self._roots:
            for folder, folders, names in os.walk(root):
                # .git changes with every command of git, and no target lies in it.
                folders[:] = [each for each in folders if not each.startswith(".")]
                found[folder] = _time(folder), frozenset((*folders, *filter(self._counts, names)))
        return found

    def _names(self, directory: str) -> frozenset[str]:
        try:
            with os.scandir(directory) as entries:
                return frozenset(
                    each.name
                    for each in entries
                    if (not each.name.startswith(".") if each.is_dir() else self._counts(each.name))
                )
        except OSError:
            return frozenset()

    def _counts(self, name: str) -> bool:
        """Whether a file may be a target, or make its folder one."""
        return name in FILE_NAMES or (name.endswith(self._files) and not name.startswith("."))

    def _found(self) -> list[str]:
        try:
            found = self._find()
        except KustompyError:
            return []  # there is none now, or a file that says which are targets is being written
        new = [each for each in found if _place(each) not in self._known]
        self._known.update(map(_place, new))
        return new


def _place(target: str) -> str:
    return os.path.realpath(target) if os.path.exists(target) else target


def _time(directory: str) -> int:
    try:
        return os.stat(directory).st_mtime_ns
    except OSError:
        return 0
