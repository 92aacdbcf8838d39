"""An edit starts as fast as a small build, takes time linear in the file, and leaves room for others."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kustompy.cli import main

ROOT = Path(__file__).resolve().parents[2]
K = "kustomization.yaml"
YAML_LIBRARIES = {"ruamel", "_ruamel_yaml", "yaml"}
OF_OURS = {
    "kustompy": "_version __main__ cli editing errors fieldspecs golang kustomization limits memo model system"
    " upstream yamlio",
    "kustompy.editing": "alignment block_nodes draft edits emission flow_splices legacy node_tree nodes proven"
    " rewriting saving",
    "kustompy.editing.edits": "images named",
    "kustompy.fieldspecs": "tables",
    "kustompy.golang": "text",
    "kustompy.kustomization": "configs fields file structs",
    "kustompy.model": "ids values",
    "kustompy.system": "descriptors files",
    "kustompy.yamlio": "go read scalars",
    "kustompy.yamlio.go": "go_struct",
    "kustompy.yamlio.read": "block chunks lexicon reader",
    "kustompy.yamlio.scalars": "problems quoting scalars strings",
}
MAY_LOAD = {"kustompy", "kustompy.cli.start"} | {
    f"{package}.{name}" for package, names in OF_OURS.items() for name in names.split()
}


def test_an_edit_loads_only_what_it_uses(tmp_path: Path) -> None:
    (tmp_path / K).write_text("images:\n- name: app\n  newTag: v1\n")
    command = [sys.executable, "-X", "importtime", "-m", "kustompy", "edit", "set", "image", "app:v2"]
    environment = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert {each.split(".")[0] for each in loaded} & YAML_LIBRARIES == set()
    assert {each for each in loaded if each.startswith("kustompy.") and ".cli." not in each} - MAY_LOAD == set()


def listed(count: int) -> str:
    return "resources:\n" + "".join(f"- a{number}.yaml\n- b{number}\n" for number in range(count))


def in_brackets(count: int) -> str:
    return "resources: [" + ", ".join(f"a{number}.yaml, b{number}" for number in range(count)) + "]\n"


def nulls(count: int) -> str:
    return "commonLabels: {" + ", ".join(f"a{number}" for number in range(2 * count)) + "}\n"


def unsorted(count: int) -> str:
    return "images:\n" + "".join(f"- name: a{2 * count - number}\n" for number in range(2 * count))


def old_envs(count: int) -> str:
    return "configMapGenerator:\n" + "".join(f"- name: a{number}\n  env: e{number}\n" for number in range(count))


def quotes(count: int) -> str:
    return 'namePrefix: "' + '\\"' * count + '"\n'


GROWING: list[tuple[Callable[[int], str], list[str]]] = [
    (listed, ["remove", "resource", "*.yaml"]),
    (in_brackets, ["remove", "resource", "*.yaml"]),
    (nulls, ["set", "label", "x:y"]),
    (unsorted, ["set", "image", "x:y"]),
    (old_envs, ["remove", "configmap", "a1"]),
    (quotes, ["set", "nameprefix", "x"]),
]


@pytest.mark.parametrize(("text", "words"), GROWING, ids=[each[0].__name__ for each in GROWING])
def test_effort_grows_with_the_file(
    text: Callable[[int], str], words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in lines of ours that run, which no other load on the machine changes."""
    monkeypatch.chdir(tmp_path)
    small, large = (effort(text(count), words, tmp_path) for count in (100, 400))
    assert large < 4.6 * small


def effort(text: str, words: list[str], directory: Path) -> int:
    (directory / K).write_text(text)
    lines = 0

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        assert main(["edit", *words]) == 0
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.skipif(os.name == "nt", reason="directories cannot be locked there")
def test_edits_at_once_all_count(tmp_path: Path) -> None:
    (tmp_path / K).write_text("# top\n")
    names = [f"r{number}.yaml" for number in range(6)]
    command = [sys.executable, "-m", "kustompy", "edit", "add", "resource", "--no-verify"]
    environment = {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([*command, name], cwd=tmp_path, env=environment) for name in names]
    assert [each.wait() for each in running] == [0] * len(names)
    lines = (tmp_path / K).read_text().splitlines()
    assert lines[:2] == ["# top", "resources:"]
    assert sorted(lines[2:]) == [f"- {name}" for name in names]
    assert [path.name for path in tmp_path.iterdir()] == [K]
