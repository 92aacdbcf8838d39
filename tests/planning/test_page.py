"""The commands of docs/plan.md print what the page says."""

from __future__ import annotations

import os
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
    if command.startswith("kustompy plan"):
        branch(tmp_path / "gitops")
    program, _, wanted = command.partition(" | grep ")
    arguments = [sys.executable, "-m", *program.split()]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    done = subprocess.run(arguments, cwd=tmp_path / "gitops", capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines(keepends=True) if wanted in line]
    assert "".join(lines) == expected


def branch(tree: Path) -> None:
    """Make a repository of the tree, and a change in it that is not committed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "PATH": os.environ["PATH"]}
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run(["git", *words], cwd=tree, env=who, check=True)
    for name, old, new in (
        ("base/redis/statefulset.yaml", "serviceName: redis", "serviceName: cache"),
        ("overlays/prod/kustomization.yaml", "count: 4", "count: 5"),
    ):
        text = (tree / name).read_text(encoding="utf-8")
        assert old in text
        (tree / name).write_text(text.replace(old, new), encoding="utf-8")
