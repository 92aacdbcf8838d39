"""The words of the last line of a report: counts, and whether all is valid."""

from __future__ import annotations


def counted(count: int, word: str) -> str:
    """A count with its noun: ``1 file``, ``2 files``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def are(count: int, what: str, *, past: bool = False) -> str:
    """The verb for a count, and what is said of it: ``is valid``, ``were not checked``."""
    verb = ("was" if past else "is") if count == 1 else ("were" if past else "are")
    return f"{verb} {what}"


def left_out(skipped: int) -> str:
    """The end of a line that counts documents that were not checked; empty if all were."""
    return f"; {counted(skipped, 'resource')} {are(skipped, 'not checked', past=True)}" if skipped else ""


def all_valid(checked: int, skipped: int, where: str = "") -> str:
    """The line for documents that are all valid; ``where`` says where they come from: `` of 2 overlays``."""
    return f"{counted(checked, 'resource')}{where} {are(checked, 'valid')}{left_out(skipped)}"
