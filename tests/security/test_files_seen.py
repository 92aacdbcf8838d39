"""Files of the memory and of the disk: what is there, what was read, what was missed."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from kustompy.errors import LoadError
from kustompy.system.files import Elsewhere, Files, InputError, OutsideTheWalls, Withheld, is_within, near

TOP = os.path.abspath(os.sep)


def at(path: str) -> str:
    """A path of the memory."""
    return os.path.join(TOP, *path.split("/"))


def in_memory(**more: bytes) -> Files:
    """Two files, and no disk."""
    memory = {at("t/a"): b"one", at("t/b/c"): b"three", **{at(f"t/{name}"): each for name, each in more.items()}}
    return Files(memory, disk=False)


def test_files_of_the_memory() -> None:
    files = in_memory()
    assert files.resolved(at("t/a")) == (at("t/a"), False)
    assert files.resolved(at("t/b")) == (at("t/b"), True)
    assert files.names_in(at("t")) == ["a", "b"]
    assert files.names_in(at("t") + os.sep) == ["a", "b"]
    assert files.names_in(at("t/z")) == []
    assert (files.is_there(at("t/a")), files.is_there(at("t/b")), files.is_there(at("t/z"))) == (True, True, False)
    assert files.has_any(at("t") + os.sep, ["z", "a"])
    assert not files.has_any(at("t") + os.sep, ["y", "x"])
    assert list(files.missed) == [at("t/z"), at("t/y"), at("t/x")]
    assert (files.read(at("t/a")), files.read_in_place(at("t/b/c"))) == (b"one", b"three")
    assert files.read_in_place(at("t/z")) is None
    assert (list(files.were_read), files.size_read()) == ([at("t/a"), at("t/b/c")], 8)
    assert files.directory_in_place(at("t")) == ""
    with pytest.raises(LoadError, match="no such file or directory"):
        files.read(at("t/gone"))
    with pytest.raises(LoadError, match=r"evalsymlink failure on 'shown' : lstat .*gone: no such file or directory"):
        files.resolved(at("t/gone"), "shown")
    assert at("t/gone") in files.missed
    files.lay({at("u/d"): b""})
    assert files.resolved(at("u"))[1]


def test_files_that_stand_for_others() -> None:
    files = in_memory(link=Elsewhere(at("t/a")), closed=Withheld("no value", "set it"))
    assert files.read(at("t/link")) == b"one"
    with pytest.raises(InputError, match="no value") as refused:
        files.read(at("t/closed"))
    assert refused.value.diagnostics[0].hint == "set it"
    for each in (Elsewhere("/a"), Withheld("m", "h")):
        copy = pickle.loads(pickle.dumps(each))
        assert vars(copy) == vars(each)


def test_content_that_is_rewritten_or_refused() -> None:
    files = in_memory()
    asked: list[str] = []

    def rewrite(path: str, content: bytes) -> bytes:
        asked.append(path)
        if path == at("t/a"):
            raise LoadError("refused", code="KST301")
        return content.upper()

    files.rewrite = rewrite
    assert files.read(at("t/b/c")) == b"THREE"
    with pytest.raises(LoadError, match="refused"):
        files.read(at("t/a"))
    # Afterwards a message may show the file as it is.
    assert files.read(at("t/a")) == b"one"
    assert asked == [at("t/b/c"), at("t/a")]


@pytest.mark.skipif(os.name == "nt", reason="paths of links are another matter there")
def test_files_of_the_disk(tmp_path: Path) -> None:
    top = os.path.realpath(tmp_path)
    (tmp_path / "d").mkdir()
    (tmp_path / "d/f").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("d/f")
    files = Files({os.path.join(top, "d/m"): b"1"}, hidden=[os.path.join(top, "d/h")])
    (tmp_path / "d/h").write_bytes(b"")
    assert files.names_in(f"{top}/d") == ["f", "h", "m"]
    assert files.resolved(f"{top}/link") == (f"{top}/d/f", False)
    assert files.resolved(f"{top}/d") == (f"{top}/d", True)
    assert files.read(f"{top}/d/f", is_real=True) == b"12345"
    assert files.read(f"{top}/link") == b"12345"
    assert files.met[f"{top}/link"] == f"{top}/d/f"
    with pytest.raises(LoadError):
        files.read(f"{top}/link", is_real=True)
    assert files.read_in_place(f"{top}/link") is None
    assert files.read_in_place(f"{top}/d") is None
    assert files.read_in_place(f"{top}/d/f") == b"12345"
    assert not files.is_there(f"{top}/d/h")
    assert files.read_in_place(f"{top}/d/h") is None
    for path, says in (
        ("d/h", "no such file"),
        ("gone/x", "lstat .*gone: no such"),
        ("d/f/x", "not a directory"),
        ("a\0b", "invalid argument"),
    ):
        with pytest.raises(LoadError, match=says):
            files.resolved(f"{top}/{path}")
    with pytest.raises(LoadError, match="is a directory"):
        files.read(f"{top}/d")
    assert files.size_read() == 10
    files.release()


@pytest.mark.skipif(os.name == "nt", reason="paths of links are another matter there")
def test_walls_hold_for_what_is_read_resolved_and_listed(tmp_path: Path) -> None:
    top = os.path.realpath(tmp_path)
    for name in ("in", "out", "inner"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f").write_bytes(name.encode())
    files = Files()
    files.jail = [f"{top}/in"]
    assert files.read(f"{top}/in/f") == b"in"
    assert files.names_in(f"{top}/in") == ["f"]
    for name in ("out", "inner"):
        assert files.names_in(f"{top}/{name}") == []
        for ask in (files.read, files.resolved):
            with pytest.raises(OutsideTheWalls):
                ask(f"{top}/{name}/f")
    files.jail.append(f"{top}/out")
    assert files.read(f"{top}/out/f") == b"out"


def test_what_lies_within_a_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [("a", "a", True), ("a/b", "a", True), ("ab", "a", False), ("a", "a/b", False)]
    for path, directory, within in rows:
        assert is_within(at(path), at(directory)) is within
    assert is_within(at("a"), TOP)
    monkeypatch.chdir(tmp_path)
    here = os.getcwd()
    assert near(os.path.join(here, "x", "y")) == os.path.join("x", "y")
    assert near(at("elsewhere/x")) == at("elsewhere/x")
    assert near(f"{here}x") == f"{here}x"
