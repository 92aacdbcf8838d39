"""Paths of replacements that go on in the text of a field, and what they create."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.field_path import FieldPathError, WrongKindError
from kustompy.transformers.field_matcher import Matcher, Untagged


@pytest.mark.parametrize(
    ("part", "kind"),
    [("*", "SequenceNode"), ("0", "SequenceNode"), ("[=x]", "SequenceNode"), ("b", "MappingNode"), ("", "ScalarNode")],
)
def test_an_empty_text_is_of_no_kind_that_a_path_goes_on_in(part: str, kind: str) -> None:
    with pytest.raises(WrongKindError, match=f"^wrong node kind: expected {kind} but got "):
        Matcher(["a", part]).places({"a": ""})


def test_a_path_goes_on_in_what_a_text_holds() -> None:
    assert Matcher(["a", "b"]).places({"a": "{b: 1}"}) == [({"b": 1}, "b")]
    assert Matcher(["a", "*"]).places({"a": "[x, y]"}) == [(["x", "y"], 0), (["x", "y"], 1)]


CREATED: list[tuple[list[str], Any, Any]] = [
    (["a", "b"], {}, {"a": {"b": "new"}}),
    (["a", "0"], {}, {"a": ["new"]}),
    (["a", "1"], {"a": ["x"]}, {"a": ["x", "new"]}),
    (["a", "0", "b"], {}, {"a": [{"b": "new"}]}),
    (["a", "[=x]"], {}, {"a": ["x"]}),
    (["a", "[k=x]", "b"], {}, {"a": [{"k": "x", "b": "new"}]}),
    (["a", "[k=x]", "k"], {}, {"a": [{"k": "x"}]}),
]


@pytest.mark.parametrize(("parts", "before", "after"), CREATED, ids=[".".join(row[0]) for row in CREATED])
def test_created(parts: list[str], before: Any, after: Any) -> None:
    assert len(Matcher(parts, made=Untagged("new")).places(before)) == 1
    assert before == after


@pytest.mark.parametrize("parts", [row[0] for row in CREATED if row[0] != ["a", "1"]], ids=".".join)
def test_nothing_is_created_unless_it_is_asked_for(parts: list[str]) -> None:
    value: Any = {"a": []} if len(parts) > 1 and parts[1] in {"[=x]", "[k=x]"} else {}
    assert Matcher(parts).places(value) == []
    assert not value.get("a")


def test_an_element_behind_a_gap_is_not_created() -> None:
    with pytest.raises(FieldPathError, match=r"^index 2 specified but only 1 elements found"):
        Matcher(["a", "2"], made=Untagged("new")).places({"a": ["x"]})
