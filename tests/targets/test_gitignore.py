"""Patterns of .gitignore mean what they mean to git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kustompy.targets.gitignore import Ignored, fits, patterns_of

ROWS = [
    # the file, a path, whether it is a directory, ignored
    ("rendered", "rendered", True, True),
    ("rendered", "a/rendered", True, True),
    ("rendered/", "rendered", False, False),
    ("/rendered", "a/rendered", True, False),
    ("/rendered", "rendered", False, True),
    ("a/b", "a/b", False, True),
    ("a/b", "c/a/b", False, False),
    ("*.yaml", "a/b.yaml", False, True),
    ("*.yaml\n!keep.yaml", "a/keep.yaml", False, False),
    ("!keep.yaml\n*.yaml", "a/keep.yaml", False, True),
    ("a/*", "a/b", False, True),
    ("a/**", "a/b/c", False, True),
    ("a/**", "a", True, False),
    ("**/b", "x/y/b", False, True),
    ("a/**/b", "a/b", False, True),
    ("a/**/b", "a/x/y/b", False, True),
    ("# a", "# a", False, False),
    ("\\#a", "#a", False, True),
    ("\\!a", "!a", False, True),
    ("", "a", False, False),
    ("a?c", "abc", False, True),
    ("a?c", "ac", False, False),
    ("[a-c]x", "bx", False, True),
    ("[!a-c]x", "bx", False, False),
    ("[!a-c]x", "dx", False, True),
    ("trailing  ", "trailing", False, True),
    ("trailing\\  ", "trailing ", False, True),
    ("trailing\\  ", "trailing", False, False),
    ("trailing\\\\ ", "trailing\\", False, True),
    ("a\r\nb\r\n", "a", False, True),
    ("a\x0cb", "b", False, False),
    ("\ufeffa", "a", False, True),
    ("a//b", "a/b", False, False),
    ("a//", "a", True, False),
    ("//a", "a", False, False),
    ("/", "a", False, False),
    ("!\nb", "b", False, True),
    ("[]a]", "]", False, True),
    ("[]a]", "a", False, True),
    ("[!]a]", "]", False, False),
    ("[!]a]", "b", False, True),
    ("[^a]", "b", False, True),
    ("[a-]", "-", False, True),
    ("[-a]", "-", False, True),
    ("[a-]", "b", False, False),
    ("[b-a]", "b", False, True),
    ("[b-a]", "a", False, False),
    ("[a\\]]", "]", False, True),
    ("[a\\]]", "\\", False, False),
    ("[\\a-c]", "b", False, True),
    ("[[:digit:]x]", "5", False, True),
    ("[[:digit:]x]", "x", False, True),
    ("[[:digit:]x]", "d", False, False),
    ("[![:digit:]]", "d", False, True),
    ("[[:digit:]]", "\u0663", False, False),
    ("[[:nothing:]x]", "x", False, False),
    ("[[:]x]", "[x]", False, True),
    ("[[:alpha:]-z]", "-", False, True),
    ("[a", "[a", False, False),
    ("[", "[", False, False),
    ("a\\", "a\\", False, False),
    ("a**b", "axxb", False, True),
    ("a/*/c", "a/b/c", False, True),
    ("a/*/c", "a/b/b/c", False, False),
    ("*a*b*", "xaxbx", False, True),
    ("*a*b", "xbxa", False, False),
    ("*ab", "aab", False, True),
]


@pytest.mark.parametrize(("text", "path", "is_directory", "ignored"), ROWS)
def test_a_pattern(text: str, path: str, is_directory: bool, ignored: bool) -> None:
    assert Ignored("/top", patterns_of(text)).covers(f"/top/{path}", is_directory=is_directory) == ignored


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.parametrize(("text", "path", "is_directory", "ignored"), ROWS)
def test_git_says_the_same(text: str, path: str, is_directory: bool, ignored: bool, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text(text)
    place = tmp_path / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if is_directory:
        place.mkdir()
    else:
        place.write_text("")
    done = subprocess.run(["git", "check-ignore", "-q", path], cwd=tmp_path)
    assert (done.returncode == 0) == ignored


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not fits("a*" * 2000 + "b", "a" * 2000)
