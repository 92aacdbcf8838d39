"""Targets that are made of the same: each build is made once, and stands for those whose files are equal."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.fleet.outcome import Outcome
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.dependencies import Dependencies
from kustompy.rendering.shared_bases import digest_of
from kustompy.system.files import Files

# In bytes of what is kept; a run of thousands of large builds would hold all of them.
_LARGEST = 32 * 1024 * 1024
_CANDIDATES = 4


class _Known(NamedTuple):
    """A build that succeeded, in a real directory, and the digest of its kustomization."""

    directory: str
    outcome: Outcome


class Identical:
    """The builds of a run that may be those of other targets, too."""

    __slots__ = ("_known", "_size")

    def __init__(self) -> None:
        self._known: dict[bytes, list[_Known]] = {}
        self._size = 0

    def find(self, target: str) -> Outcome | None:
        """The outcome of a target whose files are those of a build that was kept; None if there is none."""
        if not self._known or not os.path.isdir(target):
            return None
        directory = os.path.realpath(target)
        # The kustomization tells apart nearly all: the other files are read only for those that have the same.
        first = Files().read_in_place(os.path.join(directory, FILE_NAMES[0]))
        if first is None:
            return None
        for known in self._known.get(digest_of(first), ()):
            found = _moved(known, directory)
            if found is not None:
                return known.outcome._replace(
                    target=target, dependencies=found, seconds=0.0, reused=known.outcome.target
                )
        return None

    def keep(self, outcome: Outcome) -> None:
        """Keep a build that depends on nothing but files, if its kustomization is not known."""
        found = outcome.dependencies
        # Errors name their files, links may lead elsewhere from another place, and what was fetched may have changed.
        if outcome.error is not None or not found.is_closed or found.links or not found.found:
            return
        if any(os.sep in each for each in outcome.warnings):
            return  # one may name a file
        directory = found.found[0]
        # The kustomization is found by its usual name only, which spares two looks for every target.
        if found.read[:1] != (os.path.join(directory, FILE_NAMES[0]),):
            return
        self._size += len(outcome.text) + len(outcome.records)
        if self._size > _LARGEST:
            self._known.clear()
            self._size = 0
        same = self._known.setdefault(outcome.digests[0], [])
        if len(same) < _CANDIDATES:
            same.append(_Known(directory, outcome))


def _moved(known: _Known, directory: str) -> Dependencies | None:
    """The dependencies of the known build, seen from another directory, if all of them are the same there."""
    found = known.outcome.dependencies
    for path, digest in zip(found.read, known.outcome.digests, strict=True):
        other = _seen_from(path, known.directory, directory)
        if other != path:
            content = Files().read_in_place(other)
            if content is None or digest_of(content) != digest:
                return None
    for path in found.missed:
        other = _seen_from(path, known.directory, directory)
        if other != path and os.path.lexists(other):
            return None
    for path in found.found:
        other = _seen_from(path, known.directory, directory)
        if other != path and not (os.path.isdir(other) and os.path.realpath(other) == other):
            return None
    kinds = ([_seen_from(each, known.directory, directory) for each in kind] for kind in found[:3])
    return Dependencies(*map(tuple, kinds))


def _seen_from(path: str, old: str, new: str) -> str:
    return os.path.normpath(os.path.join(new, os.path.relpath(path, old)))
