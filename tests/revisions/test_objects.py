"""Objects of git: one program answers for all, and what it does not have is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.errors import LimitError, LoadError
from kustompy.revisions.objects import Objects
from kustompy.revisions.repository import Repository
from tests.revisions.conftest import MISSING, git_at


def test_objects_that_git_has(objects: Objects, top: Path) -> None:
    git = git_at(top)
    name = git("rev-parse", "HEAD:a.txt")
    assert objects.read(name, "a.txt", 2) == b"a\n"
    running = objects._process
    assert objects.read(git("rev-parse", "HEAD:empty"), "empty", 0) == b""
    assert objects._process is running
    with pytest.raises(LimitError) as limited:
        objects.read(name, "a.txt", 1)
    assert (limited.value.code, "a.txt is larger than 1 bytes" in str(limited.value)) == ("KST701", True)
    assert objects.read(name, "a.txt", 2) == b"a\n"


def test_an_object_that_git_does_not_have(objects: Objects, top: Path) -> None:
    with pytest.raises(LoadError) as raised:
        objects.read(MISSING, "a.txt", 10)
    assert (raised.value.code, f"git has no object {MISSING} for a.txt" in str(raised.value)) == ("KST320", True)
    assert objects.read(git_at(top)("rev-parse", "HEAD:a.txt"), "a.txt", 10) == b"a\n"


def test_many_objects(objects: Objects, top: Path) -> None:
    name, empty = git_at(top)("rev-parse", "HEAD:a.txt", "HEAD:empty").split("\n")
    asked = [MISSING, name, *[MISSING] * 120, empty, name]
    assert objects.read_many(asked) == {name: b"a\n", empty: b""}
    assert objects.read_many([]) == {}
    assert objects.read(name, "a.txt", 10) == b"a\n"


def test_a_program_that_has_ended(objects: Objects, top: Path) -> None:
    name = git_at(top)("rev-parse", "HEAD:a.txt")
    assert objects.read(name, "a.txt", 10) == b"a\n"
    ended = objects._process
    assert ended is not None
    ended.kill()
    ended.wait()
    with pytest.raises(LoadError, match="git has no object"):
        objects.read(name, "a.txt", 10)
    assert objects._process is None
    assert objects.read(name, "a.txt", 10) == b"a\n"
    again = objects._process
    assert again is not None
    again.kill()
    again.wait()
    assert objects.read_many([name]) == {}
    assert objects.read_many([name]) == {name: b"a\n"}


def test_the_program_ends_with_the_block(repository: Repository, top: Path) -> None:
    with Objects(repository) as found:
        found.read(git_at(top)("rev-parse", "HEAD:a.txt"), "a.txt", 10)
        process = found._process
        assert process is not None
    assert process.returncode == 0
    found.close()
