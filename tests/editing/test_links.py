"""Nothing outside of the work tree is read or written by an edit because a link or a base of the tree leads there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kustompy import LoadError, edit
from kustompy.cli import main
from kustompy.editing.fix import fix
from kustompy.editing.saving import save
from kustompy.session.options import Options

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links are another matter there")

K = "kustomization.yaml"
VARS = "vars:\n- name: A\n  objref: {kind: ConfigMap, name: a, apiVersion: v1}\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {b: $(A)}\n"
VICTIM = {"victim/kustomization.yaml": "resources: [a.yaml]\n", "victim/a.yaml": MAP}

EDITS = ("set namespace b", "add label a:b", "remove resource a.yaml", "fix", "fix --force --reprint")


def lay_out(folder: Path, files: dict[str, str]) -> None:
    """Write the files; a text that starts with ``->`` becomes a symbolic link."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("->"):
            path.symlink_to(text[2:])
        else:
            path.write_text(text)


def texts(folder: Path) -> dict[str, str]:
    return {str(each.relative_to(folder)): each.read_text() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("words", EDITS)
@pytest.mark.parametrize("link", ["../victim/k", "inner", "."])
def test_a_kustomization_that_is_a_link_out(
    words: str, link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"victim/k": "namePrefix: secret-\nbases: [a.yaml]\n", "tree/inner": "->../victim/k"}
    lay_out(tmp_path, {**files, f"tree/{K}": f"->{link}" if link != "." else "->inner"})
    if link == ".":
        # a folder that git looks after further up holds both
        (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "tree")
    before = texts(tmp_path)
    code = main(["edit", *words.split()])
    said = capsys.readouterr()
    if link == ".":
        assert (code, texts(tmp_path) != before, (tmp_path / "tree" / K).is_symlink()) == (0, True, True)
        return
    assert (code, texts(tmp_path)) == (1, before)
    assert f"lies outside of '{tmp_path / 'tree'}', where a link leads" in said.err
    assert "secret-" not in said.out + said.err


def test_the_library_refuses_the_link_too(tmp_path: Path) -> None:
    lay_out(tmp_path, {"victim": "namespace: a\n", f"tree/{K}": "->../victim"})
    with pytest.raises(LoadError) as caught, edit(tmp_path / "tree") as kustomization:
        kustomization.set_namespace("b")
    assert (caught.value.diagnostics[0].code, (tmp_path / "victim").read_text()) == ("KST315", "namespace: a\n")


def test_a_link_that_is_put_there_while_a_file_is_edited(tmp_path: Path) -> None:
    lay_out(tmp_path, {"victim": "a", "tree/a": "->../victim"})
    with pytest.raises(LoadError, match="lies outside of"):
        save(str(tmp_path / "tree/a"), b"a", b"b")
    assert (tmp_path / "victim").read_text() == "a"


REACHES = {
    "a base beside the tree": ({f"tree/{K}": f"resources: [../victim]\n{VARS}"}, True),
    "a base that is a link": ({f"tree/{K}": f"resources: [base]\n{VARS}", "tree/base": "->../victim"}, True),
    "a file that links out": (
        {f"tree/{K}": f"resources: [a.yaml]\n{VARS}", "tree/a.yaml": "->../victim/a.yaml"},
        False,
    ),
    "a file of a path": ({f"tree/{K}": f"resources: [../victim/a.yaml]\n{VARS}"}, False),
    "a patch of a path": ({f"tree/{K}": f"patches: [{{path: ../victim/a.yaml}}]\n{VARS}"}, False),
}
"""Ways out of the tree, and whether a build takes them, so that a fix can be proven."""


@pytest.mark.parametrize("name", REACHES)
def test_a_fix_of_vars_changes_nothing_outside(name: str, tmp_path: Path) -> None:
    files, builds = REACHES[name]
    lay_out(tmp_path, {**VICTIM, **files})
    before = texts(tmp_path)
    with pytest.raises(LoadError, match=r"would be changed, and is not in or below") as caught:
        fix(tmp_path / "tree", with_vars=True, force=True)
    assert (caught.value.diagnostics[0].code, texts(tmp_path)) == ("KST315", before)
    choices = {"root": str(tmp_path)} if builds else {"trust": True}
    fixed = fix(tmp_path / "tree", Options(**choices), with_vars=True, force=True)
    assert str(tmp_path / "victim/a.yaml") in fixed.written
    assert "$(A)" not in (tmp_path / "victim/a.yaml").read_text()


def test_a_work_tree_of_git_holds_bases_beside_an_overlay(tmp_path: Path) -> None:
    lay_out(tmp_path, {**VICTIM, f"tree/{K}": f"resources: [../victim]\n{VARS}", ".git/HEAD": ""})
    fixed = fix(tmp_path / "tree", with_vars=True, force=True)
    assert str(tmp_path / "victim/a.yaml") in fixed.written


def test_files_outside_that_hold_no_variable_may_be_built(tmp_path: Path) -> None:
    plain = MAP.replace("$(A)", "c")
    lay_out(tmp_path, {**VICTIM, "victim/a.yaml": plain, f"tree/{K}": f"resources: [../victim]\n{VARS}"})
    fixed = fix(tmp_path / "tree", with_vars=True)
    assert (fixed.written, (tmp_path / "victim/a.yaml").read_text()) == ([str(tmp_path / "tree" / K)], plain)
