"""What Argo CD would apply, without a cluster: its Applications below a path, and what each of them builds."""

from __future__ import annotations

from kustompy.api.objects import Found, built_below, found_below
from kustompy.controllers.names import OF_ARGOCD
from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from typing_extensions import Unpack

    from kustompy.fleet.outcome import Result
    from kustompy.session.choices import BuildOptions

__all__ = ["Found", "build", "find"]


def find(path: str | os.PathLike[str] = ".", **options: Unpack[BuildOptions]) -> list[Found]:
    """The Applications and ApplicationSets at or below a path, and those in what they make, each behind its maker.

    ``clusters`` are those that generators may name, each with ``name``, ``server`` and ``labels``. ``own_sources`` are
    the URLs of this repository; without any, it is what each source is taken for.
    """
    return found_below(path, OF_ARGOCD, Options(**options))


def build(path: str | os.PathLike[str] = ".", **options: Unpack[BuildOptions]) -> list[Result]:
    """What each Application applies: results with a ``target``, and a ``build`` or the ``error`` of one that failed."""
    return built_below(path, OF_ARGOCD, options)
