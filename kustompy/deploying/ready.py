"""What is deployed for a target: one build, or those of all objects of Flux and Argo CD below a path, in order."""

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
"""The end of a target that stands for all objects below a path."""


class Ready(NamedTuple):
    """A target that is built, and what the object that it names asks of a deploy."""

    target: str
    built: Build
    resources: Sequence[Resource]
    """What is sent to the cluster."""
    asked: Asked = NOTHING
    notes: tuple[str, ...] = ()
    """What is worth a word before it is deployed."""
    key: str = ""
    """The name of the object in full; empty for a directory."""
    before: tuple[str, ...] = ()
    """The keys of the objects that are deployed before it."""

    def deploying(self, kubectl: Kubectl, wanted: Wanted, hears: Hears, *, is_timed: bool) -> Deploying:
        """Its deploy, with what the object asks; its ``timeout`` is for those who said nothing of the time."""
        asked = self.asked
        followed = wanted._replace(
            seconds=wanted.seconds if is_timed else asked.seconds or wanted.seconds,
            prunes=wanted.prunes and asked.prunes, in_phases=asked.in_phases, checked=asked.checked,
        )  # fmt: skip
        return Deploying(self.resources, kubectl, followed, hears)


class NotDeployed(NamedTuple):
    """A target of several that did not come to work."""

    target: str
    why: str
    """What comes before it and failed, if it was not tried for that."""
    error: KustompyError | None = None
    """What ended its deploy, if it was tried."""


def is_all(target: str) -> bool:
    """Whether a target stands for all objects below a path."""
    return target.endswith(ALL)


def ready_for(target: str, options: Options, files: RevisionFiles | None = None, *, prunes: bool = False) -> Ready:
    """Build a target, a directory or one object; a ClusterError (KST669) if its controller would not apply it."""
    split = split_target(target)
    built = build(_place(target, files), options, files)
    if split is None:
        return _ready(target, built, NOTHING, prunes=prunes)
    world = objects_below(_place(split[0], files), options, files.fresh() if files else None)
    return _ready(target, built, asked_of(world.named(split[1])), prunes=prunes)


def all_ready(
    path: str, options: Options, files: RevisionFiles | None = None, *, prunes: bool, left_out: Callable[[str], None]
) -> list[Ready]:
    """Build what each object below a path applies, in the order in which they are deployed.

    ``left_out`` is told of those that their controller would not apply. Raises the error of the first build that fails.
    """
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
            f"there is nothing to deploy below {path}", code="KST823", hint="`kustompy targets 'PATH#*'` lists objects"
        )
    return found


def in_turn(ready: Sequence[Ready], deploy: Callable[[Ready], object]) -> Iterator[NotDeployed]:
    """Deploy one after the other; those that fail, and what comes after one that failed, which is not tried."""
    failed: dict[str, str] = {}
    for each in ready:
        missing = next((failed[key] for key in each.before if key in failed), "")
        if missing:
            failed[each.key] = each.target
            why = f"{each.target} is not tried: {missing} comes before it, and is not deployed"
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
    """Where a target is built: git knows real paths only."""
    if files is None:
        return target
    split = split_target(target)
    return os.path.realpath(target) if split is None else f"{os.path.realpath(split[0])}{MARK}{split[1]}"
