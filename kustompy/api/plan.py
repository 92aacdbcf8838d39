"""``kustompy.plan``: what a branch changes in the overlays of a repository."""

from __future__ import annotations

import os

from kustompy.api.inputs import inputs_from
from kustompy.planning.plan.plan import Plan, Wanted
from kustompy.planning.plan.planned import planned
from kustompy.revisions.objects import Objects
from kustompy.revisions.repository import Repository
from kustompy.session.options import Options
from kustompy.upstream import NEWEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from typing_extensions import Unpack

    from kustompy.api.inputs import Given
    from kustompy.session.choices import BuildOptions

    Path = str | os.PathLike[str]

__all__ = ["Plan", "plan"]


def plan(
    *directories: Path,
    base: str = "",
    head: str = "",
    causes: bool = True,
    findings: bool = True,
    kubernetes_version: str = f"1.{NEWEST}",
    disable: Collection[str] = (),
    exclude: Sequence[str] = (),
    inputs: Given = None,
    **options: Unpack[BuildOptions],
) -> Plan:
    """The plan of what has changed between two revisions, for the overlays at or below the directories.

    ``base`` is a revision, else the merge base with the default branch; ``head`` another, else the work tree.
    ``inputs`` and ``options`` are those of :func:`kustompy.build`; ``environment`` is what git gets, too, by default a
    search path alone. Raises LoadError where git does not know a revision; an overlay that does not build is in the
    plan, with its error.
    """
    from kustompy.linting.settings import settings_for

    paths = [os.fspath(each) for each in directories] or [os.curdir]
    settings = settings_for(paths[0], disable, command="diff")
    environment = options.get("environment")
    repository = Repository(os.path.abspath(paths[0]), {"PATH": os.defpath} if environment is None else environment)
    old = repository.revision(base) if base else repository.default_base()
    new = repository.revision(head) if head else None
    wanted = Wanted(causes, findings, kubernetes_version, tuple(exclude))
    chosen = Options(inputs=inputs_from(inputs, os.path.realpath(os.curdir)), **options)
    with Objects(repository) as objects:
        return planned(paths, repository, old, new, objects, chosen, settings, wanted)
