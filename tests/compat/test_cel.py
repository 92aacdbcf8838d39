"""Expressions against cel-python, another implementation of the language, where it is installed."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kustompy.cel import CelError, compiled
from kustompy.cel.types import DYN, INT, STRING, list_of

celpy = pytest.importorskip("celpy")
_LIMIT = sys.getrecursionlimit()
ENVIRONMENT = celpy.Environment()
sys.setrecursionlimit(_LIMIT)  # an environment of cel-python raises it for the whole process

TYPES = {"x": INT, "s": STRING, "l": list_of(INT), "self": DYN}
VALUES = {"x": 5, "s": "hello", "l": [3, 1, 2], "self": {"a": 1, "b": [1, 2], "c": {"d": "x"}}}

NUMBERS = st.sampled_from(["x", "1", "0", "-3", "l[0]", "size(s)", "self.a", "l.size()", "7 / 2", "x % 3"])
TEXTS = st.sampled_from(["s", "'lo'", "''", "self.c.d"])


def conditions(depth: int = 2) -> st.SearchStrategy[str]:
    simple = st.one_of(
        st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), NUMBERS),
        st.builds("{}.{}({})".format, TEXTS, st.sampled_from(["startsWith", "endsWith", "contains"]), TEXTS),
        st.builds("has(self.{})".format, st.sampled_from(["a", "z", "b"])),
        st.builds("{} in l".format, NUMBERS),
        st.just("1 / 0 == 1"),
        st.sampled_from(["true", "false"]),
    )
    if not depth:
        return simple
    inner = conditions(depth - 1)
    return st.one_of(
        simple,
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("l.{}(i, i > 1 || {})".format, st.sampled_from(["all", "exists", "exists_one"]), inner),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(conditions())
def test_conditions_come_to_the_same(text: str) -> None:
    assert ours(text) == theirs(text), text


def ours(text: str) -> Any:
    try:
        return compiled(text, TYPES).value(VALUES)  # type: ignore[arg-type]
    except CelError:
        return "error"


def theirs(text: str) -> Any:
    try:
        value = ENVIRONMENT.program(ENVIRONMENT.compile(text)).evaluate(celpy.json_to_cel(VALUES))
    except (celpy.CELEvalError, celpy.CELParseError):
        return "error"
    return bool(value)
