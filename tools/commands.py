"""Writes the reference in docs/commands.md: what ``--help`` of every command and subcommand says."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from kustompy.cli import COMMANDS
from kustompy.cli import main as kustompy_main
from tools.tables import put_table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
MARKS = "<!-- table -->", "<!-- end of table -->"
SHARED = ("Inputs", "Settings", "Charts, functions and plugins", "What may be read", "Limits")
"""Groups of flags that commands have in common: each flag is told once, below all commands."""
_AVAILABLE = "Available Commands"
_WORD = re.compile(r"^  ([a-z-]+) ", flags=re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write the reference, or say whether it is up to date."""
    return put_table(PAGE, MARKS, reference, arguments)


def reference() -> str:
    """Every command with its help, and the flags of many commands once."""
    shared: dict[str, dict[str, str]] = {heading: {} for heading in SHARED}
    parts = [part for name in COMMANDS for part in _command([name], shared)]
    for heading, rows in shared.items():
        lines = [rows[name] for name in sorted(rows)]
        parts.append(f"### {heading}\n\n```text\n{_joined(lines)}```\n")
    return "\n".join(["", *parts])


def _command(words: list[str], shared: dict[str, dict[str, str]]) -> Iterator[str]:
    """The part of a command, and those of its subcommands."""
    sections = help_of(words).rstrip("\n").split("\n\n")
    kept, common = [], []
    inner: list[str] = []
    for section in sections:
        heading, _, rows = section.partition(":\n")
        if heading == _AVAILABLE:
            inner = _WORD.findall(rows)
        if heading in SHARED:
            common.append(heading)
            shared[heading].update({_name(row): row for row in rows.split("\n")})
        elif not section.startswith('Use "kustompy'):
            kept.append(section)
    text = f"### `kustompy {' '.join(words)}`\n\n```text\n{_joined(kept, between=chr(10))}```\n"
    if common:
        links = [f"[{each}](#{_anchor(each)})" for each in common]
        text += f"\nAnd flags of: {'; '.join(links)}.\n"
    yield text
    for word in inner:
        yield from _command([*words, word], shared)


def help_of(words: list[str]) -> str:
    """What the command prints for ``--help``."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = kustompy_main([*words, "-h" if words == ["kubeconform"] else "--help"])
    if code != 0:
        raise SystemExit(f"kustompy {' '.join(words)} --help ends with {code}")
    return said.getvalue().expandtabs(8)


def _joined(lines: list[str], between: str = "") -> str:
    return between.join(f"{line}\n" for line in lines)


def _name(row: str) -> str:
    return row.strip().split("--", 1)[1].split(" ")[0]


def _anchor(heading: str) -> str:
    return heading.lower().replace(",", "").replace(" ", "-")
