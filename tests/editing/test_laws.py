"""What holds for every edit of every kustomization: drawn edits on those among our own fixtures."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kustompy.cli import main
from kustompy.editing.draft import Draft
from kustompy.editing.layout import printable
from kustompy.errors import KustompyError
from kustompy.kustomization.fields import STRUCT
from tests.drawn_edits import Drawn, drawn

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def readable(directory: Path) -> bool:
    """Whether the directory has a kustomization that can be edited at all."""
    try:
        return Draft(str(directory)).fields is not None
    except KustompyError:
        return False


SOURCES = sorted({path.parent for name in NAMES for path in FIXTURES.rglob(name) if readable(path.parent)})
assert len(SOURCES) > 100, "no kustomizations found"
LAWS = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def laid_out(source: Path, directory: Path) -> Path:
    """A copy of the kustomization alone."""
    file = directory / "kustomization.yaml"
    file.write_bytes(Path(Draft(str(source)).read_path).read_bytes())
    return file


def edit_of(source: Path, seed: int) -> Drawn:
    return drawn(Draft(str(source)).fields, random.Random(seed))


@LAWS
@given(source=st.sampled_from(SOURCES), seed=st.integers(0, 1 << 32))
def test_add_then_remove_gives_the_bytes_back(
    source: Path, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    edit = edit_of(source, seed)
    file = laid_out(source, tmp_path)
    before = file.read_bytes()
    if edit.undo and main(["edit", *edit.words]) == 0:
        assert main(["edit", *edit.undo]) == 0
        assert file.read_bytes() == before


@LAWS
@given(source=st.sampled_from(SOURCES), seed=st.integers(0, 1 << 32))
def test_an_edit_leaves_the_other_fields_as_they_are(
    source: Path, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    edit = edit_of(source, seed)
    file = laid_out(source, tmp_path)
    before = file.read_text(encoding="utf-8")
    if main(["edit", *edit.words]) == 0:
        assert others(file.read_text(encoding="utf-8"), edit.fields) == others(before, edit.fields)


@LAWS
@given(source=st.sampled_from(SOURCES), seed=st.integers(0, 1 << 32))
def test_an_edit_reads_as_the_same_edit_in_kustomizes_layout(
    source: Path, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The layout is held against the real one elsewhere; the edit in place has to say the same."""
    monkeypatch.chdir(tmp_path)
    edit = edit_of(source, seed)
    file = laid_out(source, tmp_path)
    before = file.read_bytes()
    if main(["edit", *edit.words]) == 0:
        in_place = said(tmp_path)
        file.write_bytes(before)
        assert main(["edit", "--reprint", *edit.words]) == 0
        assert said(tmp_path) == in_place


def said(directory: Path) -> dict[str, object]:
    """What the kustomization says, without what kustomize leaves out of what it prints."""
    fields = {name: printable(value, STRUCT.fields[name]) for name, value in Draft(str(directory)).fields.items()}
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def others(text: str, fields: frozenset[str]) -> list[str]:
    """The lines that belong to other fields, and all comments before the first one."""
    found, field = [], ""
    for line in text.splitlines():
        if line and line[0] not in " -#\t]}" and ":" in line:
            field = line.partition(":")[0].strip("\"'{")
        if field not in fields and line.strip():
            found.append(line)
    return found
