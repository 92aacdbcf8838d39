"""Writes the table of docs/lint.md: the codes of all checks."""

from __future__ import annotations

from pathlib import Path

from kustompy.linting.checks import CHECKS
from kustompy.messages.codes import title

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lint.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def main(arguments: list[str]) -> int:
    """Write the table, or say whether it is up to date."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    text = f"{before}{BEGIN}\n{table()}{END}{rest.partition(END)[2]}"
    if "--check" in arguments:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def table() -> str:
    """Each code with what is found, and how bad that is."""
    severities = {code: "error" for row in CHECKS for code in row.errors}
    severities |= {code: "warning" for row in CHECKS for code in row.warnings}
    rows = [f"| {code} | {title(code)} | {severities[code]} |\n" for code in sorted(severities)]
    return f"| code | finds | |\n|---|---|---|\n{''.join(rows)}"
