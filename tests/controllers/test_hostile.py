"""Repositories of an attacker end: in time, inside of their top, and with an error that names what is wrong."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

import kustompy

OBJECT = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: NAME, namespace: flux-system}
spec:
  path: PATH
  sourceRef: {kind: GitRepository, name: flux-system}
"""


def written(folder: Path, name: str, path: str, more: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(OBJECT.replace("NAME", name).replace("PATH", path) + more)


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "repo/.git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def test_objects_that_all_apply_each_other(top: Path) -> None:
    for number in range(12):
        written(top / "all", f"o{number}", "./all")
    began = time.perf_counter()
    found = kustompy.flux.find(".")
    assert len(found) == 12
    assert time.perf_counter() - began < 10


def test_a_chain_of_objects_ends_at_a_limit(top: Path) -> None:
    for number in range(30):
        written(top / f"d{number}", f"o{number}", f"./d{number + 1}")
    with pytest.raises(kustompy.LimitError):
        kustompy.flux.find("d0")


@pytest.mark.parametrize("path", ["..", "/../..", "./../other", "app/../../other"])
def test_a_path_out_of_the_repository(path: str, top: Path) -> None:
    (top.parent / "other").mkdir()
    (top.parent / "other/a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: outside}\n")
    written(top, "out", path)
    with pytest.raises(kustompy.KustompyError) as caught:
        kustompy.build(".#out")
    assert caught.value.code == "KST252"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_repository(top: Path) -> None:
    (top.parent / "other").mkdir()
    (top.parent / "other/a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: outside}\n")
    os.symlink(top.parent / "other", top / "app")
    written(top, "whole", "app")
    (top / "in").mkdir()
    os.symlink(top.parent / "other/a.yaml", top / "in/a.yaml")
    written(top, "file", "in")
    for target in (".#whole", ".#file"):
        with pytest.raises(kustompy.KustompyError):
            kustompy.build(target)


@pytest.mark.parametrize(
    "more", ["  patches: 1\n", "  images: [a]\n", "  images: [{newTag: a}]\n", "  components: [1]\n",
             "  components: ['https://git.example.com/x']\n", "  postBuild: 1\n", "  postBuild: {substitute: [a]}\n",
             "  postBuild: {substitute: {a: 1}}\n", "  postBuild: {substituteFrom: [{kind: Pod, name: a}]}\n",
             "  targetNamespace: [a]\n", "  commonMetadata: {labels: {a: 1}}\n", "  dependsOn: [a]\n",
             "  dependsOn: [{}]\n"],
)  # fmt: skip
def test_a_field_of_another_type(more: str, top: Path) -> None:
    (top / "app").mkdir()
    (top / "app/a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    written(top, "wrong", "app", more)
    with pytest.raises(kustompy.KustomizationError) as caught:
        kustompy.build(".#wrong")
    first = caught.value.diagnostics[0]
    assert (first.code, first.file, first.line > 0) == ("KST251", str(top / "wrong.yaml"), True)


SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: many}
spec:
  goTemplate: true
  generators: [GENERATOR]
  template: {metadata: {name: '{{ .a }}'}, spec: {source: {repoURL: a, path: b}}}
"""
LONG = "{list: {elements: [" + ",".join(f"{{a: x{number}}}" for number in range(100)) + "]}}"


@pytest.mark.parametrize(
    ("generator", "code"),
    [
        (f"{{matrix: {{generators: [{LONG}, {LONG}]}}}}", "KST707"),
        ("{matrix: {generators: [" * 5 + "{list: {}}" + "]}}" * 5, "KST251"),
        ("{git: {repoURL: a, files: [{path: '../../etc/*'}]}}", ""),
        ("{git: {repoURL: a, directories: [{path: '[a'}]}}", "KST251"),
        ("{git: {repoURL: a, directories: [a]}}", "KST251"),
        ("{git: 1}", "KST251"), ("{list: {elements: 1}}", "KST251"), ("{list: {elements: [1]}}", "KST251"),
        ("{merge: {mergeKeys: 1, generators: []}}", "KST251"), ("{list: {}, git: {}}", "KST251"), ("{}", "KST251"),
        ("{list: {elements: [{a: 1}]}, selector: 1}", "KST251"),
        ("{list: {elements: [{a: 1}]}, selector: {matchExpressions: [{key: a, operator: Like}]}}", "KST251"),
    ],
)  # fmt: skip
def test_a_set_of_an_attacker(generator: str, code: str, top: Path) -> None:
    (top / "set.yaml").write_text(SET.replace("GENERATOR", generator))
    began = time.perf_counter()
    if not code:
        assert len(kustompy.build(".#many")) == 0
        return
    with pytest.raises(kustompy.KustompyError) as caught:
        kustompy.build(".#many")
    assert (caught.value.code, time.perf_counter() - began < 10) == (code, True)


def test_files_of_a_large_tree_end_at_a_limit(top: Path) -> None:
    (top / "set.yaml").write_text(SET.replace("GENERATOR", "{git: {repoURL: a, files: [{path: '**/*.json'}]}}"))
    for number in range(30):
        (top / f"d{number}").mkdir()
        (top / f"d{number}/c.json").write_text('{"a": "x"}')
    with pytest.raises(kustompy.LimitError):
        kustompy.build(".#many", limits=kustompy.Limits(includes=20))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_files_behind_links_are_not_taken(top: Path) -> None:
    (top.parent / "other").mkdir()
    (top.parent / "other/c.json").write_text('{"a": "outside"}')
    os.symlink(top.parent / "other", top / "linked")
    (top / "set.yaml").write_text(SET.replace("GENERATOR", "{git: {repoURL: a, files: [{path: '**/*.json'}]}}"))
    assert len(kustompy.build(".#many")) == 0


def test_variables_that_stand_for_much(top: Path) -> None:
    """They are counted before there is a text of them all."""
    from tests.security.hostile import command

    (top / "app").mkdir()
    (top / "app/a.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: '" + "${X}" * 10_000 + "'}\n"
    )
    written(top, "many", "app", "  postBuild: {substitute: {X: '" + "x" * 40_000 + "'}}\n")
    outcome = command("flux", "build", str(top))
    assert (outcome.code, "KST714" in outcome.stderr) == (1, True)
    assert outcome.memory < 200
