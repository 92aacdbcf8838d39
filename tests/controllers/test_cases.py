"""What Flux and Argo CD would apply, by the documented rules of both."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.controllers.suite import CASES, ended, read, write_files

NAMES = sorted(path.stem for path in CASES.glob("*.txt"))
assert NAMES, "no cases found"


@pytest.mark.parametrize("name", NAMES)
def test_a_repository(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUSTOMPY_FORMAT", "text")
    write_files(case, tmp_path)
    code, printed, said = ended(case.command)
    shown = said.replace(str(tmp_path) + os.sep, "").replace(str(tmp_path), "TOP")
    assert (printed, shown, code) == (case.printed, case.said, case.code)
