"""``create``: what goes into a new kustomization, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main

HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
TREE = {
    "a.yaml": SERVICE,
    ".hidden.yaml": SERVICE,
    "empty.yml": "",
    "notes.md": "# nothing but a comment\n",
    "values.yaml": "replicas: 1\n",
    "nameless.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  generateName: web-\n",
    "template.yaml": "{{ if .x }}\na: b\n{{ end }}\n",
    "sub/b.yaml": SERVICE,
    "over/kustomization.yaml": "resources: [c.yaml]\n",
    "over/c.yaml": SERVICE,
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("flags", "fields"),
    [
        ([], ""),
        (
            ["--namespace", "ns", "--nameprefix", "a-", "--namesuffix", "-b"],
            "namePrefix: a-\nnameSuffix: -b\nnamespace: ns\n",
        ),
        (["--labels", "a:b,c:1"], 'commonLabels:\n  a: b\n  c: "1"\n'),
        (["--annotations", "a:yes"], 'commonAnnotations:\n  a: "yes"\n'),
        (
            ["--resources", "over,*.yaml"],
            "resources:\n- over\n- a.yaml\n- nameless.yaml\n- template.yaml\n- values.yaml\n",
        ),
        (["--autodetect"], "resources:\n- .hidden.yaml\n- a.yaml\n- empty.yml\n- notes.md\n"),
        (
            ["--autodetect", "--recursive"],
            "resources:\n- .hidden.yaml\n- a.yaml\n- empty.yml\n- notes.md\n- over\n- sub/b.yaml\n",
        ),
        (
            ["--resources", "notes.md", "--autodetect"],
            "resources:\n- notes.md\n- .hidden.yaml\n- a.yaml\n- empty.yml\n",
        ),
    ],
)
@pytest.mark.parametrize("word", ["create", "init"])
def test_created(word: str, flags: list[str], fields: str, tree: Path) -> None:
    assert main([word, *flags]) == 0
    assert (tree / "kustomization.yaml").read_text() == HEAD + fields


@pytest.mark.parametrize(
    ("there", "flags", "message"),
    [
        (["kustomization.yml"], [], "kustomization file already exists"),
        (
            ["kustomization.yaml", "Kustomization"], [],
            "Found multiple kustomization file: [kustomization.yaml Kustomization]",
        ),
        ([], ["--labels", ":b"], "invalid label: ':b' (need k:v pair where v may be quoted)"),
        ([], ["--resources", "none.yaml"], "none.yaml has no match: must build at directory: not a valid directory: "
         "evalsymlink failure on '{}/none.yaml' : lstat {}/none.yaml: no such file or directory"),
    ],
)  # fmt: skip
def test_refused(
    there: list[str], flags: list[str], message: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in there:
        (tree / name).write_text("namespace: kept\n")
    assert main(["create", *flags]) == 1
    assert capsys.readouterr().err.splitlines()[0] == f"Error: {message.replace('{}', str(tree))}"
    assert [
        name for name in ("kustomization.yaml", "kustomization.yml", "Kustomization") if (tree / name).exists()
    ] == there
    assert all((tree / name).read_text() == "namespace: kept\n" for name in there)


def test_as_a_function(tree: Path) -> None:
    path = kustompy.create(str(tree), resources=["a.yaml"], namespace="ns")
    assert Path(path).read_text() == HEAD + "resources:\n- a.yaml\nnamespace: ns\n"
