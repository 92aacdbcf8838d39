"""What silences lint, what it answers, and trees in which it finds nothing; the findings are in the error suite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.errors import UsageError
from kustompy.linting import Settings, settings_for
from kustompy.linting.run import lint, part_of
from kustompy.session.options import Options
from kustompy.system.files import Files

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: nginx}\n"
IMAGES = "resources: [p.yaml]\nimages:\n- name: ngnix{comment}\n  newTag: x\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "p.yaml").write_text(POD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(tree: Path) -> list[str]:
    """The codes of the findings."""
    return [each.code for each in lint([str(tree)], Options(), settings_for(str(tree)))]


COMMENTS = {
    "none": ("", ["KST951"]),
    "of the code": ("  # kustompy: ignore[KST951]", []),
    "of several": ("  # kustompy: ignore[KST950, KST951]", []),
    "of another code": ("  # kustompy: ignore[KST950]", ["KST951"]),
    "of all": ("  # kustompy: ignore", []),
    "of something else": ("  # ignore", ["KST951"]),
}


@pytest.mark.parametrize(("comment", "codes"), COMMENTS.values(), ids=list(COMMENTS))
def test_a_comment_on_the_line(tree: Path, comment: str, codes: list[str]) -> None:
    (tree / "kustomization.yaml").write_text(IMAGES.format(comment=comment))
    assert found(tree) == codes


def test_a_comment_above_the_line(tree: Path) -> None:
    (tree / "kustomization.yaml").write_text(
        IMAGES.format(comment="").replace("- name", "# kustompy: ignore[KST951]\n- name")
    )
    assert found(tree) == []


def test_an_old_name_of_a_field(tree: Path) -> None:
    (tree / "kustomization.yaml").write_text(IMAGES.format(comment="").replace("images", "imageTags"))
    assert sorted(found(tree)) == ["KST951", "KST958"]


SETTINGS: dict[str, tuple[str, list[str]]] = {
    "kustompy.toml": ('disable = ["KST951"]\n', []),
    "pyproject.toml": ('[tool.kustompy]\ndisable = ["KST951"]\n', []),
}


@pytest.mark.parametrize("file", SETTINGS)
@pytest.mark.parametrize("where", ["", "inner"])
def test_a_file_of_settings(tree: Path, file: str, where: str) -> None:
    text, codes = SETTINGS[file]
    (tree / file).write_text(text)
    folder = tree / where
    folder.mkdir(exist_ok=True)
    (folder / "p.yaml").write_text(POD)
    (folder / "kustomization.yaml").write_text(IMAGES.format(comment=""))
    assert found(folder) == codes


@pytest.mark.parametrize("text", ["disable = 1\n", "disabel = []\n", "disable = [\n"])
def test_settings_that_make_no_sense(tree: Path, text: str) -> None:
    (tree / "kustompy.toml").write_text(text)
    with pytest.raises(UsageError):
        settings_for(str(tree))


def test_files_that_nothing_needs_to_refer_to(tree: Path) -> None:
    (tree / "kustomization.yaml").write_text("resources: [p.yaml]\n")
    (tree / "values.yaml").write_text("a: b\n")
    assert found(tree) == ["KST957"]
    (tree / "kustompy.toml").write_text('unreferenced = ["values.yaml"]\n')
    assert found(tree) == []


def test_what_one_overlay_uses_is_used(tree: Path) -> None:
    """A component that matches nothing in one of two builds is not at fault."""
    (tree / "comp").mkdir()
    (tree / "comp/kustomization.yaml").write_text(
        "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nimages: [{name: nginx, newTag: x}]\n"
    )
    for name, image in (("one", "nginx"), ("two", "redis")):
        (tree / name).mkdir()
        (tree / name / "p.yaml").write_text(POD.replace("nginx", image))
        (tree / name / "kustomization.yaml").write_text("resources: [p.yaml]\ncomponents: [../comp]\n")
    assert [each.code for each in lint(["two"], Options())] == ["KST951"]
    assert lint(["one", "two"], Options()) == []


DELETING = """\
patches:
- target: {kind: Pod}
  patch: "{apiVersion: v1, kind: Pod, metadata: {name: p}, $patch: delete}"
"""
RENAMED = """\
namePrefix: x-
patches:
- target: {kind: Pod, name: p}
  patch: |-
    - op: add
      path: /spec/hostNetwork
      value: true
"""
REPLACING = """\
replacements:
- source: {kind: Pod}
  targets:
  - select: {kind: Pod}
    fieldPaths: [metadata.name]
"""
NO_IMAGE = """\
transformers:
- |-
  apiVersion: builtin
  kind: ImageTagTransformer
  metadata: {name: t}
  imageTag: {name: p, newTag: x}
  fieldSpecs: [{path: metadata/name}]
"""
FINE = {
    "a patch that deletes": DELETING,
    "a patch of an old name": RENAMED,
    "an image with its registry": "images: [{name: nginx, newName: example.com/nginx}]\n",
    "a replacement": REPLACING,
    "an image in another field": NO_IMAGE,
}


@pytest.mark.parametrize("text", FINE.values(), ids=list(FINE))
def test_nothing_to_say(tree: Path, text: str) -> None:
    (tree / "kustomization.yaml").write_text(f"resources: [p.yaml]\n{text}")
    assert found(tree) == []


def test_the_command(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustomization.yaml").write_text(IMAGES.format(comment=""))
    assert main(["lint"]) == 1
    assert "kustomization.yaml:3:9" in capsys.readouterr().out
    assert main(["lint", ".", "--error-format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["hint"] == "did you mean `nginx`?"
    assert main(["lint", "--disable", "KST951,KST950"]) == 0
    assert capsys.readouterr().out == "1 overlay has no findings\n"
    assert main(["lint", "--explain", "KST951"]) == 0
    assert capsys.readouterr().out.startswith("KST951: ")
    assert main(["lint", "--explain", "KST95"]) == 2
    assert main(["lint", "--nothing"]) == 2


def test_what_is_expected_outside_of_the_build(tree: Path) -> None:
    (tree / "kustomization.yaml").write_text("resources: [i.yaml, s.yaml]\n")
    (tree / "s.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: other}\n")
    (tree / "i.yaml").write_text(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\n"
        "spec: {defaultBackend: {service: {name: kafka, port: {number: 80}}}}\n"
    )
    (tree / "p.yaml").unlink()
    assert found(tree) == ["KST963"]
    (tree / "kustompy.toml").write_text('external = ["Secret/*", "Service/kaf*"]\n')
    assert found(tree) == []


def test_one_directory_alone(tree: Path) -> None:
    (tree / "kustomization.yaml").write_text("resources: [p.yaml]\nnamePrefix: a-\n")
    part = part_of(str(tree), Options(), Settings(), Files())
    assert (part.built, part.found, part.error) == (str(tree.resolve()), [], None)
