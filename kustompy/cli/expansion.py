"""``PATH#*`` among the targets of a command: the objects of controllers at or below a path."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import settings_of
from kustompy.controllers.order import in_order
from kustompy.rendering.objects import objects_below
from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line

ALL = "#*"


def expanded(paths: Sequence[str], line: Line) -> list[str]:
    """The paths; one that ends in ``#*`` is replaced by the objects at or below it, each as a target."""
    found = []
    for path in paths:
        if not path.endswith(ALL):
            found.append(path)
            continue
        start = path.removesuffix(ALL)
        settings = settings_of(line, start if os.path.isdir(start) else os.curdir)
        own, clusters = settings.own_sources, settings.clusters
        # What the repository does not have is made up: which objects there are must not fail for want of a secret.
        options = Options(own_sources=own, clusters=clusters, outside_values=True, enable_helm=_runs_helm(line))
        world = objects_below(start, options)
        found += [world.target_of(each, start) for each in in_order(world.objects)]
    return found


def _runs_helm(line: Line) -> bool:
    """Whether HelmReleases are targets, too: only helm can render them."""
    return bool(line.values.get("enable-helm") or line.values.get("enable-alpha-plugins"))
