"""A repository with what a commit may contain: links, a submodule, a pointer of git-lfs, odd names."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kustompy.revisions.files import RevisionFiles
from kustompy.revisions.objects import Objects
from kustompy.revisions.repository import Repository

Git = Callable[..., str]

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""), "HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}  # fmt: skip
MISSING = "1" * 40
DIGEST = "ab" * 32
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{DIGEST}\nsize 4\n"


@pytest.fixture(scope="package")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real path of the work tree, which has one commit, and a file that is not in it."""
    if shutil.which("git") is None or os.name == "nt":
        pytest.skip("needs git and links")
    # in a folder of its own, since a link leads beside it
    top = Path(os.path.realpath(tmp_path_factory.mktemp("revisions"))) / "repository"
    (top / "dir/deep").mkdir(parents=True)
    (top / "a.txt").write_text("a\n")
    (top / "empty").write_text("")
    (top / "dir/b.txt").write_text("bb\n")
    (top / "dir/deep/c.txt").write_text("ccc\n")
    (top / "same").write_text("a\n")
    (top / "run").write_text("#!/bin/sh\n")
    (top / "large.lfs").write_text(POINTER)
    (top / "bad.lfs").write_text(POINTER.replace(DIGEST, "../../HEAD"))
    for name, target in {
        "link": "dir", "dir/up": "../a.txt", "chain": "link/deep/c.txt", "gone": "nowhere", "out": "../outside/x",
        "circle": "circle", "absolute": "/nowhere/at/all", "links0": "a.txt",
        **{f"links{number}": f"links{number - 1}" for number in range(1, 41)},
    }.items():  # fmt: skip
        (top / name).symlink_to(target)
    git = git_at(top)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("update-index", "--chmod=+x", "run")
    git("update-index", "--add", "--cacheinfo", f"160000,{MISSING},sub")
    git("commit", "-qm", "one")
    (top / "untracked").write_text("")
    return top


def git_at(top: Path) -> Git:
    """Runs git in a directory, without settings of whoever runs the tests."""

    def run(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=top, env=ENVIRONMENT, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run


@pytest.fixture(scope="package")
def repository(top: Path) -> Repository:
    return Repository(str(top / "dir"), ENVIRONMENT)


@pytest.fixture
def objects(repository: Repository) -> Iterator[Objects]:
    with Objects(repository) as found:
        yield found


@pytest.fixture
def files(repository: Repository, objects: Objects) -> RevisionFiles:
    return RevisionFiles(repository, repository.revision("HEAD"), objects)
