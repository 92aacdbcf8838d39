"""What a change can reach: overlays, and objects of controllers, found without building what they apply."""

from __future__ import annotations

import os

from kustompy.controllers.names import MARK
from kustompy.errors import KustompyError
from kustompy.planning.overlays import kustomizations_of, overlays_to_compare
from kustompy.system.files import Files, is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NamedTuple

    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import Datum, World
    from kustompy.planning.known import Earlier
    from kustompy.planning.overlays import Kustomizations
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.repository import Repository
    from kustompy.session.options import Options

    class Wanted(NamedTuple):
        """A target; of an object of a controller, whether it is there at the old side and at the new one."""

        target: str
        there: tuple[bool, bool] | None
else:
    from collections import namedtuple

    Wanted = namedtuple("Wanted", "target there")

_ALL = "*"
# Flux leaves out of an artifact what these files list, so that a change of one may reach every object.
_IGNORING = ".sourceignore"


def targets_to_compare(
    paths: Sequence[str], old: RevisionFiles, new: RevisionFiles | None, changed: Sequence[str], exclude: Sequence[str],
    options: Options, repository: Repository, earlier: Earlier | None = None,
) -> list[Wanted]:  # fmt: skip
    """What changes may reach of the overlays at or below the paths, and of the objects of ``clusters/prod#*``."""
    # A directory may have the mark in its name.
    plain = [each for each in paths if MARK not in each or os.path.exists(each)]
    overlays = overlays_to_compare(plain, old, new, changed, exclude, repository, earlier) if plain else []
    found = [Wanted(each, None) for each in overlays]
    if len(plain) < len(paths):
        sides = kustomizations_of(old, new, changed, repository, earlier)
        found += _objects_to_compare([each for each in paths if each not in plain], old, new, changed, options, sides)
    return found


def _objects_to_compare(
    paths: Sequence[str], old: RevisionFiles, new: RevisionFiles | None, changed: Sequence[str], options: Options,
    sides: Sequence[Kustomizations],
) -> list[Wanted]:  # fmt: skip
    whole = {os.path.join(old.top, *each.split("/")) for each in changed}
    reached = {each for side in sides for each in side.reached_by(whole)}
    found: dict[str, Wanted] = {}
    for path in paths:
        start, _, name = path.partition(MARK)
        start = os.path.realpath(start)
        before = _objects(start, name, options, old.fresh())
        after = _objects(start, name, options, Files() if new is None else new.fresh())
        # An object may be on one side alone; on both, its manifest may differ without any file that it applies.
        for target in {**before, **after}:
            both = [each[target] for each in (before, after) if target in each]
            differ = len(both) == 1 or both[0][0].manifest != both[1][0].manifest
            if differ or any(_is_reached(*each, whole, reached) for each in both):
                found[target] = Wanted(target, (target in before, target in after))
    return list(found.values())


def _objects(start: str, name: str, options: Options, files: Files) -> dict[str, tuple[Object, World]]:
    """The objects that a name stands for at one side, by their targets; none if the path is not there."""
    # What knows controllers takes its time to load, and is needed for their objects alone.
    from kustompy.rendering.objects import objects_below

    try:
        world = objects_below(start, options, files)
        objects = world.objects if name == _ALL else [world.named(name)]
    # At this side there may be no such folder or object yet. If it is broken at both, its build says so.
    except KustompyError:
        return {}
    return {world.target_of(each, start): (each, world) for each in objects}


def _is_reached(subject: Object, world: World, changed: set[str], reached: set[str]) -> bool:
    """Whether a change may reach what an object says or applies."""
    if subject.source[0] in changed or not changed.isdisjoint(subject.read):
        return True
    if any(os.path.basename(each) == _IGNORING for each in changed):
        return True
    if any(datum.source[0] in changed for datum in _data_of(subject, world)):
        return True
    for directory in world.directories_of(subject):
        # A directory that an object applies need not be a kustomization: Flux makes one of all manifests below it, so
        # that every file there counts.
        if directory in reached or any(is_within(each, directory) for each in (*changed, *reached)):
            return True
    return False


def _data_of(subject: Object, world: World) -> Iterable[Datum]:
    """The config maps and secrets that an object takes variables from."""
    try:
        entries = subject.mappings("spec", "postBuild", "substituteFrom")
    except KustompyError:
        return []
    # A config map or secret of another file may change the variables, and so everything that is applied.
    found = [world.data_of(str(each.get("kind")), subject.namespace, str(each.get("name"))) for each in entries]
    return [each for each in found if each is not None]
