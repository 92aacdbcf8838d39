"""The words of the last line: how many there are of what, and that they are valid."""

from __future__ import annotations


def counted(count: int, word: str) -> str:
    """A count with its noun: ``1 file``, ``2 files``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def are(count: int, what: str, *, past: bool = False) -> str:
    """What so many of them are, or were."""
    verb = ("was" if past else "is") if count == 1 else ("were" if past else "are")
    return f"{verb} {what}"


def left_out(skipped: int) -> str:
    """What the line says of documents that were not looked at; empty if there is none."""
    return f"; {counted(skipped, 'resource')} {are(skipped, 'not checked', past=True)}" if skipped else ""


def all_valid(checked: int, skipped: int, where: str = "") -> str:
    """The line of documents that are all valid; ``where`` says what they are of."""
    return f"{counted(checked, 'resource')}{where} {are(checked, 'valid')}{left_out(skipped)}"
