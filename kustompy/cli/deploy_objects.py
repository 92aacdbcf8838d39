"""``kustompy deploy 'PATH#*'``: what each object of a controller applies, each after those that it depends on."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.deploy import ALL, deploy
from kustompy.cli.output import to_stderr
from kustompy.errors import ClusterError, KustompyError, LoadError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cli.flags import Line
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.deploying.controlled import Asked
    from kustompy.results.result import Build
    from kustompy.session.options import Options

    Ready = list[tuple[Object, str, Build, Asked]]


def deploy_all(line: Line, path: str) -> int:
    """Build all, then deploy one after the other: 0 everything works, 1 something does not.

    Nothing is deployed unless everything builds. What depends on an object that fails is not tried.
    """
    from kustompy.rendering.objects import objects_below

    for flag in ("plan", "apply-set"):
        if line[flag]:
            raise UsageError(f"--{flag} is for one target", code="KST808", hint=f"name one instead of `{path}{ALL}`")
    if not os.path.exists(path):
        raise LoadError(f"lstat {path}: no such file or directory", code="KST301", hint="name a file or directory")
    options = build_options(line, os.environ)
    world = objects_below(path, options)
    ready = _built(world, path, options)
    if not ready:
        raise UsageError(
            f"there is nothing to deploy below {path}", code="KST823", hint="`kustompy targets 'PATH#*'` lists objects"
        )
    return _deployed(ready, line)


def _built(world: World, path: str, options: Options) -> Ready:
    """What each object applies, in order; those that their controller would not apply are left out, and told."""
    from kustompy.controllers.order import in_order
    from kustompy.deploying.controlled import asked_of
    from kustompy.rendering.pipeline import build

    found: Ready = []
    for each in in_order(world.objects):
        try:
            asked = asked_of(each)
        except ClusterError as left_out:
            to_stderr(f"# Warning: {left_out}\n")
            continue
        target = world.target_of(each, path)
        found.append((each, target, build(target, options), asked))
    return found


def _deployed(ready: Ready, line: Line) -> int:
    from kustompy.cli.reporter import error_text
    from kustompy.controllers.order import needed_by

    failed: dict[str, str] = {}
    for subject, target, built, asked in ready:
        above = [*needed_by(subject), *([subject.parent] if subject.parent else [])]
        missing = next((each for each in above if each in failed), "")
        if missing:
            to_stderr(f"# Warning: {target} is not tried: {failed[missing]} comes before it, and is not deployed\n")
            failed[subject.key] = target
            continue
        try:
            deploy(line, target, built, asked=asked)
        except KustompyError as error:
            to_stderr(error_text(error, []))
            failed[subject.key] = target
    return int(bool(failed))
