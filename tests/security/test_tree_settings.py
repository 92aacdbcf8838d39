"""What a tree switches off is told, and the user takes it back: a change does not open the gate it stands at."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main

UNUSED = "images: [{name: nobody, newTag: x}]\n"
WRONG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: [1]}\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kustomization that lint finds something in, and settings that leave it out."""
    (tmp_path / "kustomization.yaml").write_text(f"resources: [a.yaml]\n{UNUSED}")
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    (tmp_path / "kustompy.toml").write_text('disable = ["KST951"]\nunreferenced = ["*.md"]\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KUSTOMPY_CONFIG", raising=False)
    return tmp_path


def test_what_the_settings_leave_out_is_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "."]) == 0
    assert capsys.readouterr().out == (
        "1 overlay has no findings; "
        "kustompy.toml of the tree leaves out 1 finding (KST951) and sets unreferenced\n"
    )  # fmt: skip
    assert main(["build", "--strict", "."]) == 0
    assert "# Warning: no findings; kustompy.toml of the tree leaves out 1" in capsys.readouterr().err


def test_what_the_user_leaves_out_is_not(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustompy.toml").unlink()
    assert main(["lint", "--disable", "KST951", "."]) == 0
    assert capsys.readouterr().out == "1 overlay has no findings\n"


@pytest.mark.parametrize("command", [["lint"], ["build", "--strict"]])
@pytest.mark.parametrize("flags", [["--no-tree-settings"], ["--config", "none"], ["--config=ci.toml"]])
def test_the_user_takes_it_back(
    command: list[str], flags: list[str], tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "ci.toml").write_text('disable = ["KST950"]\n')
    assert main([*command, *flags, "."]) == 1
    assert "KST951" in "".join(capsys.readouterr())


def test_the_variable(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KUSTOMPY_CONFIG", "none")
    assert main(["lint", "."]) == 1
    (tree / "pyproject.toml").write_text('[tool.kustompy]\ndisable = ["KST951"]\n')
    assert main(["lint", "--config", "pyproject.toml", "."]) == 0
    assert capsys.readouterr().out.endswith("1 overlay has no findings\n")
    monkeypatch.setenv("KUSTOMPY_CONFIG", "pyproject.toml")
    assert main(["lint", "--no-tree-settings", "."]) == 0


@pytest.mark.parametrize("config", ["gone.toml", "a.yaml", "/dev/zero"])
def test_a_config_that_is_none(config: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--config", config, "."]) == 2
    assert capsys.readouterr().err.startswith("Error: ")


def test_comments(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustompy.toml").unlink()
    text = (tree / "kustomization.yaml").read_text()
    (tree / "kustomization.yaml").write_text(f"{text.rstrip()} # kustompy: ignore[KST951]\n")
    assert main(["lint", "."]) == 0
    assert capsys.readouterr().out == "1 overlay has no findings; comments leave out 1 finding (KST951)\n"
    assert main(["lint", "--no-tree-settings", "."]) == 1
    assert main(["build", "--strict", "--no-tree-settings", "."]) == 1


def test_validate(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "s.yaml").write_text(WRONG)
    (tree / "kustompy.toml").write_text('kustomize-version = "5.8.2"\n[[exception]]\ncode = "KST900"\nreason = "no"\n')
    assert main(["validate", "s.yaml"]) == 0
    assert capsys.readouterr().out == (
        "1 resource of 1 file is valid; kustompy.toml of the tree leaves out 1 finding (KST900)\n"
    )
    assert main(["validate", "--no-tree-settings", "s.yaml"]) == 1
    (tree / "s.yaml").write_text("# kustompy: ignore\n" + WRONG)
    (tree / "kustompy.toml").unlink()
    assert main(["validate", "--no-tree-settings", "s.yaml"]) == 1


FINE = WRONG.split("\ndata")[0] + "\n"
HIDING = {
    "a kustomization": {"kustomization.yaml": "namePrefix: a-\n", "kustomization.yml": ""},
    "one that names another file": {"kustomization.yaml": "resources: [b.yaml]\n", "b.yaml": FINE},
    "a kustomization above": {"../kustomization.yaml": "resources: []\n"},
    "what git ignores": {".gitignore": "*.yaml\n"},
    "a chart": {"Chart.yaml": FINE.replace("name: a", "name: b")},
    "settings": {"../kustompy.toml": 'exclude = ["f"]\n'},
}


@pytest.mark.parametrize("files", HIDING.values(), ids=list(HIDING))
def test_every_file_is_checked(
    files: dict[str, str], tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is added beside a manifest."""
    work = tree / "work"
    (work / "f/.hidden").mkdir(parents=True)
    monkeypatch.chdir(work)
    for name in ("f/a.yaml", "f/.hidden/a.json"):
        (work / name).write_text(WRONG)
    for name, text in files.items():
        (work / "f" / name).write_text(text)
    assert main(["validate", "--all-files", "f"]) == 1
    told = capsys.readouterr().out
    assert ("f/a.yaml:4" in told, "f/.hidden/a.json:4" in told) == (True, True)
    assert main(["validate", "--all-files", "f", "--exclude", "f/.hidden,f/a.yaml", "--allow-empty"]) == 0


def test_what_is_checked_at_all(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tree / "o" / name).mkdir(parents=True)
        (tree / "o" / name / "kustomization.yaml").write_text("namePrefix: a-\nresources: [r.yaml]\n")
        (tree / "o" / name / "r.yaml").write_text(WRONG.replace("data: {a: [1]}", ""))
    (tree / "kustompy.toml").write_text('exclude = ["o/b"]\n')
    assert main(["lint", "o"]) == 0
    assert "kustompy.toml of the tree sets exclude" in capsys.readouterr().out
    for flags, count in (([], 1), (["--no-tree-settings"], 2)):
        assert main(["targets", *flags, "o"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == count


def test_the_level_of_the_tree(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustompy.toml").write_text('kustomize-version = "4.0.0"\n')
    assert main(["build", "."]) == 1
    for flags in (["--no-tree-settings"], ["--config", "none"]):
        assert main(["build", *flags, "."]) == 0
    (tree / "ci.toml").write_text('kustomize-version = "4.0.1"\n')
    capsys.readouterr()
    assert main(["build", "--config", "ci.toml", "."]) == 1
    assert "4.0.1" in capsys.readouterr().err
