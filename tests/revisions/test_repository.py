"""A repository: names of revisions, where branches part, what changed, and where it comes from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kustompy.errors import LoadError
from kustompy.revisions.repository import Repository, Revision
from tests.revisions.conftest import ENVIRONMENT, MISSING, git_at

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Three commits on main, a branch from the first, and one without a common commit."""
    git = git_at(tmp_path)
    git("init", "-q", "-b", "main")
    for text in ("one", "two", "three"):
        (tmp_path / "a").write_text(text)
        (tmp_path / f"file {text}").write_text("")
        git("add", "-A")
        git("commit", "-qm", text)
    git("branch", "old", "HEAD~2")
    git("tag", "-a", "-m", "x", "v1", "HEAD~1")
    git("checkout", "-q", "--orphan", "other")
    git("commit", "-qm", "alone")
    git("checkout", "-q", "main")
    return Path(os.path.realpath(tmp_path))


def of(path: Path) -> Repository:
    return Repository(str(path), ENVIRONMENT)


def test_names_of_revisions(history: Path) -> None:
    git, found = git_at(history), of(history)
    for name, same in {"HEAD": "HEAD", "main~1": "HEAD~1", "v1": "HEAD~1", "old": "HEAD~2"}.items():
        assert found.revision(name) == Revision(name, git("rev-parse", f"{same}^{{commit}}"))
        assert str(found.revision(name)) == name
    for name in ("", "nope", "--all", MISSING, "HEAD:a"):
        with pytest.raises(LoadError) as raised:
            found.revision(name)
        assert (raised.value.code, f"git knows no revision {name!r}" in str(raised.value)) == ("KST318", True)
    assert raised.value.diagnostics[0].hint == "see `git branch --all` and `git tag`"


def test_where_branches_part(history: Path) -> None:
    git, found = git_at(history), of(history)
    base = found.merge_base("old")
    assert (base.commit, str(base)) == (git("rev-parse", "old"), "the merge base with old")
    with pytest.raises(LoadError) as raised:
        found.merge_base("other")
    assert (raised.value.code, "HEAD and other have no commit in common" in str(raised.value)) == ("KST319", True)
    assert raised.value.diagnostics[0].hint == "name a revision: --base REV"


def test_the_default_branch(history: Path) -> None:
    git, found = git_at(history), of(history)
    assert str(found.default_base()) == "the merge base with main"
    assert found.default_base(["", "old"]).commit == git("rev-parse", "old")
    with pytest.raises(LoadError) as raised:
        found.default_base(["", "origin/nope"])
    assert "no default branch is known" in str(raised.value)
    assert "there is no origin/nope" in str(raised.value)
    git("branch", "-m", "main", "trunk")
    with pytest.raises(LoadError) as raised:
        found.default_base()
    assert str(raised.value).startswith(f"no default branch is known in {history}")
    assert "there is no" not in str(raised.value)


def test_a_shallow_clone(history: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone = tmp_path_factory.mktemp("clone") / "it"
    git_at(history)("clone", "-q", "--depth", "1", history.as_uri(), str(clone))
    found = of(clone)
    assert (found.is_shallow, of(history).is_shallow) == (True, False)
    with pytest.raises(LoadError) as raised:
        found.revision("HEAD~1")
    assert raised.value.diagnostics[0].hint.startswith("the clone is shallow: fetch more of the history")
    assert found.origin() == str(history)


def test_a_sparse_work_tree(history: Path) -> None:
    assert not of(history).is_sparse
    (history / ".git/info/sparse-checkout").write_text("a\n")
    assert not of(history).is_sparse
    git_at(history)("config", "core.sparseCheckout", "true")
    assert of(history).is_sparse


def test_files_that_changed(history: Path) -> None:
    found = of(history)
    head, old = found.revision("HEAD"), found.revision("old")
    assert found.changed_files(old, head) == ["a", "file three", "file two"]
    assert found.changed_files(head, head) == []
    assert found.changed_files(head, None) == found.uncommitted_files() == []
    (history / "a").write_text("four")
    (history / "new").write_text("")
    (history / ".gitignore").write_text("ignored\n")
    (history / "ignored").write_text("")
    assert found.changed_files(head, None) == []
    found = of(history)
    assert found.uncommitted_files() == [".gitignore", "a", "new"]
    assert found.changed_files(found.revision("old"), None) == [".gitignore", "a", "file three", "file two", "new"]
    assert found.changed_between(old.commit, head.commit) == ["a", "file three", "file two"]
    assert found.changed_between(old.commit, MISSING) is None


def test_what_git_refuses(history: Path) -> None:
    with pytest.raises(LoadError) as raised:
        of(history).listing(Revision("gone", MISSING))
    assert (raised.value.code, str(raised.value).startswith("git ls-tree: ")) == ("KST319", True)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://github.com/shop/cluster.git", "github.com/shop/cluster"),
        ("https://token@github.com/shop/cluster/", "github.com/shop/cluster"),
        ("ssh://git@github.com/shop/cluster", "github.com/shop/cluster"),
        ("git@github.com:shop/cluster.git", "github.com/shop/cluster"),
        ("github.com:/shop/cluster.git", "github.com/shop/cluster"),
        ("ssh://git@example.com:2222/shop/cluster.git", "example.com:2222/shop/cluster"),
        ("../beside", "../beside"),
        ("/srv/a:b/cluster.git", "/srv/a:b/cluster"),
    ],
)
def test_where_it_comes_from(url: str, origin: str, history: Path) -> None:
    git_at(history)("remote", "add", "origin", url)
    assert of(history).origin() == origin


def test_no_remote(history: Path) -> None:
    assert of(history).origin() == ""


def test_directories(history: Path) -> None:
    assert of(history / "not/there/yet").top == str(history)
    assert of(history).common_directory() == str(history / ".git")
    git_at(history)("worktree", "add", "-q", str(history / "tree"), "old")
    assert of(history / "tree").common_directory() == str(history / ".git")


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as raised:
        of(tmp_path)
    assert (raised.value.code, f"{tmp_path} is in no git repository: not a git" in str(raised.value)) == (
        "KST317",
        True,
    )
    with pytest.raises(LoadError) as raised:
        Repository(str(tmp_path), {**ENVIRONMENT, "PATH": "/nowhere"})
    assert "git is not installed" in str(raised.value)


def test_only_variables_that_git_needs(history: Path) -> None:
    environment = {**ENVIRONMENT, "GIT_EXTERNAL_DIFF": "false", "SECRET": "x", "GIT_CONFIG_COUNT": "0"}
    command, given = Repository(str(history), environment).command("cat-file", "--batch")
    assert "GIT_EXTERNAL_DIFF" not in given
    assert "SECRET" not in given
    assert (given["GIT_CONFIG_COUNT"], given["GIT_NO_LAZY_FETCH"]) == ("0", "1")
    assert command[:2] == ["git", "-c"]
    assert command[-4:] == ["-C", str(history), "cat-file", "--batch"]
