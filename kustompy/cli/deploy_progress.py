"""The progress of a deploy: lines for a log, and on a terminal a table of waiting resources below them."""

from __future__ import annotations

import shutil
import sys

from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout
from kustompy.deploying.forms import said_of
from kustompy.deploying.status import CURRENT
from kustompy.planning.explaining import printable
from kustompy.reporting.closing import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.deploying.rows import Row
    from kustompy.deploying.waves import Wave

_TABLE_ROWS = 12


class Quiet:
    """Prints nothing; objects are pruned only if the command line says ``--yes``."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet

    def begins(self, number: int, waves: Sequence[Wave], rows: Sequence[Row]) -> None:
        """A wave begins."""

    def changed(self, row: Row) -> None:
        """A resource has been applied, or its status has changed."""

    def waits(self, rows: Sequence[Row]) -> None:
        """The status of these resources has been read."""

    def warned(self, text: str) -> None:
        """The server warns."""

    def may_prune(self, rows: Sequence[Row]) -> bool:
        """Whether these may be deleted."""
        return self._is_quiet

    def close(self) -> None:
        """Nothing more comes."""


class Lines(Quiet):
    """A line for each resource that is applied, and whenever its status changes."""

    def __init__(self, *, is_quiet: bool) -> None:
        super().__init__(is_quiet=is_quiet)
        self._said: dict[int, list[str]] = {}

    def begins(self, number: int, waves: Sequence[Wave], rows: Sequence[Row]) -> None:
        """Print the number and name of the wave."""
        self._print([f"wave {number + 1} of {len(waves)}: {waves[number].name}"])

    def changed(self, row: Row) -> None:
        """Print the new state of a resource unless it was printed before."""
        lines = said_of(row.outcome)
        before = self._said.get(id(row))
        if row.status == CURRENT:
            # A resource that was ready at once needs no second line; one that was waited for gets its end.
            if before is None or row.action in before[0]:
                lines = before or lines
            else:
                lines = [f"{row.outcome.title}: {row.message}"]
        if lines != before:
            self._said[id(row)] = lines
            self._print([f"  {printable(each)}" for each in lines])

    def warned(self, text: str) -> None:
        """Print the warning among the lines of the resource that caused it."""
        self._print([f"  # Warning: {text}"])

    def may_prune(self, rows: Sequence[Row]) -> bool:
        """Show what would be deleted, and ask if stdin is a terminal."""
        going = [each for each in rows if each.action == "not pruned"]
        self._print(["no longer rendered, and deleted at the end:", *(f"  {each.outcome.title}" for each in going)])
        kept = [each for each in rows if each.action == "kept"]
        self._print([f"  {line}" for each in kept for line in said_of(each.outcome)])
        # A pipeline has nobody to ask, and must not wait for an answer: without --yes nothing is deleted.
        if self._is_quiet or sys.stdin is None or not sys.stdin.isatty():
            return self._is_quiet
        to_stderr(f"delete {counted(len(going), 'object')}? [y/N] ")
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _print(self, lines: Sequence[str]) -> None:
        to_stdout("".join(f"{each}\n" for each in lines))


class Table(Lines):
    """Lines, and below them a table of waiting resources, drawn anew at each look."""

    def __init__(self, *, is_quiet: bool) -> None:
        super().__init__(is_quiet=is_quiet)
        self._drawn = 0

    def changed(self, row: Row) -> None:
        """Print a line for a final state; what is on its way stands in the table."""
        if row.status in ("", CURRENT) or row.code:
            super().changed(row)
        else:
            self._said[id(row)] = [row.status]

    def waits(self, rows: Sequence[Row]) -> None:
        """Draw the resources that are not ready."""
        waiting = [each.outcome for each in rows if each.status != CURRENT]
        self._clear()
        width, height = shutil.get_terminal_size()
        # Never as high as the terminal: the cursor cannot go up past its first line, and old rows would stay.
        most = max(1, min(_TABLE_ROWS, height - 2))
        table = [f"  … {each.title}  {each.status}  {each.message}" for each in waiting[:most]]
        table += [f"  … {len(waiting) - most} more"] if len(waiting) > most else []
        # One line a row, cut at the width: a row that wraps takes two lines, and the next look would take one away.
        super()._print([printable(each.split("\n")[0])[: width - 1] for each in table])
        self._drawn = len(table)

    def close(self) -> None:
        """Take the table away."""
        self._clear()

    def _print(self, lines: Sequence[str]) -> None:
        self._clear()
        super()._print(lines)

    def _clear(self) -> None:
        if self._drawn:
            # Up by as many lines as the table has, and clear to the end of the screen.
            data_to_stdout(f"\033[{self._drawn}A\033[J")
            self._drawn = 0


def hearing(form: str, *, is_quiet: bool) -> Quiet:
    """The listener for the progress of a deploy, by the format and by whether stdout is a terminal."""
    if form == "json":
        return Quiet(is_quiet=is_quiet)
    return Table(is_quiet=is_quiet) if sys.stdout is not None and sys.stdout.isatty() else Lines(is_quiet=is_quiet)
