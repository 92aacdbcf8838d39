"""Settings are parsed where a file may have some: most projects of Python have the words, and none of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kustompy.cli.level import is_named

OURS = [
    '[tool.kustompy]\nkustomize-version = "5.0"\n',
    '[ tool . "kustompy" ]\nkustomize-version = "5.0"\n',
    '[tool]\nkustompy.kustomize-version = "5.0"\n',
    'tool = { kustompy = { kustomize-version = "5.0" } }\n',
    'tool.kustompy.kustomize-version = "5.0"\n',
]
OF_OTHERS = ['[project]\nname = "kustomize-version"\n', "[tool.ruff]\n# kustomize-version\n"]


@pytest.mark.parametrize("text", OURS)
def test_a_table_of_ours_is_seen(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert is_named(str(tmp_path), b"kustomize-version")


@pytest.mark.parametrize("text", OF_OTHERS)
def test_words_of_other_tables_are_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert not is_named(str(tmp_path), b"kustomize-version")


def test_settings_load_no_checks() -> None:
    """A build that reads settings takes no check of lint along."""
    code = (
        "import sys; from kustompy.linting.settings import settings_for; print('kustompy.linting.run' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
