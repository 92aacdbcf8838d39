"""Trees and repositories that the tests of this folder compare."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def gitops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example, as the working directory."""
    shutil.copytree(ROOT / "examples/gitops", tmp_path / "gitops")
    monkeypatch.chdir(tmp_path / "gitops")
    return tmp_path / "gitops"


Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in the working directory, without settings of whoever runs the tests."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = a\n\temail = a@example.com\n[init]\n\tdefaultBranch = main\n"
                        "[protocol \"file\"]\n\tallow = always\n")  # fmt: skip
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*arguments: str, at: Path | None = None) -> str:
        done = subprocess.run(["git", *arguments], cwd=at, capture_output=True, text=True, check=True)
        return done.stdout

    return run


@pytest.fixture
def repository(gitops: Path, git: Git) -> Path:
    """The example as a repository with one commit."""
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    return gitops
