"""How a deploy goes: lines for a log, and on a terminal a table below them of what is waited for."""

from __future__ import annotations

import shutil
import sys

from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout
from kustompy.deploying.forms import said_of
from kustompy.deploying.status import CURRENT
from kustompy.planning.explaining import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.deploying.rows import Row
    from kustompy.deploying.waves import Wave

_TABLE_ROWS = 12


class Quiet:
    """Says nothing; where there is something to prune, only a yes on the command line lets it go."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet

    def begins(self, number: int, waves: Sequence[Wave], rows: Sequence[Row]) -> None:
        """A wave begins."""

    def changed(self, row: Row) -> None:
        """Something became of a resource."""

    def waits(self, rows: Sequence[Row]) -> None:
        """The status of these was looked at."""

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
        """Say which wave it is."""
        self._print([f"wave {number + 1} of {len(waves)}: {waves[number].name}"])

    def changed(self, row: Row) -> None:
        """Say what became of it, once."""
        lines = said_of(row.outcome)
        before = self._said.get(id(row))
        if row.status == CURRENT:
            if before is None or row.action in before[0]:
                lines = before or lines
            else:
                lines = [f"{row.outcome.title}: {row.message}"]
        if lines != before:
            self._said[id(row)] = lines
            self._print([f"  {printable(each)}" for each in lines])

    def warned(self, text: str) -> None:
        """Say it once, where it came."""
        self._print([f"  # Warning: {text}"])

    def may_prune(self, rows: Sequence[Row]) -> bool:
        """Show what would be deleted, and ask on a terminal."""
        going = [each for each in rows if each.action == "not pruned"]
        self._print(["no longer rendered, and deleted at the end:", *(f"  {each.outcome.title}" for each in going)])
        kept = [each for each in rows if each.action == "kept"]
        self._print([f"  {line}" for each in kept for line in said_of(each.outcome)])
        if self._is_quiet or sys.stdin is None or not sys.stdin.isatty():
            return self._is_quiet
        to_stderr(f"delete {len(going)} object{'s' * (len(going) != 1)}? [y/N] ")
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _print(self, lines: Sequence[str]) -> None:
        to_stdout("".join(f"{each}\n" for each in lines))


class Table(Lines):
    """Lines, and below them what is waited for, drawn anew at each look."""

    def __init__(self, *, is_quiet: bool) -> None:
        super().__init__(is_quiet=is_quiet)
        self._drawn = 0

    def changed(self, row: Row) -> None:
        """What is on its way stands in the table; a line says what it came to."""
        if row.status in ("", CURRENT) or row.code:
            super().changed(row)
        else:
            self._said[id(row)] = [row.status]

    def waits(self, rows: Sequence[Row]) -> None:
        """Draw those that are not current."""
        waiting = [each.outcome for each in rows if each.status != CURRENT]
        self._clear()
        width, height = shutil.get_terminal_size()
        most = max(1, min(_TABLE_ROWS, height - 2))
        table = [f"  … {each.title}  {each.status}  {each.message}" for each in waiting[:most]]
        table += [f"  … {len(waiting) - most} more"] if len(waiting) > most else []
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
            data_to_stdout(f"\033[{self._drawn}A\033[J")
            self._drawn = 0


def hearing(form: str, *, is_quiet: bool) -> Quiet:
    """Who is told how a deploy goes, by the format and where stdout leads."""
    if form == "json":
        return Quiet(is_quiet=is_quiet)
    return Table(is_quiet=is_quiet) if sys.stdout is not None and sys.stdout.isatty() else Lines(is_quiet=is_quiet)
