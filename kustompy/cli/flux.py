"""``kustompy flux``: what the Kustomizations of Flux below a path would apply."""

from __future__ import annotations

from kustompy.cli.objects import BUILD_FLAGS, run
from kustompy.controllers.names import OF_FLUX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = BUILD_FLAGS
USAGE = """\
Build what Flux would apply, without a cluster: each Kustomization of kustomize.toolkit.fluxcd.io at or below a path,
and those that these create, in the order of their dependencies; with --enable-helm also each HelmRelease. `get` lists
them. Other commands take an object as a target: PATH#NAMESPACE/NAME or PATH#HelmRelease/NAMESPACE/NAME; PATH#* stands
for all.

Usage:
  kustompy flux build [PATH]... [flags]
  kustompy flux get [PATH]... [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Build or list the Kustomizations and HelmReleases: 0 all could be built, 1 one could not."""
    return run("flux", OF_FLUX, USAGE, argv)
