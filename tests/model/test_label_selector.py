"""Label selectors: what they match, and in which words they are refused; every row was checked on the real binary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.model.label_selector import SelectorError, matches, parse

LABELS = [
    {"a": "1"},
    {"a": "2"},
    {"b": "x"},
    {},
    {"a": ""},
    {"a": "in", "in": "a"},
    {"x.y/z": "q"},
    {"a": "word"},
    {"a": "-5"},
]
MATCHING = [
    ("", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    ("a=1", [0]),
    (" a == 1 ", [0]),
    ("a!=1", [1, 2, 3, 4, 5, 6, 7, 8]),
    ("a", [0, 1, 4, 5, 7, 8]),
    ("!a", [2, 3, 6]),
    ("a in (1,2)", [0, 1]),
    ("a in ()", [4]),
    ("a in (1,,2)", [0, 1, 4]),
    ("a in (in,notin)", [5]),
    ("in in (a)", [5]),
    ("a=in", [5]),
    ("a notin (1)", [1, 2, 3, 4, 5, 6, 7, 8]),
    ("a>0", [0, 1]),
    ("a<0", [8]),
    ("a=", [4]),
    ("a=,b", []),
    ("x.y/z=q", [6]),
    ("a\tin\n(1)", [0]),
]
REFUSED = [
    ("a=1=2", "found '=', expected: ',' or 'end of string'"),
    ("=a", "found '=', expected: !, identifier, or 'end of string'"),
    ("a in", "unable to parse requirement: found '' expected: '('"),
    ("a in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"),
    ("a in (1 2)", "unable to parse requirement: found '2', expected: ',' or ')'"),
    ("a in ((b))", "unable to parse requirement: found '(', expected: ',', ')' or identifier"),
    ("a & b", "unable to parse requirement: found '&', expected: '=', '!=', '==', 'in', notin'"),
    ("a,", "found '', expected: identifier after ','"),
    ("!", "unable to parse requirement: found '', expected: identifier"),
    ("!a=1", "found '=', expected: ',' or 'end of string'"),
    ("a>x", "unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer"),
    (
        "/a",
        'unable to parse requirement: invalid label key "/a": prefix part must be non-empty',
    ),
    (
        "a=-b",
        'unable to parse requirement: invalid label value: "-b": at key: "a": a valid label must be an empty string or '
        "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ),
]


@pytest.mark.parametrize(("selector", "chosen"), MATCHING, ids=[row[0] for row in MATCHING])
def test_matching(selector: str, chosen: list[int]) -> None:
    requirements = parse(selector)
    assert [index for index, labels in enumerate(LABELS) if matches(requirements, labels)] == chosen


@pytest.mark.parametrize(("selector", "problem"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_selectors(selector: str, problem: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse(selector)
    assert str(caught.value) == problem


@given(st.text("ab=!(),<> in", max_size=12), st.dictionaries(st.sampled_from("ab"), st.sampled_from(["a", "1", ""])))
def test_any_text_is_a_selector_or_refused(selector: str, labels: dict[str, str]) -> None:
    try:
        requirements = parse(selector)
    except SelectorError:
        return
    assert matches(requirements, labels) is all(matches([each], labels) for each in requirements)
