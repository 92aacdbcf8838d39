"""Green means checked: each way in which nothing, or the wrong thing, could be checked and called well."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import kustompy
from kustompy.cli import main
from kustompy.errors import UsageError

CM = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: one\n"
BAD = CM.replace("\ndata:", "\ndate:")
KUSTOMIZATION = "resources: [a.yaml]\n"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(tree: Path, **files: str) -> None:
    for name, text in {"kustomization": KUSTOMIZATION, "a": CM, **files}.items():
        (tree / f"{name}.yaml").write_text(text)


def test_a_pipe_is_read_without_being_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(BAD.encode())))
    monkeypatch.setattr("kustompy.cli.inputs.is_piped", lambda: True)
    assert main(["validate"]) == 1


@pytest.mark.parametrize("command", [["validate"], ["lint"], ["validate", "."], ["lint", "."]])
def test_nothing_is_no_success(command: list[str], tree: Path) -> None:
    (tree / "README.md").write_text("nothing yet\n")
    done = subprocess.run(
        [sys.executable, "-m", "kustompy", *command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing to check" in done.stderr


def test_the_top_of_a_repository(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Patches, workflows and charts are no manifests; overlays are found."""
    (tree / "overlays/prod").mkdir(parents=True)
    (tree / ".github/workflows").mkdir(parents=True)
    (tree / ".github/workflows/ci.yml").write_text("on: push\njobs: {}\n")
    lay(tree / "overlays/prod", p="spec: {replicas: 3}\n")
    (tree / "overlays/prod/kustomization.yaml").write_text(
        "resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n"
        "  patch: |-\n    - {op: add, path: /data/y, value: z}\n"
    )
    (tree / "overlays/prod/p.yaml").unlink()
    assert main(["validate", "."]) == 0
    assert capsys.readouterr().out == "1 resource of 1 overlay is valid\n"
    assert main(["lint", "."]) == 0
    assert capsys.readouterr().out == "1 overlay has no findings\n"


def test_a_variable_without_a_value(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """kustomize reads no environment for it: the value is empty, and lint says so."""
    monkeypatch.setenv("TOKEN", "from the environment")
    lay(tree, kustomization="configMapGenerator:\n- name: c\n  envs: [c.env]\n")
    (tree / "c.env").write_text("TOKEN\n")
    build = kustompy.build(tree, environment={"TOKEN": "from the caller"})
    assert build[0]["data"] == {"TOKEN": ""}
    assert "KST030" in {each.code for each in kustompy.lint(tree)}


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", ".", "--crd", "nope.yaml"],
        ["build", ".", "--kubernetes-version", "1.31"],
        ["validate", ".", "--error-format", "bogus"],
        ["lint", ".", "--validate"],
        ["edit", "fix", "--output", "out.yaml"],
    ],
)
def test_a_flag_that_would_do_nothing(arguments: list[str], tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tree)
    assert main(arguments) != 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "flag" in said.err or "has no effect without --validate" in said.err


def test_a_format_in_the_environment(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tree, a=BAD)
    monkeypatch.setenv("KUSTOMPY_ERROR_FORMAT", "bogus")
    assert main(["validate", "."]) == 2


def test_a_patch_that_changes_what_it_was_selected_by(tree: Path) -> None:
    """The target is looked for when the patch is applied, also where an earlier patch made it."""
    replace = "    - {op: replace, path: /metadata/labels/stage, value: old}\n"
    add = "    - {op: add, path: /data/y, value: two}\n"
    first = f"- target: {{labelSelector: stage=new}}\n  patch: |-\n{replace}"
    second = f"- target: {{labelSelector: stage=old}}\n  patch: |-\n{add}"
    lay(
        tree,
        kustomization=f"{KUSTOMIZATION}patches:\n{first}{second}",
        a=CM.replace("  name: a\n", "  name: a\n  labels: {stage: new}\n"),
    )
    assert kustompy.lint(tree) == []
    assert main(["build", ".", "--strict"]) == 0


@pytest.mark.parametrize("note", ["", "  # null and ~ in a comment\n", "    tilde: ~\n"])
def test_elements_that_a_merge_drops(note: str, tree: Path) -> None:
    """Whatever nulls there are in the text of the patch."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: i:1\n"
    ports = "    ports:\n    - {containerPort: 80, name: a}\n    - {containerPort: 80, name: b}\n"
    patch = pod.replace("    image: i:1\n", "") + "    ports: [{containerPort: 80, name: x}]\n"
    patch = patch.replace("metadata: {name: p}\n", "metadata:\n  name: p\n  labels:\n    a: b\n") + note.replace(
        "    tilde", "  tilde"
    )
    lay(tree, kustomization="resources: [a.yaml]\npatches: [{path: p.yaml}]\n", a=pod + ports, p=patch)
    assert "KST959" in {each.code for each in kustompy.lint(tree)}


def test_python_takes_a_path(tree: Path) -> None:
    lay(tree, a=BAD)
    assert [each.code for each in kustompy.validate(str(tree))] == ["KST901"]
    assert [each.code for each in kustompy.validate(kustompy.build(tree)[0])] == ["KST901"]
    assert not kustompy.diff(str(tree), str(tree))
    with pytest.raises(UsageError):
        kustompy.validate(tree, kubernetes_version=1.31)  # type: ignore[arg-type]  # it is what is tested
