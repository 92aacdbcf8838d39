"""The objects of controllers below a path, found with the help of builds."""

from __future__ import annotations

from kustompy.controllers.applied import builder
from kustompy.controllers.world import world_of
from kustompy.rendering.pipeline import of_directory
from kustompy.session.session import Session
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.world import World
    from kustompy.session.options import Options


def objects_below(path: str, options: Options, files: Files | None = None, *, releases: bool = False) -> World:
    """The objects at or below a path, each file once, and those that the builds of others have.

    With ``releases`` HelmReleases are among them, though helm may not run.
    """
    session = Session(files or Files(), options)
    try:
        return world_of(path, session, builder(of_directory), releases=releases)
    finally:
        session.close()
