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


def test_deps_and_affected_from_a_cache(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> str:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"alone/b.yaml\n")))
        assert main(list(arguments)) == 0
        return capsys.readouterr().out

    commands = ("deps", ".", "--format", "json"), ("affected", "--stdin", "overlays", "alone")
    plain = [said(*each) for each in commands]
    assert "base/a.yaml" in plain[0] and plain[1] == ""
    cached = [[said(*each, "--cache", str(tree / "kept")) for each in commands] for _ in range(2)]
    assert cached == [plain, plain] and list((tree / "kept").rglob("*"))
    (tree / "alone/kustomization.yaml").write_text("resources:\n- b.yaml\n")
    (tree / "alone/b.yaml").write_text(CONFIG_MAP)
    after = [said(*each, "--cache", str(tree / "kept")) for each in commands]
    assert after == [said(*each) for each in commands] and after[1] == "alone\n"
    assert [said(*each, "--jobs", "2") for each in commands] == after


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


def test_build_many_into_files(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "overlays", "alone", "-o", "out"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("built 3 of 3 targets in ")
    for each in ("overlays/dev", "overlays/prod", "alone"):
        assert (tree / f"out/{each}.yaml").read_text() == said(capsys, "build", each)


def test_build_many_by_a_pattern(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "overlays/*", "-o", "out"]) == 0
    assert sorted(each.name for each in (tree / "out/overlays").iterdir()) == ["dev.yaml", "prod.yaml"]
    assert main(["build", "nothing/*", "-o", "out"]) == 1
    assert "no directory fits 'nothing/*'" in capsys.readouterr().err


def test_build_many_into_folders(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "overlays", "-o", "out", "--split"]) == 0
    found = sorted(str(each.relative_to(tree / "out")) for each in (tree / "out").rglob("*.yaml"))
    assert found == ["overlays/dev/v1_configmap_a.yaml", "overlays/prod/v1_configmap_p-a.yaml"]


def test_errors_of_one_do_not_stop_the_others(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "alone/a.yaml").unlink()
    assert main(["build", ".", "-o", "out"]) == 1
    err = capsys.readouterr().err
    assert "alone/a.yaml" in err
    assert "built 2 of 3 targets" in err
    assert "1 failed: alone" in err
    assert sorted(each.name for each in (tree / "out").rglob("*.yaml")) == ["dev.yaml", "prod.yaml"]


def test_fail_fast_stops_at_the_first(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "alone/a.yaml").unlink()
    assert main(["build", ".", "-o", "out", "--fail-fast"]) == 1
    assert "2 were not tried" in capsys.readouterr().err


def test_a_line_of_json_for_each(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "alone/a.yaml").unlink()
    assert main(["build", ".", "gone", "-o", "out", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    found = {each["target"]: each for each in map(json.loads, out.splitlines())}
    assert err == ""
    assert [found[each]["ok"] for each in ("alone", "gone", "overlays/dev", "overlays/prod")] == [False] * 2 + [
        True
    ] * 2
    assert found["overlays/dev"]["output"] == "out/overlays/dev.yaml"
    assert found["alone"]["error"]["code"] == "KST301"
    assert found["alone"]["diagnostics"][0]["file"].endswith("alone/kustomization.yaml")


REFUSED = {
    "several targets and stdout": (["overlays/dev", "alone"], "specify one path to kustomization.yaml"),
    "a file as the directory": (["overlays", "-o", "base/a.yaml"], "not a directory"),
    "validation": (["overlays", "-o", "out", "--validate"], "--validate is for a build of one target"),
    "no number": (["overlays", "-o", "out", "--jobs", "x"], "a number is wanted"),
    "an executor of another kind": (["overlays", "-o", "out", "--executor", "ray://x"], "write dask://HOST:PORT"),
    "a flag of many for one": (["alone", "--jobs", "2"], "--jobs has no effect on one target"),
    "nothing there": (["empty", "-o", "out"], "nothing to check"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_build_of_many_that_makes_no_sense(name: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "empty").mkdir()
    (tree / "x").mkdir()
    arguments, said = REFUSED[name]
    assert main(["build", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_two_targets_with_one_output(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "sub/alone").mkdir(parents=True)
    (tree / "sub/alone/kustomization.yaml").write_text("namePrefix: a-\n")
    monkeypatch.chdir(tree / "sub")
    assert main(["build", "alone", "../alone", "-o", "out"]) == 1
    assert "alone and ../alone would both be written to out/alone.yaml" in capsys.readouterr().err


def test_an_output_of_the_same_bytes_is_left_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "overlays", "-o", "out"]) == 0
    before = (tree / "out/overlays/dev.yaml").stat().st_ino
    (tree / "overlays/prod/kustomization.yaml").write_text("resources: [../../base]\n")
    assert main(["build", "overlays", "-o", "out"]) == 0
    assert (tree / "out/overlays/dev.yaml").stat().st_ino == before
    assert (tree / "out/overlays/prod.yaml").read_text() == said(capsys, "build", "overlays/prod")


def test_build_many_of_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "empty").mkdir()
    assert main(["build", "empty", "-o", "out"]) == 1
    assert "nothing to check in empty" in capsys.readouterr().err
    assert main(["build", "empty", "-o", "out", "--allow-empty"]) == 0
    assert not (tree / "out").exists()
