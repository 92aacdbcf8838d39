"""What a build depends on, and whether a change can reach it."""

from __future__ import annotations

import os

from kustompy.limits import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import NamedTuple

    class _Fields(NamedTuple):
        read: tuple[str, ...] = ()
        missed: tuple[str, ...] = ()
        found: tuple[str, ...] = ()
        links: tuple[str, ...] = ()
        trees: tuple[str, ...] = ()
        remotes: tuple[str, ...] = ()
        programs: tuple[str, ...] = ()
        variables: tuple[str, ...] = ()

else:
    _Fields = record("Dependencies", "read missed found links trees remotes programs variables", defaults=((),) * 8)


class Dependencies(_Fields):
    """What a build depends on; all paths are absolute, and none but the last part of one is a link.

    ``read`` are the files whose content was read, in order; ``missed`` the paths that were looked for and are not
    there; ``found`` the directories, and files that were met and not read; ``links`` the symbolic links on the way.
    ``trees`` are directories that other programs read by themselves (charts, mounts of functions), ``programs`` these
    programs. ``remotes`` are the URLs that were fetched or asked for, without credentials. ``variables`` are those of
    the environment that inputs and parameters were made with.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, list[str]]:
        """The paths, URLs and names as lists, for JSON."""
        return {name: list(values) for name, values in self._asdict().items()}

    @property
    def is_closed(self) -> bool:
        """Whether the paths are all that the build depends on: nothing was fetched, and no other program ran."""
        return not self.remotes and not self.programs

    def reached_by(self, changes: Changes) -> list[str]:
        """The changed paths that can make a difference to the build, sorted."""
        reached: set[str] = set()
        for path in (*self.read, *self.links, *filter(os.path.isabs, self.programs)):
            reached.update(changes.at(path))
        for path in (*self.missed, *self.trees):
            reached.update(changes.at(path), changes.below(path))
        for path in self.found:
            reached.update(changes.at(path))
            # A directory may be there for the sake of the changed file alone, unless something else in it was read.
            if changes.below(path) and not any(is_below(each, path) for each in self.read):
                reached.update(changes.below(path))
        return sorted(reached)


class Changes:
    """Paths that have changed, appeared or vanished: absolute ones, in which only the last part may be a link."""

    __slots__ = ("_above", "_below", "paths")

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self._below: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            for directory in _above(path):
                self._below.setdefault(directory, []).append(path)
        self._above: dict[str, tuple[str, ...]] = {}

    def at(self, path: str) -> tuple[str, ...]:
        """The path if it has changed, and the directories above it that have: one may have been a file."""
        above = os.path.dirname(path)
        known = self._above.get(above)
        if known is None:
            known = self._above[above] = tuple(each for each in (above, *_above(above)) if each in self.paths)
        return (path, *known) if path in self.paths else known

    def below(self, directory: str) -> list[str]:
        """The changed paths below a directory."""
        return self._below.get(directory, [])


def _above(path: str) -> Iterator[str]:
    """The directories above an absolute path, the nearest first."""
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        yield path


def is_below(path: str, directory: str) -> bool:
    """Whether a path lies below a directory."""
    return path.startswith(directory.rstrip(os.sep) + os.sep)
