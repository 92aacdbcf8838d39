"""The deploy of one target that has been built: warnings, progress, and the summary at its end."""

from __future__ import annotations

from kustompy.cli.cluster import apply_set_of, kubectl_of
from kustompy.cli.deploy_progress import hearing
from kustompy.cli.interruption import seconds_of, without_limit
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.deploying.forms import as_json, summary
from kustompy.deploying.kubectl import Written
from kustompy.deploying.run import Wanted
from kustompy.errors import KustompyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cli.flags import Line
    from kustompy.deploying.ready import Ready
    from kustompy.deploying.run import Deploying


def deploy_one(line: Line, ready: Ready, revision: str = "") -> int:
    """Deploy a target that is ready; 0, or the error that ended it."""
    for text in ready.built.warnings:
        to_stderr(f"{text}\n")
    for text in ready.notes:
        to_stderr(f"# Warning: {text}\n")
    wanted = _wanted(line, ready)
    # The deploy keeps the time itself: the timer of the command would cut it between an apply and its result.
    without_limit()
    hears = hearing(line["format"], is_quiet=line["yes"])
    # HelmReleases and Kustomizations have timeouts of their own, over which only a flag that is given wins.
    is_timed = any(each.name == "timeout" for each in line.given)
    deploying = ready.deploying(kubectl_of(line), wanted, hears, is_timed=is_timed)
    error: KustompyError | None = None
    try:
        deploying.deploy()
    except KustompyError as failed:
        error = failed
        raise
    finally:
        # The table of what is waited for is taken away before the summary, which would be drawn below it.
        hears.close()
        _tell(line, deploying, ready.target, revision, error)
    return 0


def _wanted(line: Line, ready: Ready) -> Wanted:
    return Wanted(
        Written(line["field-manager"], line["force-conflicts"], line["dry-run"]),
        waits=not line["no-wait"], seconds=seconds_of(line["timeout"]), jobs_end=line["wait-for-jobs"],
        apply_set=apply_set_of(line, ready.target, ready.resources), prunes=line["prune"],
        prune_also=tuple(line["prune-also"]),
    )  # fmt: skip


def _tell(line: Line, deploying: Deploying, target: str, revision: str, error: KustompyError | None) -> None:
    """Print the summary, or the results as JSON, also of a deploy that failed."""
    deployed = deploying.deployed(target, revision)
    to_stdout(as_json(deployed, error) if line["format"] == "json" else f"{summary(deployed)}\n")
