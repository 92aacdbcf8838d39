"""``kustompy lint`` of many overlays, by processes or an executor."""

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
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.linting.tree import Part
    from kustompy.session.options import Options


def linted(
    directories: Sequence[str], options: Options, settings: Settings, line: Line, left_out: list[Diagnostic]
) -> tuple[list[Diagnostic], int]:
    """The findings in the directories, and how many of these were left out after a failure with ``--fail-fast``."""
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
    # In the order of the directories, so that a report is the same whichever process is first. A directory that is
    # named twice is linted once.
    in_order = [parts[each] for each in directories if each in parts]
    return findings_of(in_order, options, settings, Files(), left_out), untried
