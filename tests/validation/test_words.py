"""The words of the tables one by one: what each says of a value, and that its fast verdict never accepts more."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.values import WrittenBool, WrittenNull
from kustompy.validation.schema import facts
from kustompy.validation.schema.facts import Facts
from kustompy.validation.schema.finding import path_text, shown
from kustompy.validation.table.broken import is_false, is_null, is_set, is_true, listed, quoted
from kustompy.validation.table.objects import OBJECT_WORDS
from kustompy.validation.table.paths import field, reached, steps
from kustompy.validation.table.rows import row
from kustompy.validation.table.rule import Rule
from kustompy.validation.table.values import VALUE_WORDS

INVALID = "Invalid value: "


def rule_of(text: str, path: str = ".") -> Rule:
    return Rule(row("core.v1.Thing", "pods", f"{path} | {text} | ref | |"))


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (
            "words Always Never",
            ["Always", "", None, 7, []],
            [("always", "write Always"), ("x", "write one of Always, Never")],
        ),
        ("range 1..10", [1, 10, 1.0, True, "0", None], [(0, "write 1"), (11, "write 10"), (10.5, "write 10")]),
        ("range 5..", [5, 6, 10**9], [(4, "write 5"), (4.9, "write 5")]),
        ("format label", ["a", "", None, {}, [], 7], [("A", ""), ("a.b", "")]),
        ("format positive", [1, "1m", None, {}, []], [("0", ""), (-1, "")]),
        ("not-empty", ["a", None, 0], [("", "remove the field")]),
        ("required", ["a", 0, False, {}], [(None, ""), ("", ""), ([], "")]),
        ("forbidden", [None, "", []], [("a", "remove the field"), ({}, "remove the field"), (0, "remove the field")]),
        ("size 1..", [["a"], {"a": 1}, "a", 7, None], [([], ""), ({}, ""), ("", "")]),
        (
            "size ..2",
            [[], "ab", [1, 2], {"a": 1, "b": 2}],
            [("abc", ""), ([1, 2, 3], ""), ({"a": 1, "b": 2, "c": 3}, "")],
        ),
        ("size 2..2", [[1, 2]], [([1], ""), ([1, 2, 3], "")]),
        ("alone *", [["*"], ["a", "b"], [], "*"], [(["*", "a"], "keep * alone"), (["a", "*"], "keep * alone")]),
    ],
)
def test_words_of_one_value(rule: str, good: list[Any], bad: list[tuple[Any, str]]) -> None:
    word, *arguments = rule.split()
    says, holds, _ = VALUE_WORDS[word](arguments)
    assert [each for each in good if list(says(each))] == []
    assert [(each, found.hint, found.path) for each, _ in bad for found in says(each)] == [(*each, ()) for each in bad]
    assert not [each for each, _ in bad if holds(each)]


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        ("words B A", "a", ['Unsupported value: "a": supported values: "A", "B"']),
        ("range 1..10", 0, [INVALID + "0: must be between 1 and 10, inclusive"]),
        ("range 1..", 0, [INVALID + "0: must be greater than or equal to 1"]),
        ("size 1..", [], ["Required value: may not be empty"]),
        ("size 2..", [1], ["must have at least 2 items"]),
        ("size ..1", "ab", ["Too many: 2: must have at most 1 bytes"]),
        ("size ..1", [1, 2], ["Too many: 2: must have at most 1 items"]),
        ("alone *", ["*", "a"], [INVALID + "a list: if '*' is there, nothing else may be"]),
        ("unique", ["a", "a", "b", "a"], ['Duplicate value: "a"'] * 2),
        (
            "unique name",
            [{"name": "a"}, {"name": "a"}, {}, {}, 7, {"name": ""}, {"name": ""}],
            ['Duplicate value: "a"'],
        ),
        ("unique port protocol", [{"port": 1, "protocol": "A"}, {"port": 1}, {"port": 1}], []),
        ("unique a b", [{"a": 1, "b": "c"}, {"a": 1, "b": "d"}, {"a": 1, "b": "c"}], ['Duplicate value: 1, "c"']),
        ("required", None, ["Required value"]),
        ("forbidden", 1, ["Forbidden: may not be set here"]),
        ("not-empty", "", ['Invalid value: "": must not be empty if it is set']),
    ],
)
def test_messages_of_one_value(rule: str, value: Any, said: list[str]) -> None:
    word, *arguments = rule.split()
    assert [each.message for each in VALUE_WORDS[word](arguments)[0](value)] == said


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (
            "keys label",
            [{}, {"a": 1}, None, "A", ["A"]],
            [({"a": 1, "A": 1}, [("A",)]), ({"B": 1, "C": 2}, [("B",), ("C",)])],
        ),
        (
            "values label",
            [{}, {"A": "a"}, {"A": None, "B": [], "b": {}}, "A"],
            [({"a": "A"}, [("a",)]), ({"a": "b", "c": "A"}, [("c",)]), ({"a": "A", "b": []}, [("a",)])],
        ),
        ("each format label", [["a"], [], None, [None], "A"], [(["a", "A"], [(1,)]), (["", "a"], [(0,)])]),
        ("each words A", [["A"], []], [(["A", "b"], [(1,)]), (["A", ""], [(1,)])]),
        ("each range 1..2", [[1, 2]], [([0, 1, 3], [(0,), (2,)])]),
        ("unique", [["a"], [], ["a", "b"], [1, "1"]], [(["a", "b", "a"], [(2,)])]),
        (
            "unique name",
            [[{"name": "a"}], [{}, {}], [{"name": "a"}, {"name": "b"}]],
            [([{"name": "a"}] * 2, [(1, "name")])],
        ),
        ("unique a b", [[{"a": 1, "b": 1}, {"a": 1, "b": 2}]], [([{"a": 1, "b": 1}] * 2, [(1,)])]),
    ],
)
def test_words_of_many_values(rule: str, good: list[Any], bad: list[tuple[Any, list[tuple[object, ...]]]]) -> None:
    word, *arguments = rule.split()
    says, holds, _ = VALUE_WORDS[word](arguments)
    assert [each for each in good if list(says(each))] == []
    assert [[found.path for found in says(each)] for each, _ in bad] == [paths for _, paths in bad]
    assert not [each for each, _ in bad if holds(each)]
    # Once more, since good texts are remembered; what has a null or a mapping in it may be refused.
    assert [
        each for each in good if isinstance(each, (dict, list)) and "None" not in str(each) and not holds(each)
    ] == []


def told(rule: str, value: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    word, *arguments = rule.split()
    return [(each.message, each.path) for each in OBJECT_WORDS[word](arguments)[0](value)]


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        ("exactly-one a b c", {}, [("Required value: must specify one of a, b or c", ())]),
        ("exactly-one a b", {"a": {}}, []),
        (
            "exactly-one a b c",
            {"a": 1, "b": 1, "c": 1},
            [
                ("Forbidden: may not be specified together with a", ("b",)),
                ("Forbidden: may not be specified together with a", ("c",)),
            ],
        ),
        ("at-most-one a b", {}, []),
        ("at-most-one a b", {"a": 1, "b": ""}, []),
        ("at-most-one a b", {"a": 1, "b": 1}, [("Forbidden: may not be specified together with a", ("b",))]),
        ("at-least-one a b", {"a": 1, "b": 1}, []),
        ("at-least-one a b", {"a": None}, [("Required value: must specify one of a or b", ())]),
        ("compare a <= b", {"a": 1, "b": 1}, []),
        (
            "compare a <= b",
            {"a": 2, "b": 1},
            [("Invalid value: 2: must be less than or equal to b, which is 1", ("a",))],
        ),
        ("compare a < b", {"a": 1, "b": 1}, [("Invalid value: 1: must be less than b, which is 1", ("a",))]),
        ("compare a < b", {"a": 1, "b": 2}, []),
        ("compare a < b", {"a": 1}, []),
        ("compare a < b?600", {"a": 600}, [("Invalid value: 600: must be less than b, which is 600", ("a",))]),
        (
            "compare a?5 <= b",
            {"a": None, "b": 4},
            [("Invalid value: 5: must be less than or equal to b, which is 4", ("b",))],
        ),
        ("when a=X forbid b", {"a": "X", "b": 1}, [("Forbidden: may not be set when a is X", ("b",))]),
        ("when a=X forbid b", {"a": "X", "b": False}, []),
        ("when a=X forbid b", {"a": "X", "b": 0}, []),
        ("when a=X forbid b", {"a": "Y", "b": 1}, []),
        ("when a!=X,Y forbid b", {"a": "Z", "b": 1}, [("Forbidden: may not be set when a is not X or Y", ("b",))]),
        ("when a!=X,Y forbid b", {"a": "Y", "b": 1}, []),
        ("when !a forbid b", {"b": 1}, [("Forbidden: may not be set when a is not set", ("b",))]),
        ("when !a forbid b", {"a": 1, "b": 1}, []),
        (
            "when a and c=true require b",
            {"a": 1, "c": True},
            [("Required value: must be set when a is set and c is true", ("b",))],
        ),
        ("when a and c=true require b", {"a": 1, "c": False}, []),
        ("when a and c=true require b", {"c": True}, []),
        ("when a require b.c", {"a": 1, "b": {"c": 1}}, []),
        ("when a require b.c", {"a": 1, "b": {}}, [("Required value: must be set when a is set", ("b", "c"))]),
        ("when a='',X forbid b", {"b": 1}, [("Forbidden: may not be set when a is '' or X", ("b",))]),
        ("when a words b X Y", {"a": 1}, [("Required value: must be X or Y when a is set", ("b",))]),
        (
            "when a words b X",
            {"a": 1, "b": "Z"},
            [('Unsupported value: "Z": supported values: "X" (when a is set)', ("b",))],
        ),
        ("when a range b 1..2", {"a": 1}, []),
        (
            "when a range b 1..2",
            {"a": 1, "b": 3},
            [("Invalid value: 3: must be between 1 and 2, inclusive (when a is set)", ("b",))],
        ),
    ],
)
def test_words_of_several_fields(rule: str, value: Any, said: list[tuple[str, tuple[str | int, ...]]]) -> None:
    assert told(rule, value) == said
    rule_alone = rule_of(rule)
    assert [each.message for _, each in rule_alone.problems(value)] == [message for message, _ in said]
    fast = rule_alone.asked(value.keys())
    assert (fast is None or bool(fast(value))) == (not said)


@pytest.mark.parametrize(
    ("text", "path", "value", "paths"),
    [
        ("required", "a", {}, [("a",)]),
        ("required", "a", {"a": {}}, []),
        ("required", "a.b", {"a": {"b": ""}}, [("a", "b")]),
        ("range 1..2", "a", {"a": 3}, [("a",)]),
        ("range 1..2", "a", {"a": None}, []),
        ("range 1..2", "a.b", {"a": {"b": 3}}, [("a", "b")]),
        ("range 1..2", "a.b", {"a": {"c": 3}}, []),
        ("range 1..2", "a.b", {"a": {}}, []),
        ("range 1..2", "a.b.c", {"a": {"b": {"c": 0}}}, [("a", "b", "c")]),
        ("range 1..2", "a[].b", {"a": [{"b": 1}, {"b": 0}, {}]}, [("a", 1, "b")]),
        ("exactly-one b c", "a", {"a": {}}, [("a",)]),
        ("exactly-one b c", "a[]", {"a": [{"b": 1}, {}, 7]}, [("a", 1)]),
        ("exactly-one b c", ".", {"b": ""}, [()]),
        ("exactly-one b c", ".", {"b": 0}, []),
        ("at-most-one b c", ".", {"b": 0, "c": 0}, [("c",)]),
    ],
)
def test_rules_below_an_object(text: str, path: str, value: Any, paths: list[tuple[object, ...]]) -> None:
    rule = rule_of(text, path)
    assert [each.path for _, each in rule.problems(value)] == paths
    fast = rule.asked(value.keys())
    assert (fast is None or bool(fast(value))) == (not paths)


def test_a_row_may_have_words_of_its_own() -> None:
    made = Rule(row("core.v1.Thing", "pods", "a | range 1..2 | ref | | must be small"))
    assert [each.message for _, each in made.problems({"a": 3})] == ["Invalid value: 3: must be small"]
    made = Rule(row("core.v1.Thing", "pods", "a | required | ref | | must be there"))
    assert [each.message for _, each in made.problems({})] == ["Required value: must be there"]


@pytest.mark.parametrize(
    ("versions", "span"),
    [("", (0, 999)), ("1.30", (30, 30)), ("1.30-", (30, 999)), ("-1.31", (0, 31)), ("1.30-1.33", (30, 33))],
)
def test_versions_of_a_row(versions: str, span: tuple[int, int]) -> None:
    made = row("core.v1.Thing", "pods", f"a | required | ref | {versions}")
    assert ((made.first, made.last), made.message) == (span, "")


def test_what_counts_as_set() -> None:
    values: list[Any] = [None, WrittenNull("~"), "", [], {}, 0, False, "a", [None]]
    assert [is_set(each) for each in values] == [False] * 4 + [True] * 5
    assert [is_null(each) for each in values] == [True] * 2 + [False] * 7
    values_of_types: list[Any] = ['a"b', {}, [], None, True, 7]
    booleans: list[Any] = [True, False, WrittenBool(True, "TRUE"), WrittenBool(False, "no"), 1, 0, "true", None]
    assert [is_true(each) for each in booleans] == [True, False, True, False] + [False] * 4
    assert [is_false(each) for each in booleans] == [False, True, False, True] + [False] * 4
    assert [quoted(each) for each in values_of_types] == [
        '"a\\"b"',
        "a mapping",
        "a list",
        "null",
        "true",
        "7",
    ]
    assert [listed(("a",)), listed(("a", "b")), listed(("a", "b", "c"))] == ["a", "a or b", "a, b or c"]


def test_paths() -> None:
    assert [steps("."), steps("a.b"), steps("a[].b"), steps("a[]")] == [(), ("a", "b"), ("a", "[]", "b"), ("a", "[]")]
    value = {"a": [{"b": 1}, 7, {}], "c": {"d": 2}}
    assert list(reached(value, steps("a[].b"))) == [(("a", 0, "b"), 1), (("a", 1, "b"), None), (("a", 2, "b"), None)]
    assert list(reached(value, steps("c.d"))) == [(("c", "d"), 2)]
    assert list(reached({"a": 7}, steps("a[].b"))) == []
    assert [field(value, ("c", "d")), field(value, ("c", "x")), field(value, ("a", "b")), field(None, ())] == [
        2,
        None,
        None,
        None,
    ]
    assert path_text(("a", 0, "b-c_$", "d.e", "", 1)) == 'a[0].b-c_$["d.e"][""][1]'
    assert [shown("a" * 58), shown("a" * 59), shown(True), shown(1.5)] == [
        f"'{'a' * 58}'",
        f"'{'a' * 58}…",
        "true",
        "1.5",
    ]


def test_facts_of_a_manifest() -> None:
    pod = {"containers": [{"name": "a"}, 7], "initContainers": [{"name": "b"}], "ephemeralContainers": "x"}
    job = {"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}, "metadata": {"name": "n"}}
    found = Facts(job, "batch", "v1", "CronJob", 30)
    base = ("spec", "jobTemplate", "spec", "template", "spec")
    assert found.containers == [
        ((*base, "containers", 0), {"name": "a"}),
        ((*base, "initContainers", 0), {"name": "b"}),
    ]
    assert (found.name, found.pod_path, found.pod) == ("n", base, pod)
    other = Facts(job, "example.com", "v1", "CronJob", 30)
    assert (other.pod is facts.NOTHING, other.pod_path, other.containers) == (True, (), [])
    assert facts.entries({"a": [1, {"b": 2}]}, "a") == [(1, {"b": 2})]
    assert facts.entries({"a": {}}, "a") == facts.entries({}, "a") == []
    assert [facts.text(each) for each in ["a", 7, None, {}, [], True]] == ["a", "7", "", "", "", "true"]
