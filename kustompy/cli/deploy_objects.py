"""``kustompy deploy 'PATH#*'``: what each object of a controller applies, each after those that it depends on."""

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
    """Build all, then deploy one after the other: 0 everything works, 1 something does not.

    Nothing is deployed unless everything builds. What depends on an object that fails is not tried.
    """
    refuse_flags_of_one(line, target)
    path = target.removesuffix(ALL)
    return deployed_in_turn(line, all_ready(path, options_for(line), prunes=line["prune"], left_out=warn))


def refuse_flags_of_one(line: Line, target: str) -> None:
    """Raise a UsageError for what only one target can have."""
    for flag in ("plan", "apply-set"):
        if line.values.get(flag):
            raise UsageError(f"--{flag} is for one target", code="KST808", hint=f"name one instead of `{target}`")


def deployed_in_turn(line: Line, ready: Sequence[Ready], revision: str = "") -> int:
    """Deploy one after the other, and say why one is not: 0 everything works, 1 something does not."""
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
    """Say that something is not deployed."""
    to_stderr(f"# Warning: {text}\n")
