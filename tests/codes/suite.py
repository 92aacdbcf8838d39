"""A mistake for each code, and the same files after its remedy: texts that say what is run and which files there are.

``$ kustompy build .`` is the command, ``-- a.yaml --`` begins a file. Behind the line ``====`` stands what the remedy
changes: another command, other files, ``-- a.yaml (removed) --``. What is in ``bin`` or ``(executable)`` is a program;
``$ python run.py`` runs one of the files, ``< a.yaml`` at the end of a command gives it an input.
"""

from __future__ import annotations

import io
import re
import runpy
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from kustompy.cli import main
from kustompy.errors import KustompyError

CASES = Path(__file__).parent / "cases"
_FILE = re.compile(r"^-- (.+?)( \((?:removed|executable)\))? --\n", re.MULTILINE)
REMOVED, PROGRAM = " (removed)", " (executable)"
_CODE = re.compile(r"KST\d{3}")


class State(NamedTuple):
    """A command, and the files that are written before it is run; None is removed."""

    command: str
    files: dict[str, str | None]
    programs: tuple[str, ...]


class Case(NamedTuple):
    """A mistake, and what the remedy changes."""

    broken: State
    mended: State


class Outcome(NamedTuple):
    """How a command ended."""

    code: int
    said: str

    @property
    def codes(self) -> set[str]:
        """The codes in what it said."""
        return set(_CODE.findall(self.said))


def read(code: str) -> Case:
    """The case of a code."""
    broken, _, mended = (CASES / f"{code}.txt").read_text(encoding="utf-8").partition("====\n")
    first = _state(broken)
    second = _state(mended)
    return Case(first, second._replace(command=second.command or first.command))


def _state(text: str) -> State:
    head, *parts = _FILE.split(text)
    command = head.strip().removeprefix("$ ")
    files = {
        name: None if mark == REMOVED else body
        for name, mark, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }
    programs = [name for name, mark in zip(parts[::3], parts[1::3], strict=True) if mark == PROGRAM or "bin/" in name]
    return State(command, files, tuple(programs))


def needs_posix(case: Case) -> bool:
    """Whether the case has scripts of a shell, or modes of files."""
    return bool(case.broken.programs or case.mended.programs)


def applied(state: State, folder: Path) -> None:
    """Write the files."""
    for name, text in state.files.items():
        path = folder / name
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        if name in state.programs:
            path.chmod(0o755)


def outcome(state: State, folder: Path) -> Outcome:
    """What comes of the command."""
    command, _, given = state.command.partition(" < ")
    program, *arguments = shlex.split(command)
    stream = io.TextIOWrapper(io.BytesIO((folder / given).read_bytes() if given else b""))
    said, stdin = io.StringIO(), sys.stdin
    sys.stdin = stream
    try:
        with redirect_stdout(said), redirect_stderr(said):
            ended = _script(arguments[0]) if program == "python" else main(arguments)
    finally:
        sys.stdin = stdin
    return Outcome(ended, said.getvalue())


def _script(name: str) -> int:
    try:
        runpy.run_path(name)
    except KustompyError as error:
        sys.stdout.write(f"{error.code} {error}\n")
        return 1
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
