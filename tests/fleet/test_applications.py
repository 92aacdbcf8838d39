"""``kustompy deps --argocd``: the annotation has what builds depend on, and nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.editing.annotations import documents_in, with_annotation
from tests.fleet.trees import write

ANNOTATION = "argocd.argoproj.io/manifest-generate-paths"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
APPLICATION = """\
# who owns this
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop  # the shop
  annotations:
    team: "a"
spec:
  source:
    repoURL: https://git.example.com/shop.git
    path: overlays/prod
    targetRevision: main
"""
TREE = {
    ".git/HEAD": "",
    "README.md": "",
    "bases/web/kustomization.yaml": "resources: [a.yaml]\n",
    "bases/web/a.yaml": CONFIG_MAP,
    "bases/wide/kustomization.yaml": "resources: [a.yaml]\n",
    "bases/wide/a.yaml": CONFIG_MAP,
    "bases/wide/docs/x.md": "",
    "overlays/prod/kustomization.yaml": "resources: [../../bases/web]\n",
    "overlays/wide/kustomization.yaml": "resources: [../../bases/wide]\n",
    "component/kustomization.yaml": "kind: Component\npatches: [{path: p.yaml, target: {kind: Deployment}}]\n",
    "component/p.yaml": "spec: {}\n",
    "apps/shop.yaml": APPLICATION,
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path.resolve(), TREE))
    return tmp_path.resolve()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["deps", "--argocd", *arguments])
    return code, *capsys.readouterr()


def test_it_is_written_and_then_right(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tree / "apps/shop.yaml"
    said = "apps/shop.yaml: shop: {}: .;/bases/web\n"
    assert run(capsys, "apps", "--check") == (1, said.format("differs"), "")
    assert file.read_text() == APPLICATION
    assert run(capsys, "apps") == (0, said.format("written"), "")
    added = f"    {ANNOTATION}: .;/bases/web\n"
    assert file.read_text() == APPLICATION.replace('    team: "a"\n', f'    team: "a"\n{added}')
    assert run(capsys, "apps", "--check") == (0, said.format("is right"), "")
    file.write_text(file.read_text().replace(".;/bases/web", "/bases  # old"))
    assert run(capsys, "apps/shop.yaml") == (0, said.format("written"), "")
    assert f"    {ANNOTATION}: .;/bases/web  # old\n" in file.read_text()


PATHS = {
    "overlays/wide": ".;/bases/wide/Kustomization;/bases/wide/a.yaml;/bases/wide/kustomization.yaml;"
    "/bases/wide/kustomization.yml",
    "bases/web": ".",
    "/overlays/prod/": ".;/bases/web",
}


@pytest.mark.parametrize("path", PATHS)
def test_what_stands_in_it(path: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree, {"apps/shop.yaml": APPLICATION.replace("overlays/prod", path)})
    assert run(capsys, "apps") == (0, f"apps/shop.yaml: shop: written: {PATHS[path]}\n", "")


def test_several_sources_and_components(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = APPLICATION.replace("  source:\n", "  sources:\n  - path: bases/web\n  - chart: redis\n    path: x\n  -\n")
    text = text.replace(
        "    path: overlays/prod", "    path: overlays/prod\n    kustomize: {components: [../../component]}"
    )
    write(tree, {"apps/shop.yaml": text})
    expected = "apps/shop.yaml: shop: written: /bases/web;/component;/overlays/prod\n"
    assert run(capsys, "apps") == (0, expected, "")


ELSEWHERE = {"a chart": "charts/x", "outside": "../outside", "no kustomization": "apps"}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_sources_that_are_elsewhere_are_left(name: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree.parent, {"outside/kustomization.yaml": ""})
    write(tree, {"apps/other.yaml": APPLICATION.replace("overlays/prod", ELSEWHERE[name])})
    code, out, err = run(capsys, "apps", "--check")
    assert (code, out) == (1, "apps/shop.yaml: shop: differs: .;/bases/web\n")
    assert "apps/other.yaml: shop: no kustomization of this repository" in err


def test_an_overlay_that_cannot_be_built(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "bases/web/a.yaml").unlink()
    code, out, err = run(capsys, "apps")
    assert code == 1
    assert "KST" in err
    assert out == "apps/shop.yaml: shop: written: .;/bases/web\n"


def test_files_that_cannot_be_read(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree, {"apps/template.yaml": "apiVersion: argoproj.io/v1alpha1\n{{ x }}: {\n"})
    (tree / "apps/odd.yml").write_bytes(b"argoproj.io/ \xff\n")
    code, out, err = run(capsys, "apps", "--check")
    assert code == 1
    assert out.startswith("apps/shop.yaml: shop: differs")
    assert err.count("left out, it cannot be read") == 2
    assert run(capsys, "apps/odd.yml")[0] == 1


def test_no_application(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "bases")
    assert code == 2
    assert "no Application of Argo CD" in err
    assert run(capsys, "bases", "--allow-empty")[0] == 0
    assert main(["deps", "overlays/prod", "--check"]) == 2


DOCUMENTS = {
    "second": f"{CONFIG_MAP}---\n# b\nkind: B\nmetadata:\n  name: b\n...\n---\nkind: C\n",
    "returns": "kind: A\r\n---\r\nkind: B\r\nmetadata: {name: b}\r\n",
    "mark": "\ufeffkind: A\n---\nkind: B\nmetadata:\n  annotations: {x: 'y'}\n",
    "without an end": "kind: A\n---\nkind: B\nmetadata:\n  name: b",
    "without metadata": "kind: A\n--- # b\nkind: B\n---\nkind: C\n",
    "empty ones between": "---\n---\nkind: A\n---\n# nothing\n---\nkind: B\nmetadata:\n  annotations:\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_one_of_several_documents(name: str) -> None:
    source = DOCUMENTS[name].encode()
    before = documents_in(source)
    index = next(at for at, each in enumerate(before) if each and each.get("kind") == "B")
    made = with_annotation(source, "a.yaml", index, "a/b", ".;/x")
    after = documents_in(made)
    assert after[index]["metadata"]["annotations"]["a/b"] == ".;/x"
    assert [each for at, each in enumerate(after) if at != index] == [
        each for at, each in enumerate(before) if at != index
    ]
    assert with_annotation(made, "a.yaml", index, "a/b", ".;/x") == made
    assert len(made.splitlines()) - len(source.splitlines()) <= 3
