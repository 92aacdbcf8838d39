"""A tree to build, and programs that stand in for the real ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kustompy.cli import main
from tests.generators.stand_in import Built, StandIn, shown


@pytest.fixture
def built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Built:
    """Builds a tree of these files; the names of what the test made become ``<root>`` and ``<tmp>``."""
    tree = tmp_path / "tree"

    def build(files: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        for name, text in files.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text)
        code = main(["build", "--format", "kustomize", str(tree), *arguments])
        stdout, stderr = capsys.readouterr()
        return code, stdout, shown(stderr, tmp_path)

    return build


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], StandIn]:
    """Makes a stand-in of a name and puts it first on PATH."""

    def make(name: str) -> StandIn:
        made = StandIn(tmp_path / f"stand-in-{name}", name)
        monkeypatch.setenv("PATH", f"{made.folder}{os.pathsep}{os.environ['PATH']}")
        return made

    return make
