"""A target that is not there: kustomize's own words first, then the kustomization that it may mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.system.files import Files
from kustompy.targets.nearest import nearest

BUILT = ("overlays/prod", "overlays/dev", "clusters/east/apps", "clusters/west/apps", "clusters/east/infra")


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for each in BUILT:
        (tmp_path / each).mkdir(parents=True)
        (tmp_path / each / "kustomization.yaml").write_text("namePrefix: a-\n")
    (tmp_path / "overlays/prob").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


NEAREST = {
    "overlays/prdo": "overlays/prod",
    "overlays/prod/": "",
    "overlay/prod": "overlays/prod",
    "ovrelays/dve": "overlays/dev",
    "./overlays/prdo/": "./overlays/prod",
    "prod": "overlays/prod",
    "clusters/eastt/apps": "clusters/east/apps",
    "clusters/east/aps": "clusters/east/apps",
    "clusters/infra": "clusters/east/infra",
    # two of them
    "clusters/apps": "",
    "staging": "",
    "nothing/like/it": "",
    "../../../../../../../../../../../../../../..": "",
    "a/b/c/d/e/f/g/h/i/j": "",
    "": "",
}


@pytest.mark.parametrize("target", NEAREST)
def test_the_nearest(target: str) -> None:
    assert nearest(target, Files()) == NEAREST[target]


@pytest.mark.parametrize(
    "arguments",
    ["build {}", "deps {}", "explain {} Deployment/web", "graph {}", "report {}", "diff {} overlays/dev",
     "build overlays/dev {} -o out"],
)  # fmt: skip
def test_the_commands_say_it(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments.format("overlays/prdo").split())
    said = capsys.readouterr().err
    assert "evalsymlink failure on 'overlays/prdo' : lstat " in said
    assert "   = help: did you mean `overlays/prod`?\n" in said


def test_the_first_line_is_that_of_kustomize(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "overlays/prdo"]) == 1
    where = os.path.join(os.path.realpath(tree), "overlays", "prdo")
    assert capsys.readouterr().err.splitlines()[0] == (
        "Error: must build at directory: not a valid directory: "
        f"evalsymlink failure on 'overlays/prdo' : lstat {where}: no such file or directory"
    )


def test_the_library_says_it() -> None:
    with pytest.raises(kustompy.KustompyError) as caught:
        kustompy.build("overlays/prdo")
    assert caught.value.diagnostics[0].hint == "did you mean `overlays/prod`?"


def test_files_in_memory() -> None:
    top = os.path.abspath(os.sep)
    files = Files({os.path.join(top, "web", "kustomization.yaml"): b""}, disk=False)
    assert nearest(os.path.join(top, "wbe"), files) == os.path.join(top, "web")


def test_a_base_that_is_missing_is_no_target(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "overlays/prod/kustomization.yaml").write_text("resources: [../devv]\n")
    assert main(["build", "overlays/prod"]) == 1
    assert "did you mean `../dev`?" in capsys.readouterr().err


def test_the_search_ends(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for outer in "abcde":
        for inner in "abcde":
            (tree / f"deep{outer}/deep{inner}/deep/deep").mkdir(parents=True)
    asked: list[str] = []
    names_in = Files.names_in

    def counted(files: Files, path: str) -> list[str]:
        asked.append(path)
        return names_in(files, path)

    monkeypatch.setattr(Files, "names_in", counted)
    assert nearest("deepx/deepx/deepx/deepx/deepx", Files()) == ""
    assert len(asked) <= 30


def test_only_so_many_parts_are_looked_for(tmp_path: Path) -> None:
    for count, wanted in ((8, True), (9, False)):
        top = tmp_path / str(count)
        there = top.joinpath(*["dir"] * count)
        there.mkdir(parents=True)
        (there / "kustomization.yaml").write_text("")
        target = os.path.join(top, "dri", *["dir"] * (count - 1))
        assert nearest(target, Files()) == (str(there) if wanted else "")
