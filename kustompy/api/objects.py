"""The objects of controllers below a path, and what each applies."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.controllers.objects import Object
    from kustompy.fleet.outcome import Result
    from kustompy.model.values import Value
    from kustompy.session.choices import BuildOptions

    Path = str | os.PathLike[str]


class Found(NamedTuple):
    """An object that tells a controller what to apply."""

    target: str
    """How :func:`kustompy.build` and every command name it."""
    kind: str
    namespace: str
    name: str
    manifest: Mapping[str, Value]
    """As the controller has it: with the patches of the object whose build has it."""
    file: str
    """The absolute path of the file that it was read from."""
    parent: str
    """Kind, namespace and name of the object whose build has it; empty for one that a file has."""


def found_below(path: Path, kinds: Sequence[str], options: Options) -> list[Found]:
    """The objects of some kinds at or below a path, each behind those that it depends on."""
    from kustompy.controllers.order import in_order
    from kustompy.rendering.objects import objects_below

    start = os.fspath(path)
    world = objects_below(start, options)
    return [_found(each, world.target_of(each, start)) for each in in_order(world.objects) if each.kind in kinds]


def _found(each: Object, target: str) -> Found:
    return Found(target, each.kind, each.namespace, each.name, each.manifest, each.source[0], each.parent)


def built_below(path: Path, kinds: Sequence[str], options: BuildOptions) -> list[Result]:
    """What each of the objects applies, or why that cannot be told, in the order of :func:`found_below`."""
    from kustompy.fleet.many import outcomes_of
    from kustompy.fleet.outcome import Result

    chosen = Options(**options)
    targets = [each.target for each in found_below(path, kinds, chosen)]
    outcomes = {each.target: each for each in outcomes_of(targets, chosen, wants_records=True, jobs=1)}
    return [Result(outcomes[each], chosen) for each in targets]
