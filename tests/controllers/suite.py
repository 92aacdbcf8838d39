"""Repositories of Flux and Argo CD, each a text with its files, and what comes of a command.

``$ kustompy flux build .`` is the command, ``-- a.yaml --`` begins a file, and behind ``==== 1`` stands what the
command prints, with its exit code; behind ``==== said`` what it says on stderr. A command with ``--enable-helm`` has a
program that stands in for helm.
"""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from kustompy.cli import main

CASES = Path(__file__).parent / "cases"
_FILE = re.compile(r"^-- (.+?) --\n", re.MULTILINE)
_PART = re.compile(r"^==== (\d|said)\n", re.MULTILINE)


class Case(NamedTuple):
    """A command, the files that are there, and how it ends."""

    command: str
    files: dict[str, str]
    code: int
    printed: str
    said: str


def read(name: str) -> Case:
    """The case of a name."""
    text = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    given, code, printed, *rest = _PART.split(text)
    head, *parts = _FILE.split(given)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    return Case(head.strip().removeprefix("$ "), files, int(code), printed, rest[1] if rest else "")


def write_files(case: Case, folder: Path) -> None:
    """Write the files below a folder."""
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def ended(command: str) -> tuple[int, str, str]:
    """The exit code, what is printed, and what is said."""
    printed, said = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(said):
        code = main(shlex.split(command)[1:])
    return code, printed.getvalue(), said.getvalue()
