"""New files, and what is left after one that cannot be written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kustompy.errors import LoadError, UsageError
from kustompy.scaffolding.writing import write_new


@pytest.mark.skipif(sys.platform == "win32", reason="names have another limit there")
def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    name = "n" * 300
    with pytest.raises(LoadError) as caught:
        write_new(str(tmp_path / "a/b"), {"c/d.yaml": b"d", name: b""})
    assert str(caught.value) == f"open {(tmp_path / 'a/b' / name).resolve()}: file name too long"
    assert (caught.value.code, list(tmp_path.iterdir())) == ("KST844", [])


def test_folders_on_the_way_stay(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    write_new(str(tmp_path), {"c/d.yaml": b"d", "e.yaml": b"e"})
    assert (tmp_path / "c/d.yaml").read_bytes() == b"d"
    assert (tmp_path / "e.yaml").read_bytes() == b"e"


@pytest.mark.parametrize(("count", "more"), [(2, ""), (3, ""), (4, " and 1 more"), (6, " and 3 more")])
def test_files_in_the_way_are_named(count: int, more: str, tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(count)]
    for each in names:
        (tmp_path / each).write_text("mine")
    with pytest.raises(UsageError) as caught:
        write_new(str(tmp_path), dict.fromkeys(names, b"yours"))
    assert str(caught.value) == f"{tmp_path} has {', '.join(names[:3])}{more} already"
    assert {(tmp_path / each).read_text() for each in names} == {"mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "new/base").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="has base already"):
        write_new(str(tmp_path / "new"), {"base/a.yaml": b""})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(UsageError, match="is not a directory"):
        write_new(str(tmp_path / "a"), {"b": b""})
