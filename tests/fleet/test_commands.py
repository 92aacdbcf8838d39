"""``kustompy deps`` and ``kustompy affected``, as people call them."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from kustompy.cli import main

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
TREE = {
    "base/kustomization.yaml": "resources:\n- a.yaml\n",
    "base/a.yaml": CONFIG_MAP,
    "alone/kustomization.yaml": "resources:\n- a.yaml\n",
    "alone/a.yaml": CONFIG_MAP,
    "overlays/dev/kustomization.yaml": "resources:\n- ../../base\n",
    "overlays/prod/kustomization.yaml": "resources:\n- ../../base\nnamePrefix: p-\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(tree: Path) -> Path:
    git("init", "-q", ".")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@example", "commit", "-qm", "first")
    return tree


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))


READ = ["base/a.yaml", "base/kustomization.yaml", "overlays/prod/kustomization.yaml"]
MISSED = [f"{each}/{name}" for each in ("base", "overlays/prod") for name in ("Kustomization", "kustomization.yml")]


def test_deps_as_text(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "deps", "overlays/prod").splitlines() == READ


def test_all_deps_as_text(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = ["base", "overlays/prod"]
    lines = [("read", READ), ("missed", MISSED), ("found", found)]
    expected = [f"{kind:<9} {each}" for kind, paths in lines for each in paths]
    assert said(capsys, "deps", "overlays/prod", "--all").splitlines() == expected


def test_deps_as_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = json.loads(said(capsys, "deps", "--format", "json"))
    assert [each["target"] for each in whole] == ["alone", "overlays/dev", "overlays/prod"]
    assert sorted(whole[2]["read"]) == READ
    assert sorted(whole[2]["missed"]) == MISSED
    assert whole[2]["error"] is None


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_deps_as_rules_for_make(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "overlays/a $b#").mkdir()
    (tree / "overlays/a $b#/kustomization.yaml").write_text("resources: [../../alone]\n")
    (tree / "Makefile").write_text(
        said(capsys, "deps", "overlays/a $b#", "overlays/dev", "--format", "make", "-o", "out")
    )
    made = subprocess.run(["make", "-n", "-B", "out/overlays/dev.yaml"], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    (tree / "base/a.yaml").unlink()
    gone = subprocess.run(["make", "-n", "out/overlays/dev.yaml"], capture_output=True, text=True)
    assert gone.returncode == 0, gone.stderr


def test_deps_as_a_graph(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "deps", "overlays/prod", "--format", "dot").splitlines()
    assert '  "overlays/prod" -> "base/a.yaml";' in lines
    assert '  "overlays/prod" -> "base/Kustomization" [style=dashed];' in lines


def test_deps_of_a_target_that_fails(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "base/a.yaml").unlink()
    assert main(["deps", "overlays/prod", "alone", "--all"]) == 1
    out, err = capsys.readouterr()
    assert "missed    base/a.yaml" in out.splitlines()
    assert "read      alone/a.yaml" in out.splitlines()
    assert "KST" in err


def test_deps_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deps", str(tmp_path)]) == 2
    assert "nothing to check" in capsys.readouterr().err


CHANGES = {
    "a base": (["base/a.yaml"], ["overlays/dev", "overlays/prod"]),
    "an overlay": (["overlays/prod/kustomization.yaml"], ["overlays/prod"]),
    "a file that nobody reads": (["README.md"], []),
    "a file that appears": (["alone/Kustomization"], ["alone"]),
    "nothing": ([], []),
    "the settings that name a version": (["kustompy.toml"], ["alone", "overlays/dev", "overlays/prod"]),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("end", ["\n", "\0"], ids=["lines", "NUL"])
def test_affected_by_what_is_piped_in(
    name: str, end: str, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paths, expected = CHANGES[name]
    pipe(monkeypatch, "".join(f"{each}{end}" for each in paths))
    assert said(capsys, "affected", "--stdin").splitlines() == expected


def test_affected_by_what_git_tells(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "affected", "--since", "HEAD") == ""
    (repository / "overlays/prod/kustomization.yaml").write_text("resources:\n- ../../alone\n")
    assert said(capsys, "affected", "--since", "HEAD").splitlines() == ["overlays/prod"]
    (repository / "base/Kustomization").write_text("")
    assert said(capsys, "affected", "--since", "HEAD", "overlays").splitlines() == ["overlays/dev", "overlays/prod"]
    found = json.loads(said(capsys, "affected", "--since", "HEAD", "overlays", "--format", "json"))
    assert found[0] == {"target": "overlays/dev", "paths": ["base/Kustomization"]}


def test_affected_by_a_folder_that_git_says_was_renamed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git("mv", "base", "bases")
    for each in ("dev", "prod"):
        file = repository / f"overlays/{each}/kustomization.yaml"
        file.write_text(file.read_text().replace("base", "bases"))
    assert said(capsys, "affected", "--since", "HEAD").splitlines() == ["overlays/dev", "overlays/prod"]


def test_a_file_of_settings_without_a_version_reaches_nothing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "pyproject.toml").write_text("[project]\n")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@example", "commit", "-qm", "second")
    (repository / "pyproject.toml").write_text("[project]\nname = 'a'\n")
    assert said(capsys, "affected", "--since", "HEAD") == ""
    (repository / "pyproject.toml").write_text("[tool.kustompy]\nkustomize-version = '5.8.2'\n")
    assert len(said(capsys, "affected", "--since", "HEAD").splitlines()) == 3


@pytest.mark.parametrize("revision", ["nope", "--output=x", "HEAD:base"])
def test_a_commit_that_git_does_not_know(revision: str, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["affected", f"--since={revision}"]) == 2
    assert f"git knows no commit '{revision}' here" in capsys.readouterr().err
    assert not (repository / "x").exists()


def test_changes_outside_of_a_work_tree(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tree.parent))
    assert main(["affected", "--since", "HEAD"]) == 2
    assert "is in no git work tree" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--stdin", "--since", "HEAD"]])
def test_affected_needs_one_source_of_changes(
    arguments: list[str], tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["affected", *arguments]) == 2
    assert "--since or --stdin" in capsys.readouterr().err
