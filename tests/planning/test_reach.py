"""Which kustomizations a path reaches: trees are written here as what each kustomization of them names."""

from __future__ import annotations

import os
from typing import NamedTuple

import pytest

from kustompy.kustomization.file import FILE_NAMES
from kustompy.planning.named import Named, Tree
from kustompy.planning.overlays import Kustomizations


class Case(NamedTuple):
    """``reached`` are the kustomizations that a change of the path reaches, by their directories."""

    named: dict[str, tuple[str, ...]]
    changed: str
    reached: str
    links: dict[str, str] = {}  # nobody changes it


CHAIN = {f"{letter}/{number}": f"../{chr(ord(letter) + 1)}" for number, letter in enumerate("abcde", 1)}

CASES = {
    "a file beside it": Case({"a": ("x.yaml",)}, "a/x.yaml", "a"),
    "another file": Case({"a": ("x.yaml",)}, "a/y.yaml", ""),
    "a file of that name elsewhere": Case({"a": ("x.yaml",), "b": ("x.yaml",)}, "b/x.yaml", "b"),
    "a file of that name further down": Case({"a": ("x.yaml",)}, "a/d/x.yaml", ""),
    "a file in a folder": Case({"a": ("d/x.yaml",)}, "a/d/x.yaml", "a"),
    "a file of that name further up": Case({"a": ("d/x.yaml",)}, "a/x.yaml", ""),
    "all that is below a folder": Case({"a": ("d",)}, "a/d/e/f", "a"),
    "a folder elsewhere": Case({"a": ("../s/d",)}, "s/d/e/f", "a"),
    "what is beside that folder": Case({"a": ("../s/d",)}, "s/e", ""),
    "a base": Case({"a": ("../b",), "b": ("x.yaml",)}, "b/x.yaml", "a b"),
    "the user of a base": Case({"a": ("../b", "x.yaml"), "b": ()}, "a/x.yaml", "a"),
    "a base of a base": Case({"a": ("../b",), "b": ("../c",), "c": ("x.yaml",), "d": ("../c",)}, "c/x.yaml", "a b c d"),
    "a circle": Case({"a": ("../b", "x.yaml"), "b": ("../a",)}, "a/x.yaml", "a b"),
    "a slash at the end": Case({"a": ("../b/",), "b": ("x.yaml",)}, "b/x.yaml", "a b"),
    "the folder above": Case({"a/b": ("..",), "a": ("x.yaml",)}, "a/x.yaml", "a a/b"),
    "the folder above, with a slash": Case({"a/b": ("../",), "a": ("x.yaml",)}, "a/x.yaml", "a a/b"),
    "a detour": Case({"a": ("../a/../b/./x.yaml",)}, "b/x.yaml", "a"),
    "a link": Case({"a": ("l.yaml",)}, "s/x.yaml", "a", {"a/l.yaml": "../s/x.yaml"}),
    "a link to a folder": Case({"a": ("d",)}, "s/e/x.yaml", "a", {"a/d": "../s"}),
    "what is beside the end of a link": Case({"a": ("d",)}, "t/x.yaml", "", {"a/d": "../s"}),
    "a link behind a link": Case({"a": ("d/t/x.yaml",)}, "u/x.yaml", "a", {"a/d": "../s", "s/t": "../u"}),
    "four links": Case({"b": ("2/3/4/5/x.yaml",)}, "f/x.yaml", "b", CHAIN),
    "more links than anybody has": Case({"a": ("1/2/3/4/5/x.yaml",)}, "f/x.yaml", "", CHAIN),
    "a link to itself": Case({"a": ("x.yaml",)}, "a/x.yaml", "a", {"a/l": "l", "a/m": "."}),
}


def at(path: str) -> str:
    return os.path.join(os.sep, "r", *path.split("/"))


def tree(named: dict[str, tuple[str, ...]], links: dict[str, str]) -> Tree:
    return Tree({at(each): Named(texts) for each, texts in named.items()}, {at(each): to for each, to in links.items()})


@pytest.mark.parametrize("name", CASES)
def test_a_change_reaches(name: str) -> None:
    case = CASES[name]
    found = Kustomizations(tree(case.named, case.links))
    expected = set(map(at, case.reached.split()))
    assert found.reached_by([at(case.changed)]) == expected
    assert found.reached_by([at(case.changed)], by_name=True) == expected
    assert found.reached_by([at("else/where"), at(case.changed)]) == expected


@pytest.mark.parametrize("name", FILE_NAMES)
def test_the_file_itself(name: str) -> None:
    found = Kustomizations(tree({"a": ("../b",), "b": ()}, {}))
    assert found.reached_by([at(f"b/{name}")]) == {at("a"), at("b")}
    # one that is gone, or not there yet, reaches its directory all the same
    assert found.reached_by([at(f"c/{name}")]) == {at("c")}


def test_what_programs_may_read_without_a_name() -> None:
    found = Kustomizations(
        Tree({at("a"): Named((), is_opaque=True), at("a/b"): Named(()), at("c"): Named(("../a",))}, {})
    )
    for changed in ("a/x", "a/b/x", "a/d/e/x"):
        assert found.reached_by([at(changed)]) == {at("a"), at("c")}
        assert found.reached_by([at(changed)], by_name=True) == {at("c")}
    assert found.reached_by([at("x")]) == set()


def test_an_overlay_is_what_no_other_one_names() -> None:
    found = Kustomizations(
        Tree({at("a"): Named(("../b", ".")), at("b"): Named(()), at("c"): Named((), is_component=True)}, {})
    )
    assert [each for each in ("a", "b", "c", "d") if found.is_overlay(at(each))] == ["a"]
