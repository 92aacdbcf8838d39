"""Settings and configs of a tree that are not what they should be are told, and crash nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kustompy.cli import main

BROKEN = {
    "kustompy.toml": ("lint = 1\n", "lint = [1]\n", "disable = 1\n", "a" * 2_000_000, "a = " + "[" * 5000 + "]" * 5000),
    "pyproject.toml": ("[tool]\nkustompy = 1\n", '[tool.kustompy]\nlint = "x"\n'),
}


def tree(folder: Path, more: str = "") -> str:
    """A kustomization that lint finds nothing in."""
    (folder / "kustomization.yaml").write_text(f"resources: [a.yaml]\n{more}")
    (folder / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    return str(folder)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BROKEN.items() for text in texts])
def test_settings(name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree(tmp_path)
    (tmp_path / name).write_text(text)
    assert main(["lint", str(tmp_path)]) == 2
    assert "Error: " in capsys.readouterr().err


def test_a_table_of_tools_that_is_none(tmp_path: Path) -> None:
    tree(tmp_path)
    (tmp_path / "pyproject.toml").write_text("tool = 1\n")
    assert main(["lint", str(tmp_path)]) == 0


@pytest.mark.skipif(os.name == "nt", reason="there are no devices")
def test_settings_that_are_a_device(tmp_path: Path) -> None:
    tree(tmp_path)
    (tmp_path / "kustompy.toml").symlink_to("/dev/zero")
    assert main(["lint", str(tmp_path)]) == 0


@pytest.mark.parametrize("kind", ["ImageTagTransformer", "ReplacementTransformer"])
def test_configs_that_say_nothing(kind: str, tmp_path: Path) -> None:
    tree(tmp_path, "transformers: [t.yaml]\n")
    (tmp_path / "t.yaml").write_text(f"apiVersion: builtin\nkind: {kind}\nmetadata: {{name: t}}\n")
    assert main(["lint", str(tmp_path)]) == 0
