"""Users get types for every public name: the checkers find nothing in a file of typed usage."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kustompy
import kustompy.testing

USAGE = Path(__file__).parent / "usage.py"
ROOT = Path(__file__).resolve().parents[2]


def test_every_public_name_is_used() -> None:
    text = USAGE.read_text(encoding="utf-8")
    assert [name for name in kustompy.__all__ if not re.search(rf"\b{name}\b", text)] == [
        "KustomizationError", "LimitError", "ResourceError", "UsageError",  # like the other errors
    ]  # fmt: skip
    assert {"KINDS", "annotations", "images"} >= {
        name for name in kustompy.testing.__all__ if not re.search(rf"\b{name}\(", text)
    }


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_mypy_finds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "--config-file=", str(USAGE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if "usage.py" in line] == []


@pytest.mark.skipif(shutil.which("pyright") is None, reason="pyright is not on PATH")
def test_pyright_finds_nothing() -> None:
    command = ["pyright", "--pythonpath", sys.executable, str(USAGE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1].strip() == "0 errors, 0 warnings, 0 informations"
