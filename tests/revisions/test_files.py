"""Files of a revision: as on the disk, without a checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kustompy.errors import LimitError, LoadError
from kustompy.revisions.files import RevisionFiles
from kustompy.revisions.repository import Repository
from kustompy.system.files import OutsideTheWalls
from tests.revisions.conftest import DIGEST


@pytest.mark.parametrize(
    ("path", "real", "is_directory"),
    [
        ("", "", True), ("a.txt", "a.txt", False), ("dir", "dir", True), ("dir/deep/c.txt", "dir/deep/c.txt", False),
        ("link", "dir", True), ("link/deep", "dir/deep", True), ("chain", "dir/deep/c.txt", False),
        ("dir/up", "a.txt", False), ("link/up", "a.txt", False), ("links39", "a.txt", False), ("run", "run", False),
    ],
)  # fmt: skip
def test_where_a_path_leads(path: str, real: str, is_directory: bool, files: RevisionFiles, top: Path) -> None:
    assert files.resolved(os.path.normpath(top / path)) == (os.path.normpath(top / real), is_directory)
    assert files.is_there(os.path.normpath(top / path))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nope", "lstat TOP/nope: no such file or directory"),
        ("nope/deep/er", "lstat TOP/nope: no such file or directory"),
        ("dir/nope/deep", "lstat TOP/dir/nope: no such file or directory"),
        ("a.txt/below", "evalsymlink failure on 'TOP/a.txt/below' : not a directory"),
        ("dir/b.txt/below/it", "evalsymlink failure on 'TOP/dir/b.txt/below/it' : not a directory"),
        ("gone", "lstat TOP/nowhere: no such file or directory"),
        ("untracked", "lstat TOP/untracked: no such file or directory"),
        ("links40", "EvalSymlinks: too many links"),
        ("circle", "EvalSymlinks: too many links"),
        ("sub/a", "TOP/sub/a is in the submodule TOP/sub"),
    ],
)
def test_a_path_that_leads_nowhere(path: str, said: str, files: RevisionFiles, top: Path) -> None:
    with pytest.raises(LoadError) as raised:
        files.resolved(str(top / path))
    assert said.replace("TOP", str(top)) in str(raised.value)


@pytest.mark.parametrize(
    ("path", "is_there"),
    [("nope", False), ("gone", False), ("untracked", False), ("out", False), ("absolute", False), ("empty", True)],
)
def test_whether_something_is_there(path: str, is_there: bool, files: RevisionFiles, top: Path) -> None:
    assert files.is_there(str(top / path)) is is_there
    assert files.has_any(f"{top}{os.sep}", [path, "neither"]) is is_there


def test_links_out_of_the_repository_are_those_of_the_disk(files: RevisionFiles, top: Path) -> None:
    outside = top.parent / "outside"
    outside.mkdir()
    (outside / "x").write_text("beside\n")
    assert files.read(str(top / "out")) == b"beside\n"
    assert files.resolved(str(top / "out")) == (str(outside / "x"), False)
    assert files.is_there(str(top / "out"))
    assert files.is_there(str(outside / "x"))
    assert files.names_in(str(outside)) == ["x"]


def test_names(files: RevisionFiles, top: Path) -> None:
    assert files.names_in(str(top / "dir")) == files.names_in(str(top / "link")) == ["b.txt", "deep", "up"]
    assert {"a.txt", "dir", "link", "sub"} <= set(files.names_in(str(top)))
    assert "untracked" not in files.names_in(str(top))
    assert files.names_in(str(top / "a.txt")) == files.names_in(str(top / "nope")) == []
    assert files.names_in(str(top)) == sorted(files.names_in(str(top)))


def test_what_links_say(files: RevisionFiles, top: Path) -> None:
    assert [files.link_at(str(top / each)) for each in ("link", "out", "a.txt", "dir", "nope")] == [
        "dir", "../outside/x", "", "", "",
    ]  # fmt: skip


def test_contents(files: RevisionFiles, top: Path) -> None:
    assert [files.read(str(top / each)) for each in ("a.txt", "chain", "link/b.txt", "empty", "run")] == [
        b"a\n", b"ccc\n", b"bb\n", b"", b"#!/bin/sh\n",
    ]  # fmt: skip
    assert list(files.were_read) == [str(top / each) for each in ("a.txt", "chain", "link/b.txt", "empty", "run")]


@pytest.mark.parametrize(
    ("path", "said", "code"),
    [
        ("dir", "read TOP/dir: is a directory", "KST302"),
        ("nope", "open TOP/nope: no such file or directory", "KST301"),
        ("sub", "is in the submodule TOP/sub", "KST322"),
        (
            "large.lfs",
            "TOP/large.lfs is a pointer of git-lfs at HEAD, and what it stands for was not fetched",
            "KST321",
        ),
        ("bad.lfs", "TOP/bad.lfs is a pointer of git-lfs", "KST321"),
    ],
)
def test_what_cannot_be_read(path: str, said: str, code: str, files: RevisionFiles, top: Path) -> None:
    with pytest.raises(LoadError) as raised:
        files.read(str(top / path))
    assert (said.replace("TOP", str(top)) in str(raised.value), raised.value.code) == (True, code)


def test_a_pointer_whose_content_was_fetched(files: RevisionFiles, top: Path) -> None:
    stored = top / ".git/lfs/objects/ab/ab" / DIGEST
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"wide")
    try:
        assert files.read(str(top / "large.lfs")) == b"wide"
        assert files.read_in_place(str(top / "large.lfs")) == b"wide"
    finally:
        stored.unlink()


def test_files_in_place(files: RevisionFiles, top: Path) -> None:
    """The short ways are for paths without links alone; None and empty send the caller the long way."""
    assert [files.read_in_place(str(top / each)) for each in ("a.txt", "run", "dir/b.txt")] == [
        b"a\n", b"#!/bin/sh\n", b"bb\n",
    ]  # fmt: skip
    assert [files.read_in_place(str(top / each)) for each in ("dir", "dir/up", "link/b.txt", "nope", "sub")] == [
        None
    ] * 5
    assert list(files.were_read) == [str(top / each) for each in ("a.txt", "run", "dir/b.txt")]
    assert [files.directory_in_place(str(top / each)) for each in ("dir", "dir/deep")] == [
        str(top / "dir"), str(top / "dir/deep"),
    ]  # fmt: skip
    assert [files.directory_in_place(str(top / each)) for each in ("a.txt", "link", "link/deep", "nope")] == [""] * 4
    assert files.directory_in_place(str(top)) == str(top)
    files.jail = [str(top)]
    assert files.read_in_place(str(top / "a.txt")) is None
    assert files.directory_in_place(str(top / "dir")) == ""


def test_walls_hold_in_a_revision(files: RevisionFiles, top: Path) -> None:
    files.jail = [str(top / "dir")]
    assert files.read(str(top / "dir/b.txt")) == b"bb\n"
    assert files.resolved(str(top / "link")) == (str(top / "dir"), True)
    for each in ("a.txt", "dir/up"):
        for look in (files.read, files.resolved):
            with pytest.raises(OutsideTheWalls):
                look(str(top / each))


def test_files_in_memory_come_first(files: RevisionFiles, top: Path) -> None:
    files.memory[str(top / "a.txt")] = b"other\n"
    assert files.read(str(top / "a.txt")) == files.read_in_place(str(top / "a.txt")) == b"other\n"
    assert files.resolved(str(top / "a.txt")) == (str(top / "a.txt"), False)
    assert files.is_there(str(top / "a.txt"))


def test_the_size_of_what_was_read(files: RevisionFiles, top: Path) -> None:
    assert files.size_read() == 0
    files.read(str(top / "a.txt"))
    files.read(str(top / "chain"))
    files.memory[str(top / "b")] = b"12345"
    files.read(str(top / "b"))
    assert files.size_read() == 11


def test_a_file_that_is_too_large(files: RevisionFiles, top: Path) -> None:
    files.largest = 3
    assert files.read(str(top / "dir/b.txt")) == b"bb\n"
    for _ in range(2):
        with pytest.raises(LimitError, match=r"c\.txt is larger than 3 bytes"):
            files.read(str(top / "dir/deep/c.txt"))
    assert files.read(str(top / "a.txt")) == b"a\n"
    files.largest = 4
    assert files.read(str(top / "dir/deep/c.txt")) == b"ccc\n"
    files.largest = 3
    with pytest.raises(LimitError):
        files.read(str(top / "dir/deep/c.txt"))


def test_files_for_another_build(files: RevisionFiles, top: Path) -> None:
    files.read(str(top / "a.txt"))
    files.memory[str(top / "b")] = b""
    other = files.fresh()
    assert (other.were_read, other.memory, other.top, str(other.revision)) == ({}, {}, str(top), "HEAD")
    assert other.read(str(top / "a.txt")) == b"a\n"
    assert other.size_read() == 2


def test_contents_that_are_read_ahead(files: RevisionFiles, repository: Repository, top: Path) -> None:
    listed = [line.split("\t") for line in repository.listing(files.revision).decode().split("\0") if line]
    names = {path: head.split(" ")[2] for head, path in listed}
    assert names["a.txt"] == names["same"]
    found = files.read_ahead([names["a.txt"], names["dir/b.txt"], "0" * 40])
    assert found == {names["a.txt"]: b"a\n", names["dir/b.txt"]: b"bb\n"}
    files._objects.close()
    assert files.read(str(top / "same")) == b"a\n"
    assert files._objects._process is None  # what was read ahead is not asked for again
