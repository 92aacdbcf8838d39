"""``kustompy lint`` over many overlays: by the processes and executors that build many."""

from __future__ import annotations

from contextlib import closing

from kustompy.api.linting_many import linted_many
from kustompy.cli.fleet_engine import executor_of, jobs_of, note
from kustompy.cli.progress import Progress
from kustompy.linting.run import findings_of
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.linting.tree import Part
    from kustompy.session.options import Options


def linted(
    directories: Sequence[str], options: Options, settings: Settings, line: Line, left_out: list[Diagnostic]
) -> tuple[list[Diagnostic], int]:
    """What is found in the directories, and how many of them were not tried since one before did not build."""
    progress, untried = Progress(len(directories)), 0
    parts: dict[str, Part] = {}
    with executor_of(line["executor"]) as executor:
        jobs = jobs_of(line["jobs"])
        done = linted_many(directories, options, settings, jobs=jobs, executor=executor, note=note)
        with closing(done):
            for outcome, part in done:
                progress.step(outcome.target, outcome.seconds)
                parts[outcome.target] = part
                if part.error is not None and line["fail-fast"]:
                    untried = len(directories) - len(parts)
                    break
    progress.clear()
    # the same is said whoever was ready first; a place that is named twice is linted once
    in_order = [parts[each] for each in directories if each in parts]
    return findings_of(in_order, options, settings, Files(), left_out), untried
