"""Label selectors: what they match, and in which words they are refused; most rows were checked on the real binary."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.model.label_selector import SelectorError, matches, parse
from kustompy.model.values import Quoted

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
    ("a>1", [1]),
    ("a<2", [0, 8]),
    ("a in (,2)", [1, 4]),
    ("a in (2,)", [1, 4]),
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
    ("a,=", "found '=', expected: identifier after ','"),
    ("a b", "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'"),
    ("a=!", "unable to parse requirement: found '!', expected: identifier"),
    ("a in (,=", "unable to parse requirement: found '=', expected: ',', or identifier"),
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


KEYS_AND_VALUES = [
    ("n" * 63, ""),
    ("n" * 64, "name part must be no more than 63 characters"),
    ("é" * 32, "name part must be no more than 63 characters; name part must consist of"),
    ("p" * 253 + "/x", ""),
    ("p" * 254 + "/x", "prefix part must be no more than 253 characters"),
    ("a.b-c.d/x", ""),
    ("A.b/x", "prefix part a DNS-1123 subdomain"),
    ("a..b/x", "prefix part a DNS-1123 subdomain"),
    ("a.-b/x", "prefix part a DNS-1123 subdomain"),
    ("a.b-/x", "prefix part a DNS-1123 subdomain"),
    ("a/b/c", "a qualified name must consist of"),
    ("a/", "name part must be non-empty; name part must consist of"),
    ("-a", "name part must consist of"),
    ("a-", "name part must consist of"),
    ("a_.-b", ""),
    ("a=" + "v" * 63, ""),
    ("a=" + "v" * 64, "must be no more than 63 characters"),
]
# labels as they stand in a manifest, and a selector that they meet
WRITTEN = [
    (1, "a=1"), (True, "a=true"), (None, "a=null"), ([1], "a="), ({"b": "c"}, "a="), (Quoted("x"), "a=x"),
    ("9223372036854775807", "a>0"), ("-9223372036854775808", "a<0"), ("+7", "a>6"), ("007", "a<8"),
]  # fmt: skip
NO_INTEGERS = ["9223372036854775808", "-9223372036854775809", "1.5", "x", "", "-", "\u0663", "9" * 5000]


@pytest.mark.parametrize(("selector", "problem"), KEYS_AND_VALUES, ids=[row[0][:9] for row in KEYS_AND_VALUES])
def test_keys_and_values_as_kubernetes_allows_them(selector: str, problem: str) -> None:
    if not problem:
        assert len(parse(selector)) == 1
        return
    with pytest.raises(SelectorError) as caught:
        parse(selector)
    before, found, _ = str(caught.value).partition(f": {problem}")
    assert before.startswith("unable to parse requirement: invalid label ")
    assert found


@pytest.mark.parametrize(("value", "selector"), WRITTEN, ids=str)
def test_labels_of_a_manifest_that_are_no_plain_texts(value: Any, selector: str) -> None:
    assert matches(parse(selector), {"a": value})
    assert not matches(parse(selector), {"a": "other"})


@pytest.mark.parametrize("value", NO_INTEGERS, ids=lambda each: each[:20])
def test_what_is_no_integer_of_64_bits_is_neither_greater_nor_less(value: str) -> None:
    assert not matches(parse("a>0"), {"a": value})
    assert not matches(parse("a<1"), {"a": value})


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
