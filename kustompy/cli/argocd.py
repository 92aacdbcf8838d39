"""``kustompy argocd``: what the Applications of Argo CD below a path would apply."""

from __future__ import annotations

from kustompy.cli.objects import BUILD_FLAGS, run
from kustompy.controllers.names import OF_ARGOCD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = BUILD_FLAGS
USAGE = """\
Build what Argo CD would apply, without a cluster: each Application of argoproj.io at or below a path, those that
ApplicationSets generate, and those that Applications create, in the order of waves and hooks. `get` lists them. Other
commands take an object as a target: PATH#NAMESPACE/NAME; PATH#* stands for all.

Usage:
  kustompy argocd build [PATH]... [flags]
  kustompy argocd get [PATH]... [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Build or list the Applications and ApplicationSets: 0 all could be built, 1 one could not."""
    return run("argocd", OF_ARGOCD, USAGE, argv)
