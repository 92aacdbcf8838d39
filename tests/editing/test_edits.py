"""Edits as rows: the words, a kustomization, and what becomes of it; one function runs them all."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from kustompy.cli import main

CASES = Path(__file__).parent / "cases"
SAME = "(the same)"


class Case(NamedTuple):
    """``before`` and ``after`` are the bytes of the file."""

    words: list[str]
    before: bytes
    after: bytes


def cases() -> dict[str, Case]:
    """All cases by file and title."""
    found = {}
    for path in sorted(CASES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
            head, _, rest = block.partition("\n--- before\n")
            title, _, command = head.partition("\n$ ")
            before, _, after = rest.rstrip("\n").partition("\n--- after\n")
            old = content(before)
            words = [ast.literal_eval(each) for each in shlex.split(command, posix=False)]
            found[f"{path.stem}: {title}"] = Case(words, old, old if after == SAME else content(after))
    return found


def content(text: str) -> bytes:
    """A block of text as lines, or written as Python writes strings where the ends of lines matter."""
    return ast.literal_eval(text).encode() if text[:1] == "'" and text[-1:] == "'" else f"{text}\n".encode()


ALL = cases()
assert len(ALL) > 50, "no cases found"


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_an_edit(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kustomization.yaml"
    file.write_bytes(case.before)
    monkeypatch.chdir(tmp_path)
    assert main(["edit", *case.words]) == 0
    assert file.read_bytes() == case.after
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


AGAIN = {title: case for title, case in ALL.items() if case.words[0] != "add" and "--reprint" not in case.words}


@pytest.mark.parametrize("case", AGAIN.values(), ids=AGAIN.keys())
def test_an_edit_that_changes_nothing_does_not_touch_the_file(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kustomization.yaml"
    file.write_bytes(case.after)
    before = file.stat()
    monkeypatch.chdir(tmp_path)
    main(["edit", *case.words])
    assert file.read_bytes() == case.after
    assert file.stat().st_ino == before.st_ino
