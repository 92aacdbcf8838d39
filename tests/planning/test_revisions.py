"""Revisions are read from git's objects, and what cannot be read there is said in a word."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.rendering.pipeline import build
from kustompy.revisions.files import RevisionFiles
from kustompy.revisions.objects import Objects
from kustompy.revisions.repository import Repository
from kustompy.session.options import Options

Git = Callable[..., str]


def commit(git: Git, message: str = "more") -> None:
    git("add", "-A")
    git("commit", "-qm", message)


def replace(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def diffed(*arguments: str) -> int:
    return main(["diff", "--git", *arguments])


def test_the_work_tree_against_a_revision(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    assert diffed("HEAD") == 0
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    before = git("status", "--porcelain")
    capsys.readouterr()
    assert diffed("HEAD") == 1
    out = capsys.readouterr().out
    assert "  ~ spec.replicas: 4 → 5\n      overlays/prod/kustomization.yaml:38:10 replicas\n" in out
    assert "overlays/dev" not in out
    assert git("status", "--porcelain") == before
    assert diffed("HEAD", "overlays/dev") == 0
    commit(git)
    assert diffed("HEAD") == 0
    assert diffed("HEAD~1") == 1
    assert diffed("HEAD~1..HEAD") == 1
    assert diffed("HEAD..HEAD") == 0


def test_a_base_reaches_the_overlays(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    replace("base/web/deployment.yaml", "revisionHistoryLimit: 3", "revisionHistoryLimit: 4")
    assert diffed("HEAD") == 1
    out = capsys.readouterr().out
    assert out.startswith("overlays/dev\n\n~ Deployment web")
    assert "\noverlays/prod\n\n~ Deployment web" in out
    assert out.endswith("2 resources differ: 2 changed\n")


@pytest.mark.parametrize("target", ["overlays/dev", "overlays/prod", "base"])
def test_a_revision_builds_to_what_its_files_build_to(target: str, repository: Path) -> None:
    expected = kustompy.build(target).to_yaml()
    for path in (repository / "overlays", repository / "base", repository / "components"):
        shutil.rmtree(path)
    opened = Repository(os.fspath(repository), os.environ)
    with Objects(opened) as objects:
        files = RevisionFiles(opened, opened.revision("HEAD"), objects)
        built = build(os.path.join(opened.top, target), Options(), files)
        assert built.to_yaml() == expected
        assert built.written_at(0, ("kind",))[1] > 0


def test_links_are_followed_as_on_disk(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    Path("overlays/prod/app.env").rename("shared.env")
    Path("overlays/prod/app.env").symlink_to("../../shared.env")
    Path("again").symlink_to("overlays")
    Path("loop").symlink_to("loop")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    commit(git)
    outside = "security; file 'app.env'"
    assert diffed("HEAD..HEAD", "overlays/prod") == 0
    assert diffed("HEAD", "overlays/prod") == 0
    Path("overlays/prod/app.env").unlink()
    Path("overlays/prod/app.env").symlink_to("nginx.conf")
    assert diffed("HEAD", "overlays/prod", "--load-restrictor", "LoadRestrictionsNone") in (1, 2)
    assert outside not in capsys.readouterr().out
    opened = Repository(os.fspath(repository), os.environ)
    with Objects(opened) as objects:
        files = RevisionFiles(opened, opened.revision("HEAD"), objects)
        assert files.read(os.path.join(opened.top, "again/prod/app.env")) == Path("shared.env").read_bytes()
        assert files.resolved(os.path.join(opened.top, "again/prod")) == (
            os.path.join(opened.top, "overlays/prod"),
            True,
        )
        assert files.names_in(os.path.join(opened.top, "again/prod")) == files.names_in(
            os.path.join(opened.top, "overlays/prod")
        )
        with pytest.raises(kustompy.LoadError, match="too many links"):
            files.read(os.path.join(opened.top, "loop"))
        with pytest.raises(kustompy.LoadError, match="no such file"):
            files.read(os.path.join(opened.top, "gone"))
        with pytest.raises(kustompy.LoadError, match="is a directory"):
            files.read(os.path.join(opened.top, "overlays"))


def test_a_link_that_leads_out_of_the_repository_reads_the_disk(repository: Path, git: Git, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("outside")
    Path("out").symlink_to(tmp_path / "outside")
    commit(git)
    opened = Repository(os.fspath(repository), os.environ)
    with Objects(opened) as objects:
        files = RevisionFiles(opened, opened.revision("HEAD"), objects)
        assert files.read(os.path.join(opened.top, "out")) == b"outside"
        files.jail = [opened.top]
        with pytest.raises(kustompy.LoadError, match="security"):
            files.read(os.path.join(opened.top, "out"))


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert diffed(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return printed.err


def test_an_unknown_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("nope", "HEAD~9", "--all", "a b", "HEAD^{tree}x"):
        assert f"git knows no revision {name!r}" in failed(capsys, name)
    assert "git knows no revision 'nope'" in failed(capsys, "HEAD..nope")


def test_no_repository(
    gitops: Path, git: Git, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(gitops.parent))
    assert "is in no git repository" in failed(capsys, "HEAD")


def test_no_git(gitops: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.fspath(gitops))
    err = failed(capsys, "HEAD")
    assert "git is not installed" in err
    assert "compare two directories" in err


def test_a_repository_without_a_commit(gitops: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "-q")
    assert "git knows no revision 'HEAD'" in failed(capsys, "HEAD")


def test_a_shallow_clone(
    repository: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    commit(git)
    git("clone", "-q", "--depth", "1", f"file://{repository}", os.fspath(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    err = failed(capsys, "HEAD~1")
    assert "the clone is shallow" in err
    assert "fetch-depth: 0" in err
    assert diffed("HEAD") == 0


def test_a_revision_that_does_not_build_is_no_deletion(
    repository: Path, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    good = Path("overlays/prod/kustomization.yaml").read_text()
    Path("overlays/prod/kustomization.yaml").write_text("resources: [gone.yaml]\n")
    commit(git)
    Path("overlays/prod/kustomization.yaml").write_text(good)
    assert "overlays/prod does not build at HEAD: " in failed(capsys, "HEAD")
    commit(git)
    assert "overlays/prod does not build at HEAD~1: " in failed(capsys, "HEAD~1..HEAD")
    Path("overlays/prod/kustomization.yaml").write_text("resources: [gone.yaml]\n")
    assert "gone.yaml" in failed(capsys, "HEAD")


def test_a_submodule(repository: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("clone", "-q", os.fspath(repository), os.fspath(tmp_path / "other"))
    git("submodule", "add", "-q", os.fspath(tmp_path / "other"), "module")
    Path("overlays/sub").mkdir()
    Path("overlays/sub/kustomization.yaml").write_text("resources: [../../module/overlays/dev]\n")
    commit(git)
    replace("overlays/sub/kustomization.yaml", "]", ", ../dev/namespace.yaml]")
    err = failed(capsys, "HEAD")
    assert "overlays/sub does not build at HEAD" in err
    assert "is in the submodule" in err


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 5\n"
OID = "ab" * 32


def test_a_file_in_lfs(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    whole = Path("overlays/prod/nginx.conf").read_text()
    Path("overlays/prod/nginx.conf").write_text(POINTER.format(oid=OID))
    commit(git)
    Path("overlays/prod/nginx.conf").write_text(whole)
    err = failed(capsys, "HEAD")
    assert "nginx.conf is a pointer of git-lfs at HEAD" in err
    stored = Path(f".git/lfs/objects/{OID[:2]}/{OID[2:4]}/{OID}")
    stored.parent.mkdir(parents=True)
    stored.write_text(whole)
    assert diffed("HEAD") == 0


def test_a_sparse_checkout(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    git("sparse-checkout", "set", "overlays")
    assert not Path("base").exists()
    assert diffed("HEAD") == 0
    assert diffed("HEAD..HEAD", "overlays/prod") == 0
    capsys.readouterr()
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    err = failed(capsys, "HEAD")
    assert "the checkout is sparse" in err


def test_files_that_git_ignores_or_does_not_know(
    repository: Path, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".gitignore").write_text("ignored/\n")
    commit(git)
    for name in ("ignored", "new"):
        shutil.copytree("overlays/dev", f"overlays/{name}")
    assert diffed("HEAD") == 1
    out = capsys.readouterr().out
    assert "overlays/new\n" in out
    assert "ignored" not in out


def test_what_git_cannot_find_in_a_partial_clone(
    repository: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git("config", "uploadpack.allowFilter", "true")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    commit(git)
    git("clone", "-q", "--filter=blob:none", f"file://{repository}", os.fspath(tmp_path / "partial"))
    monkeypatch.chdir(tmp_path / "partial")
    err = failed(capsys, "HEAD~1")
    assert "git has no object" in err


def test_what_lies_outside_of_the_repository(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert "is not in" in failed(capsys, "HEAD", "overlays/prod", os.fspath(tmp_path / "elsewhere"))


def test_odd_names(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    odd = 'überlay "a" b\n'
    shutil.copytree("overlays/dev", f"overlays/{odd}")
    commit(git)
    replace(
        f"overlays/{odd}/kustomization.yaml",
        "nameSuffix" if "nameSuffix" in Path("overlays/dev/kustomization.yaml").read_text() else "namespace: ",
        "namespace: x",
    )
    assert diffed("HEAD") == 1
    assert diffed("HEAD..HEAD") == 0


def test_git_runs_nothing_that_the_repository_names(
    repository: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command"):
        git("config", key, os.fspath(program))
    Path(".gitattributes").write_text("* diff=x\n")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    assert diffed("HEAD") == 1
    assert not (tmp_path / "ran").exists()
