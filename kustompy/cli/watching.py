"""``--watch``: rounds of builds, one for each change of something that the targets depend on."""

from __future__ import annotations

import gc
import os

from kustompy.cli.output import write_output, write_text
from kustompy.cli.telling import Telling
from kustompy.errors import UsageError
from kustompy.fleet.appearing import Appearing
from kustompy.reporting.closing import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence, Set

    from kustompy.cli.flags import Line
    from kustompy.cli.writer import Writer, Writes
    from kustompy.fleet.outcome import Outcome
    from kustompy.fleet.rounds import Round
    from kustompy.fleet.waiting import Wait
    from kustompy.fleet.watching import Watch
    from kustompy.session.options import Options

# Each ends a command after one run, prints what is no build, or needs what only one process has.
_REFUSED = ("annotate", "executor", "exit-on-error", "fail-fast", "strict", "validate")


def building(targets: Sequence[str], options: Options, line: Line, writer: Writer) -> int:
    """Build the targets, each into a file or folder of its own, and after each change those that it reaches."""
    from kustompy.cli.fleet_targets import directories_of, roots_of

    note = Telling(0, line).note

    def find() -> list[str]:
        """The targets that exist now, without those whose path another one has."""
        found = []
        for each in directories_of(line):
            try:
                writer.admit(each)
            except UsageError as error:
                note(f"# {error}")
            else:
                found.append(each)
        return found

    appearing = Appearing(roots_of(line.positional or [os.curdir]), find, targets)
    return _building(targets, options, line, writer, wants_records=writer.is_split, appearing=appearing)


def building_one(target: str, options: Options, line: Line) -> int:
    """Build the target to where ``build`` writes it, and again after each change that reaches it."""
    output = line["output"]
    return _building([target], options, line, _ToOnePlace(output), wants_records=os.path.isdir(output))


class _ToOnePlace:
    """The output of one target: stdout, a file, or an existing directory."""

    def __init__(self, output: str) -> None:
        self._output = output

    def write(self, outcome: Outcome, options: Options) -> str:
        """Write what was built; the path."""
        from kustompy.fleet.outcome import Result

        if os.path.isdir(self._output):
            write_output(Result(outcome, options).build, self._output, outcome.text)
        else:
            write_text(outcome.text, self._output)
        return self._output


def _building(
    targets: Sequence[str], options: Options, line: Line, writer: Writes, *, wants_records: bool,
    appearing: Appearing | None = None,
) -> int:  # fmt: skip
    note = Telling(0, line).note
    for each in watched(targets, options, line, wants_records=wants_records, note=note, appearing=appearing):
        Telling(len(each.targets), line, names=True).told(each.outcomes, writer, options)
    return 0


def watched(
    targets: Sequence[str],
    options: Options,
    line: Line,
    *,
    wants_records: bool,
    note: Callable[[str], None],
    files: Collection[str] = (),
    appearing: Appearing | None = None,
) -> Iterator[Round]:
    """Rounds of targets and their outcomes, without an end; an interruption ends them.

    ``files`` are watched as well, and have outcomes without a text. Targets that are ``appearing`` join the others.
    """
    from kustompy.fleet.rounds import rounds
    from kustompy.fleet.waiting import waiting

    for flag in line.given:
        if flag.name in _REFUSED:
            raise UsageError(
                f"--{flag.name} has no effect with --watch", code="KST808", hint="leave one of the two out"
            )
    # A command switches the garbage collector off, since it ends soon; this one lives on.
    gc.enable()

    def outcomes(due: Sequence[str]) -> Iterator[Outcome]:
        return outcomes_for(due, options, line, wants_records=wants_records, note=note, files=files)

    whole = (*targets, *files)
    yield from rounds(whole, outcomes, _announced(waiting(note), len(whole), note), appearing)


def outcomes_for(
    due: Sequence[str],
    options: Options,
    line: Line,
    *,
    wants_records: bool,
    note: Callable[[str], None],
    files: Collection[str] = (),
) -> Iterator[Outcome]:
    """The outcomes of targets; ``files`` among them need no build."""
    from kustompy.cli.fleet_engine import engine
    from kustompy.fleet.rounds import outcome_of_file

    yield from (outcome_of_file(each) for each in due if each in files)
    built = [each for each in due if each not in files]
    yield from engine(built, options, line, wants_records=wants_records, note=note, keeps=not wants_records)


def _announced(wait: Wait, targets: int, note: Callable[[str], None]) -> Wait:
    """Wait as ``wait`` does, and print what is watched before the first time."""
    said = False

    def announced(watch: Watch) -> Set[str] | None:
        nonlocal said
        if not said:
            said = True
            note(f"# watching {len(watch)} paths of {counted(targets, 'target')}; Ctrl-C ends it")
        return wait(watch)

    return announced
