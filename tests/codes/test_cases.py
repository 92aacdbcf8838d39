"""Each code has an example that gives it, and a remedy after which it is gone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kustompy.messages.codes import codes
from tests.codes.suite import CASES, applied, needs_posix, outcome, read

WRITTEN = sorted(path.stem for path in CASES.glob("*.txt"))
assert WRITTEN, "no cases found"


def test_every_code_has_a_case() -> None:
    """A new code is one whose example gives it, and whose remedy was tried: a text in ``tests/codes/cases``."""
    assert [code for code in codes() if code not in WRITTEN] == []
    assert [code for code in WRITTEN if code not in codes()] == []


NEEDS = {"KST335": "pyrage"}
"""A library of an extra that the case takes."""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory whose name has no code in it."""
    return tmp_path_factory.mktemp("case")


@pytest.mark.parametrize("code", WRITTEN)
def test_the_remedy_helps(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read(code)
    if sys.platform == "win32" and needs_posix(case):
        pytest.skip("the case has scripts of a shell")
    pytest.importorskip(NEEDS.get(code, "kustompy"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KUSTOMPY_FORMAT", "json")
    monkeypatch.setenv("KUSTOMIZE_PLUGIN_HOME", "plugins")
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    applied(case.broken, folder)
    before = outcome(case.broken, folder)
    assert code in before.codes
    applied(case.mended, folder)
    after = outcome(case.mended, folder)
    assert (after.code, after.codes) == (0, set()), after.said
