"""What may be read is decided on real paths, and by what was opened in the end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.errors import KustompyError, LoadError
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options
from kustompy.system.files import Files
from kustompy.system.root import Root

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and device names are another matter there")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "outside.yaml").write_text(MANIFEST)
    tree = tmp_path / "wall/tree"
    tree.mkdir(parents=True)
    (tree / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "wall/beside.yaml").write_text(MANIFEST)
    return tree


def code_of(tree: Path, **options: object) -> str:
    """The code of the error that the build fails with; empty where it does not."""
    try:
        build(str(tree), Options(**options))  # type: ignore[arg-type]  # rows of a table
    except KustompyError as error:
        return error.diagnostics[0].code
    return ""


LINKS = {
    "to a file inside": ("inner.yaml", True, "", ""),
    "to a file beside": ("../beside.yaml", True, "KST303", ""),
    "to a file beside, unrestricted": ("../beside.yaml", False, "", ""),
    "out of the wall, unrestricted": ("../../outside.yaml", False, "", "KST314"),
    "to nothing": ("gone.yaml", True, "KST301", "KST301"),
    "to itself": ("a.yaml", True, "KST301", "KST301"),
    "to a directory": ("..", True, "KST302", "KST302"),
    "to a device": ("/dev/zero", False, "KST302", "KST314"),
}


@pytest.mark.parametrize(("target", "restricted", "code", "walled"), LINKS.values(), ids=list(LINKS))
def test_links(tree: Path, target: str, restricted: bool, code: str, walled: str) -> None:
    (tree / "inner.yaml").write_text(MANIFEST)
    (tree / "a.yaml").symlink_to(target)
    assert code_of(tree, load_restrictions=restricted) == code
    if walled:
        assert code_of(tree, load_restrictions=restricted, root=str(tree.parent)) == walled


ENTRIES = {
    "up": ("../beside.yaml", "KST303"),
    "up and down": ("../tree/../beside.yaml", "KST303"),
    "absolute": ("/etc/passwd", "KST303"),
    "a file URL": ("file:///etc/passwd", None),
    "NUL": ('"a\\0.yaml"', "KST301"),
    "a Windows drive": ("'C:\\Windows\\win.ini'", "KST301"),
    "a Windows share": ("'\\\\host\\share\\a.yaml'", "KST301"),
    "a Windows device": ("CON", "KST301"),
    "a stream": ("'a.yaml::$DATA'", "KST301"),
    "another case": ("A.YAML", "KST301"),
    "a backslash": ("'..\\beside.yaml'", "KST301"),
    "nothing": ("''", "KST304"),
    "a trailing dot": ("'a.yaml.'", "KST301"),
    "an endless name": ("a" * 5_000, "KST301"),
}


@pytest.mark.parametrize("entry", [entry for entry, _ in ENTRIES.values()], ids=list(ENTRIES))
@pytest.mark.parametrize("field", ["resources", "components", "crds", "configurations"])
def test_entries(tree: Path, entry: str, field: str) -> None:
    (tree / "a.yaml").write_text(MANIFEST)
    (tree / "kustomization.yaml").write_text(f"{field}:\n- {entry}\nnamePrefix: a-\n")
    assert code_of(tree, root=str(tree.parent), offline=True)


@pytest.mark.parametrize(("entry", "code"), [each for each in ENTRIES.values() if each[1]], ids=str)
def test_entries_of_generators(tree: Path, entry: str, code: str) -> None:
    text = entry.strip("'\"").replace("\\0", "\0") if entry.startswith('"') else entry.strip("'")
    (tree / "kustomization.yaml").write_text(
        f"configMapGenerator:\n- name: a\n  files:\n  - {entry}\n" if text else "resources: ['']\n"
    )
    assert code_of(tree) == code


def test_a_base_outside_of_the_wall(tree: Path) -> None:
    base = tree.parent.parent / "base"
    base.mkdir()
    (base / "kustomization.yaml").write_text("namePrefix: a-\n")
    (tree / "kustomization.yaml").write_text("resources: [../../base]\n")
    assert code_of(tree) == ""
    assert code_of(tree, root=str(tree.parent), load_restrictions=False) == "KST314"
    assert code_of(base, root=str(tree.parent)) == "KST314"


def test_the_flag(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "a.yaml").symlink_to("../../outside.yaml")
    arguments = ["build", str(tree), "--load-restrictor", "LoadRestrictionsNone"]
    assert main(arguments) == 0
    assert main([*arguments, "--root", str(tree.parent)]) == 1
    assert "security; " in capsys.readouterr().err


def test_a_file_that_becomes_a_link_between_check_and_reading(tree: Path) -> None:
    (tree / "a.yaml").write_text(MANIFEST)
    root = Root(Files(), str(tree.resolve()))
    real = root.located("a.yaml")
    (tree / "a.yaml").unlink()
    (tree / "a.yaml").symlink_to("../beside.yaml")
    with pytest.raises(LoadError):
        root.files.read(real, is_real=True)


def test_a_directory_that_becomes_a_link_between_check_and_reading(tree: Path) -> None:
    (tree / "inner").mkdir()
    (tree / "inner/beside.yaml").write_text(MANIFEST)
    root = Root(Files(), str(tree.resolve()))
    real = root.located("inner/beside.yaml")
    (tree / "inner").rename(tree / "moved")
    (tree / "inner").symlink_to("..")
    with pytest.raises(LoadError) as caught:
        root.files.read(real, is_real=True)
    assert caught.value.diagnostics[0].code == "KST313"


def test_a_directory_that_becomes_a_link_once_it_is_open(tree: Path) -> None:
    (tree / "inner").mkdir()
    (tree / "inner/a.yaml").write_text(MANIFEST)
    root = Root(Files(), str(tree.resolve()))
    inner = root.below("inner", root.local_directory("inner"))
    (tree / "inner").rename(tree / "moved")
    (tree / "inner").symlink_to("../..")
    assert inner.load("a.yaml") == MANIFEST.encode()
    root.files.release()
    with pytest.raises(LoadError):
        inner.load("a.yaml")


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="descriptors are counted where the system lists them")
def test_directories_are_closed(tree: Path) -> None:
    names = [f"base{i}" for i in range(40)]
    for name in names:
        (tree / name).mkdir()
        (tree / name / "kustomization.yaml").write_text(f"namePrefix: {name}-\nresources: [a.yaml]\n")
        (tree / name / "a.yaml").write_text(MANIFEST)
    (tree / "kustomization.yaml").write_text(f"resources: [{', '.join(names)}]\n")
    before = os.listdir("/proc/self/fd")
    assert len(kustompy.build(tree)) == len(names)
    (tree / "base7/a.yaml").unlink()
    assert code_of(tree) == "KST301"
    assert os.listdir("/proc/self/fd") == before


def test_programs_are_off(tree: Path) -> None:
    (tree / "a.yaml").write_text(
        "apiVersion: x/v1\nkind: Run\nmetadata:\n  name: a\n  annotations:\n"
        "    config.kubernetes.io/function: '{exec: {path: /bin/sh}}'\n"
    )
    for field in ("generators", "transformers", "validators"):
        (tree / "kustomization.yaml").write_text(f"{field}: [a.yaml]\n")
        assert code_of(tree) in ("KST626", "KST231")
    (tree / "kustomization.yaml").write_text("helmCharts: [{name: a, repo: https://example.invalid}]\n")
    assert code_of(tree) == "KST601"


@pytest.mark.parametrize("entry", ["https://example.invalid/a.yaml", "github.com/a/b?ref=c", "git@example.invalid:a/b"])
def test_offline(entry: str) -> None:
    files = {"kustomization.yaml": f"resources: ['{entry}']\n"}
    with pytest.raises(KustompyError) as caught:
        kustompy.build(".", files=files, disk=False, offline=True)
    assert "--offline" in str(caught.value)
