"""``targetPath`` puts a value where helm's ``--set`` puts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.controllers.flux.set_values import set_value
from kustompy.controllers.merged import merged_values

THERE = {"a": {"b": 1}, "list": [1, {"x": 2}], "text": "t"}
ROWS = [
    ("a.b", "2", {**THERE, "a": {"b": 2}}),
    ("a.c", "x", {**THERE, "a": {"b": 1, "c": "x"}}),
    ("new.deep", "true", {**THERE, "new": {"deep": True}}),
    ("text", "null", {**THERE, "text": None}),
    ("text", "'2'", {**THERE, "text": "2"}),
    ("text", '"true"', {**THERE, "text": "true"}),
    ("text", "007", {**THERE, "text": "007"}),
    ("text", "-12", {**THERE, "text": -12}),
    ("text", "1.5", {**THERE, "text": "1.5"}),
    # What helm 4.2.3 makes of `--set text=…`.
    ("text", "True", {**THERE, "text": True}),
    ("text", "FALSE", {**THERE, "text": False}),
    ("text", "NULL", {**THERE, "text": None}),
    ("text", "0", {**THERE, "text": 0}),
    ("text", "00", {**THERE, "text": "00"}),
    ("text", "-0", {**THERE, "text": 0}),
    ("text", "-05", {**THERE, "text": -5}),
    ("text", "+5", {**THERE, "text": 5}),
    ("text", "+", {**THERE, "text": "+"}),
    ("text", "1_0", {**THERE, "text": "1_0"}),
    ("text", "1e3", {**THERE, "text": "1e3"}),
    ("text", "", {**THERE, "text": ""}),
    ("text", "9223372036854775807", {**THERE, "text": 9223372036854775807}),
    ("text", "-9223372036854775808", {**THERE, "text": -9223372036854775808}),
    ("text", "9223372036854775808", {**THERE, "text": "9223372036854775808"}),
    ("text", "9" * 10000, {**THERE, "text": "9" * 10000}),
    ("text", "{a,1}", {**THERE, "text": ["a", 1]}),
    ("text", "{}", {**THERE, "text": []}),
    ("text", r"a\,b", {**THERE, "text": "a,b"}),
    ("text.below", "1", {**THERE, "text": {"below": 1}}),
    (r"k8s\.io/name", "x", {**THERE, "k8s.io/name": "x"}),
    ("list[0]", "9", {**THERE, "list": [9, {"x": 2}]}),
    ("list[1].x", "9", {**THERE, "list": [1, {"x": 9}]}),
    ("list[3]", "9", {**THERE, "list": [1, {"x": 2}, None, 9]}),
]


@pytest.mark.parametrize(("path", "text", "made"), ROWS)
def test_a_value(path: str, text: str, made: object) -> None:
    assert set_value(THERE, path, text) == made
    assert THERE["a"] == {"b": 1}


@pytest.mark.parametrize(
    "path", ["", ".", "a..b", "a[", "a[x]", "a[-1]", "a[99999]", "a[999999999]", ".".join("a" * 99)]
)
def test_a_path_that_is_none(path: str) -> None:
    with pytest.raises(ValueError, match=r"path is malformed|not a number"):
        set_value({}, path, "1")


def test_a_comma() -> None:
    with pytest.raises(ValueError, match="literal: true"):
        set_value({}, "a", "b,c")
    assert set_value({}, "a", "b,c={", is_literal=True) == {"a": "b,c={"}


TREES = st.recursive(
    st.integers() | st.none(), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=6
).filter(lambda each: isinstance(each, dict))


@given(TREES, TREES)
def test_values_over_others(below: dict[str, object], above: dict[str, object]) -> None:
    kept = repr(below)
    made = merged_values(below, above)
    assert repr(below) == kept
    assert merged_values(made, above) == made
    assert [key for key in {**below, **above} if key not in made] == []
