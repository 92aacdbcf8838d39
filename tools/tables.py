"""A table between two marks of a page, which a tool makes of the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path


def put_table(page: Path, marks: tuple[str, str], table: Callable[[], str], arguments: Sequence[str]) -> int:
    """Write the table between the two marks of the page, and end with 0.

    With ``--check`` nothing is written: 1 says that the page has another table.
    """
    whole = page.read_text(encoding="utf-8")
    begin, end = marks
    before, _, rest = whole.partition(begin)
    text = f"{before}{begin}\n{table()}{end}{rest.partition(end)[2]}"
    if "--check" in arguments:
        return int(whole != text)
    page.write_text(text, encoding="utf-8")
    return 0
