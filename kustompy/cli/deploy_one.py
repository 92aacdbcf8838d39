"""The deploy of one target that is built: what is said while it runs, and what it came to."""

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
    """Deploy what is ready, and say how it went."""
    for text in ready.built.warnings:
        to_stderr(f"{text}\n")
    for text in ready.notes:
        to_stderr(f"# Warning: {text}\n")
    wanted = _wanted(line, ready)
    without_limit()
    hears = hearing(line["format"], is_quiet=line["yes"])
    is_timed = any(each.name == "timeout" for each in line.given)
    deploying = ready.deploying(kubectl_of(line), wanted, hears, is_timed=is_timed)
    error: KustompyError | None = None
    try:
        deploying.deploy()
    except KustompyError as failed:
        error = failed
        raise
    finally:
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
    """The summary, or the document of results; whatever ended the deploy."""
    deployed = deploying.deployed(target, revision)
    to_stdout(as_json(deployed, error) if line["format"] == "json" else f"{summary(deployed)}\n")
