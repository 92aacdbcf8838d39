"""The example of a repository as a pipeline has it: in git, and without what only the pipeline has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SETTINGS = re.sub(
    r"^ +", "", (ROOT / "docs/ci.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0], flags=re.M
)
"""What the page tells to write into kustompy.toml."""


def git(directory: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", *words]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True).stdout.strip()


def repository_without_secrets(directory: Path) -> Path:
    shutil.copytree(EXAMPLES / "gitops", directory)
    for each in directory.glob("overlays/*/secrets.env"):
        each.unlink()
    (directory / "kustompy.toml").write_text(SETTINGS, encoding="utf-8")
    git(directory, "init", "--quiet", "--initial-branch", "main")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "before")
    return directory


def programs(directory: Path, names: dict[str, str]) -> Path:
    """A folder of programs, each a line of a shell."""
    directory.mkdir(exist_ok=True)
    for name, line in {"kustompy": f'exec "{sys.executable}" -m kustompy "$@"', **names}.items():
        (directory / name).write_text(f"#!/bin/sh\n{line}\n")
        (directory / name).chmod(0o755)
    return directory


def run(script: str, directory: Path, commands: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A script as a runner runs it, with the programs of a folder before others, and none of its own variables."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=directory, env={**environment, **variables}, capture_output=True, text=True)
