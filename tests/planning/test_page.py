"""The commands of docs/plan.md print what the page says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/plan.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
assert BLOCKS, "no examples found"


@pytest.mark.parametrize(("command", "expected"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_a_command_of_the_page(command: str, expected: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/gitops", tmp_path / "gitops")
    program, _, wanted = command.partition(" | grep ")
    arguments = [sys.executable, "-m", *program.split()]
    environment = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, cwd=tmp_path / "gitops", capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines(keepends=True) if wanted in line]
    assert "".join(lines) == expected
