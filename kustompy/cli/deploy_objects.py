"""``kustompy deploy 'PATH#*'``: deploy what each object of Flux or Argo CD applies, in the order of dependencies."""

from __future__ import annotations

from kustompy.cli.cluster import options_for
from kustompy.cli.deploy_one import deploy_one
from kustompy.cli.output import to_stderr
from kustompy.deploying.ready import ALL, all_ready, in_turn
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.deploying.ready import Ready


def deploy_all(line: Line, target: str) -> int:
    """Build all, then deploy one after the other: 0 everything is ready, 1 something is not.

    Nothing is deployed unless everything builds. An object is not tried if one that it depends on fails.
    """
    refuse_flags_of_one(line, target)
    path = target.removesuffix(ALL)
    return deployed_in_turn(line, all_ready(path, options_for(line), prunes=line["prune"], left_out=warn))


def refuse_flags_of_one(line: Line, target: str) -> None:
    """Raise a UsageError for a flag that is about one target."""
    for flag in ("plan", "apply-set"):
        if line.values.get(flag):
            raise UsageError(f"--{flag} is for one target", code="KST808", hint=f"name one instead of `{target}`")


def deployed_in_turn(line: Line, ready: Sequence[Ready], revision: str = "") -> int:
    """Deploy one after the other, and say why one is left out: 0 everything is ready, 1 something is not."""
    from kustompy.cli.reporter import error_text

    code = 0
    for each in in_turn(ready, lambda one: deploy_one(line, one, revision)):
        code = 1
        if each.error is None:
            warn(each.why)
        else:
            to_stderr(error_text(each.error, []))
    return code


def warn(text: str) -> None:
    """Print a warning on stderr."""
    to_stderr(f"# Warning: {text}\n")
