"""Writes the table of docs/lint.md: the codes of all checks."""

from __future__ import annotations

from pathlib import Path

from kustompy.linting.checks import CHECKS
from kustompy.messages.codes import title
from tools.tables import put_table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lint.md"
MARKS = "<!-- table -->", "<!-- end of table -->"


def main(arguments: list[str]) -> int:
    """Write the table, or say whether it is up to date."""
    return put_table(PAGE, MARKS, table, arguments)


def table() -> str:
    """Each code with what is found, and how bad that is."""
    severities = {code: "error" for row in CHECKS for code in row.errors}
    severities |= {code: "warning" for row in CHECKS for code in row.warnings}
    rows = [f"| {code} | {title(code)} | {severities[code]} |\n" for code in sorted(severities)]
    return f"| code | finds | |\n|---|---|---|\n{''.join(rows)}"
