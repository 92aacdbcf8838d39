"""Mistakes as compilers print them: message, place, line of the file, the files that include it, and a remedy."""

from __future__ import annotations

from kustompy.errors import TYPED
from kustompy.reporting.entries import described
from kustompy.reporting.excerpts import Excerpts, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.reporting.entries import Entry
    from kustompy.reporting.report import Report

_COLOURS = {"error": "31", "warning": "33", "place": "34", "help": "36"}
_HEADS = {"error": "Error:", "warning": "Warning:"}
_LONGEST = 160


def rendered(report: Report) -> str:
    """All entries, and what was checked."""
    paint = _Paint(coloured=report.coloured)
    excerpts = Excerpts()
    lines: list[str] = []
    for entry in report.entries:
        lines += _lines_of(entry, excerpts, paint)
    if report.verbose:
        lines += [f"{case.file}: {case.status} {case.resource}".rstrip() for case in report.cases if not case.entries]
    if report.closing:
        lines.append(report.closing)
    return "".join(f"{line}\n" for line in lines)


def text_of(entries: Sequence[Entry]) -> str:
    """The entries alone, without colours."""
    excerpts, paint = Excerpts(), _Paint(coloured=False)
    return "".join(f"{line}\n" for entry in entries for line in _lines_of(entry, excerpts, paint))


def _lines_of(entry: Entry, excerpts: Excerpts, paint: _Paint) -> list[str]:
    bullet = f"   {paint('place', '=')} "
    lines = [f"{paint(entry.severity, _HEADS[entry.severity])} {described(entry).rstrip()}"]
    if entry.source.fault == TYPED:
        # The line that is wrong is the one that was typed: nothing but what to type instead is worth a line.
        return [*lines, f"{bullet}{paint('help', 'help:')} {entry.source.hint}"] if entry.source.hint else lines
    lines += _place(entry, excerpts, paint) if entry.file else [f"{bullet}{entry.code}"]
    lines += [f"{bullet}included from {file}{f':{line}' if line else ''}" for file, line in entry.chain]
    if entry.also is not None:
        words, file, line = entry.also
        lines.append(f"{bullet}{words}: {file}{f':{line}' if line else ''}")
    if entry.hint:
        lines.append(f"{bullet}{paint('help', 'help:')} {entry.hint}")
    return lines


def _place(entry: Entry, excerpts: Excerpts, paint: _Paint) -> list[str]:
    """Where it is, and the source line with the place underlined."""
    place = printable(entry.file)
    if entry.line:
        place += f":{entry.line}" + (f":{entry.column}" if entry.column else "")
    lines = [f"  {paint('place', '-->')} {place}  [{entry.code}]"]
    source = excerpts.line(entry.source)
    # A terminal would wrap a long line, such as JSON in one, and no mark below it would stand under its place.
    if not source or len(source) > _LONGEST:
        return lines
    number, start = str(entry.line), max(entry.column, 1)
    has_end = entry.end_line == entry.line and entry.end_column > start
    # A value of several lines is marked to the end of its first.
    end = entry.end_column if has_end else len(source.rstrip()) + 1
    gutter = " " * len(number)
    # Tabs are repeated, whose width the terminal decides.
    indent = "".join("\t" if char == "\t" else " " for char in source[: start - 1])
    return [
        *lines,
        f" {gutter} {paint('place', '|')}",
        f" {paint('place', f'{number} |')} {printable(source.rstrip())}",
        f" {gutter} {paint('place', '|')} {indent}{paint(entry.severity, '^' * max(end - start, 1))}",
    ]


class _Paint:
    def __init__(self, *, coloured: bool) -> None:
        self.coloured = coloured

    def __call__(self, role: str, text: str) -> str:
        return f"\x1b[1;{_COLOURS[role]}m{text}\x1b[0m" if self.coloured else text
