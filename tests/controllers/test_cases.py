"""What Flux and Argo CD would apply, by the documented rules of both."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.controllers.helm import stand_in
from tests.controllers.suite import CASES, ended, read, write_files

MANY = re.compile(r"kustompy (flux|argocd) build")
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))
assert NAMES, "no cases found"


@pytest.mark.parametrize("name", NAMES)
def test_a_repository(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUSTOMPY_FORMAT", "text")
    write_files(case, tmp_path)
    # In one process: several, which a busy machine is given, tell of mistakes as they finish.
    command = f"{case.command} --jobs 1" if MANY.search(case.command) else case.command
    if "--enable-helm" in command:
        if sys.platform == "win32":
            pytest.skip("a script is no program there")
        command += f" --helm-command {stand_in(tmp_path.parent / f'{tmp_path.name}-helm')}"
    code, printed, said = ended(command)
    shown = said.replace(str(tmp_path) + os.sep, "").replace(str(tmp_path), "TOP")
    assert (printed, shown, code) == (case.printed, case.said, case.code)
