"""The builds to deploy for a target: a single one, or those of all objects of Flux and Argo CD below a path."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.controllers.names import MARK, split_target
from kustompy.controllers.order import before, in_order
from kustompy.deploying.controlled import NOTHING, Asked, applied, asked_of
from kustompy.deploying.run import Deploying
from kustompy.errors import ClusterError, KustompyError, LoadError, UsageError
from kustompy.rendering.objects import objects_below
from kustompy.rendering.pipeline import build
from kustompy.results.result import Build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.deploying.kubectl import Kubectl
    from kustompy.deploying.rows import Hears
    from kustompy.deploying.run import Wanted
    from kustompy.results.resource import Resource
    from kustompy.revisions.files import RevisionFiles
    from kustompy.session.options import Options

ALL = f"{MARK}*"
"""The suffix of a target that names all objects below a path."""


class Ready(NamedTuple):
    """A built target with the settings of the object that it names."""

    target: str
    built: Build
    resources: Sequence[Resource]
    """The resources to send to the cluster."""
    asked: Asked = NOTHING
    notes: tuple[str, ...] = ()
    """Warnings to show before it is deployed."""
    key: str = ""
    """The full name of the object; empty for a directory."""
    before: tuple[str, ...] = ()
    """The keys of the objects that are deployed before it."""

    def deploying(self, kubectl: Kubectl, wanted: Wanted, hears: Hears, *, is_timed: bool) -> Deploying:
        """The deploy with the settings of the object; with ``is_timed`` the user's time limit counts, not its own."""
        asked = self.asked
        followed = wanted._replace(
            seconds=wanted.seconds if is_timed else asked.seconds or wanted.seconds,
            prunes=wanted.prunes and asked.prunes, in_phases=asked.in_phases, checked=asked.checked,
        )  # fmt: skip
        return Deploying(self.resources, kubectl, followed, hears)


class NotDeployed(NamedTuple):
    """A target of several that failed or was not tried."""

    target: str
    why: str
    """The failed target before it, if it was not tried for that reason."""
    error: KustompyError | None = None
    """The error of its deploy, if it was tried."""


def is_all(target: str) -> bool:
    """Whether a target names all objects below a path."""
    return target.endswith(ALL)


def ready_for(target: str, options: Options, files: RevisionFiles | None = None, *, prunes: bool = False) -> Ready:
    """Build a target, a directory or an object; a ClusterError (KST669) if its controller would not apply it."""
    split = split_target(target)
    built = build(_place(target, files), options, files)
    if split is None:
        return _ready(target, built, NOTHING, prunes=prunes)
    world = objects_below(_place(split[0], files), options, files.fresh() if files else None)
    return _ready(target, built, asked_of(world.named(split[1])), prunes=prunes)


def all_ready(
    path: str, options: Options, files: RevisionFiles | None = None, *, prunes: bool, left_out: Callable[[str], None]
) -> list[Ready]:
    """Build all objects below a path, in the order in which they are deployed.

    ``left_out`` is called with the reason for each that its controller would not apply. Raises the error of the first
    build that fails.
    """
    # All are built before any is deployed: a mistake in the last one must not leave the others half-way.
    place = _place(path, files)
    if files is None and not os.path.exists(path):
        raise LoadError(f"lstat {path}: no such file or directory", code="KST301", hint="name a file or directory")
    world = objects_below(place, options, files)
    found = []
    for each in in_order(world.objects):
        try:
            asked = asked_of(each)
        except ClusterError as error:
            left_out(str(error))
            continue
        built = build(world.target_of(each, place), options, files.fresh() if files else None)
        shown = _ready(world.target_of(each, path), built, asked, prunes=prunes)
        found.append(shown._replace(key=each.key, before=tuple(before(each))))
    if not found:
        raise UsageError(
            f"nothing to deploy below {path}", code="KST823", hint="`kustompy targets 'PATH#*'` lists objects"
        )
    return found


def in_turn(ready: Sequence[Ready], deploy: Callable[[Ready], object]) -> Iterator[NotDeployed]:
    """Deploy one after the other, and give those that fail, or are not tried since one before them failed."""
    # By the key of an object that is not deployed its target, so that the reason names what the user can look at.
    failed: dict[str, str] = {}
    for each in ready:
        missing = next((failed[key] for key in each.before if key in failed), "")
        if missing:
            failed[each.key] = each.target
            why = f"{each.target} is not tried: {missing} comes before it and is not deployed"
            yield NotDeployed(each.target, why)
            continue
        try:
            deploy(each)
        except KustompyError as error:
            failed[each.key] = each.target
            yield NotDeployed(each.target, "", error)


def _ready(target: str, built: Build, asked: Asked, *, prunes: bool) -> Ready:
    notes = (f"{target} has no `prune: true`, so nothing of it is pruned",) if prunes and not asked.prunes else ()
    return Ready(target, built, applied(built.resources, asked), asked, notes)


def _place(target: str, files: RevisionFiles | None) -> str:
    """The target as it is built: a revision is read by the real paths of the work tree."""
    if files is None:
        return target
    split = split_target(target)
    return os.path.realpath(target) if split is None else f"{os.path.realpath(split[0])}{MARK}{split[1]}"
