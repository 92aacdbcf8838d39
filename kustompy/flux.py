"""What Flux would apply, without a cluster: its Kustomizations and HelmReleases, and what each of them builds."""

from __future__ import annotations

from kustompy.api.objects import Found, built_below, found_below
from kustompy.controllers.names import OF_FLUX
from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from typing_extensions import Unpack

    from kustompy.fleet.outcome import Result
    from kustompy.session.choices import BuildOptions

__all__ = ["Found", "build", "find"]


def find(path: str | os.PathLike[str] = ".", **options: Unpack[BuildOptions]) -> list[Found]:
    """The Kustomizations at or below a path and those in what others build, each behind those that it depends on.

    With ``enable_helm`` the HelmReleases, too, which are then rendered by :func:`build`.
    ``own_sources`` names the sources that are this repository, if ``flux-system`` is not its name.
    """
    return found_below(path, OF_FLUX, Options(**options))


def build(path: str | os.PathLike[str] = ".", **options: Unpack[BuildOptions]) -> list[Result]:
    """What each Kustomization applies: results with a ``target``, and a ``build`` or the ``error`` of one that failed.

    With ``outside_values`` variables from config maps and secrets that the repository does not have are placeholders.
    """
    return built_below(path, OF_FLUX, options)
