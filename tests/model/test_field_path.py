"""Field paths: how they are split, and where they lead."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.field_path import FieldPathError, looked_up, split_path

SPLIT = [
    ("a.b.c", ["a", "b", "c"]),
    (".a.b", ["a", "b"]),
    ("a..b", ["a", "", "b"]),
    ("", [""]),
    (r"a.b\.c/d", ["a", "b.c/d"]),
    ("a.[b.c/d].e", ["a", "b.c/d", "e"]),
    ("a.[name=b.c].e", ["a", "[name=b.c]", "e"]),
    ("a.[b]", ["a", "[b]"]),
    ("a.[b.c", ["a", "b.c"]),
    ("a.0.*.-", ["a", "0", "*", "-"]),
]
VALUE = {"a": {"b": [{"name": "x", "v": 1}, {"name": "y", "v": 2}], "n": None, "words": ["p", "q"]}}
FOUND: list[tuple[str, Any]] = [
    ("a.b.0.v", 1),
    ("a.b.-.v", 2),
    ("a.b.[name=y].v", 2),
    ("a.words.[=q]", "q"),
    ("a.words.7", None),
    ("a.b.[name=z].v", None),
    ("a.n", None),
    ("a.n.x", None),
    ("a.nope", None),
    ("a. words .1", "q"),
]
REFUSED = [
    ("a.b.v", "wrong node kind: expected MappingNode but got SequenceNode: node contents:\n"),
    ("a.0", "wrong node kind: expected SequenceNode but got MappingNode: node contents:\n"),
    ("a.b.-1", "array index -1 cannot be negative"),
    ("a.b.*", "wildcard is not supported in PathGetter"),
    ("a.b.[name].v", "list path element must contain fieldName=fieldValue for element to match"),
]


@pytest.mark.parametrize(("path", "parts"), SPLIT, ids=[row[0] for row in SPLIT])
def test_split(path: str, parts: list[str]) -> None:
    assert split_path(path) == parts


@pytest.mark.parametrize(("path", "value"), FOUND, ids=[row[0] for row in FOUND])
def test_looked_up(path: str, value: Any) -> None:
    assert looked_up(VALUE, split_path(path)) == value


@pytest.mark.parametrize(("path", "problem"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_paths(path: str, problem: str) -> None:
    with pytest.raises(FieldPathError) as caught:
        looked_up(VALUE, split_path(path))
    assert str(caught.value) == problem
