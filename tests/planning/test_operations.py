"""Which elements of two lists are the same, and the fields and operations that come of it, all told in full."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.planning.changes.elements import in_order, paired_elements
from kustompy.planning.changes.fields import differing_fields
from kustompy.planning.changes.operations import operations


def thing(spec: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Thing", "spec": spec}


CASES: dict[str, tuple[Any, Any, list[str]]] = {
    "keys in their order": (
        {"b": 1, "c": 2, "e": 0}, {"a": 3, "c": 4, "e": False},
        ["add /a 3", "remove /b", "replace /c 4", "replace /e False"],
    ),
    "a key that is escaped": ({}, {"a~/b": 1, "~1": 2}, ["add /a~0~1b 1", "add /~01 2"]),
    "another type": ({"a": [1]}, {"a": {"b": 1}}, ["replace /a {'b': 1}"]),
    "an end": ([1, 2], [1, 2, 3], ["add /2 3"]),
    "a beginning": ([2, 3], [1, 2, 3], ["add /0 1"]),
    "both ends": ([2], [1, 2, 3], ["add /0 1", "add /2 3"]),
    "one in the middle": ([1, 2, 3], [1, 3], ["remove /1"]),
    "one that is repeated": ([1, 1], [1, 1, 1], ["add /2 1"]),
    "one that is no longer": ([1, 1, 1], [1, 1], ["remove /2"]),
    "another one": ([1, 2, 3], [1, 4, 3], ["replace /1 4"]),
    "several for one": ([0, 1, 2, 9], [0, 3, 9], ["remove /2", "replace /1 3"]),
    "one for several": ([0, 1, 9], [0, 2, 3, 9], ["replace /1 2", "add /2 3"]),
    "true is not one": ([1, 0], [True, 0], ["replace /0 True"]),
    "nothing": ([{"a": [1]}], [{"a": [1]}], []),
    "by names": (
        [{"name": "a", "x": 1}, {"name": "b"}], [{"name": "b", "x": 2}, {"name": "c"}],
        ["remove /0", "add /0/x 2", "add /1 {'name': 'c'}"],
    ),
    "names in another order": (
        [{"name": "a"}, {"name": "b"}, {"name": "c"}], [{"name": "c"}, {"name": "a"}, {"name": "b"}],
        ["remove /2", "add /0 {'name': 'c'}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_operations(name: str) -> None:
    before, after, expected = CASES[name]
    found = operations(thing(before), thing(after))
    assert all(each["path"].startswith("/spec/") for each in found)
    assert [
        " ".join([each["op"], each["path"].removeprefix("/spec"), *([str(each["value"])] if "value" in each else [])])
        for each in found
    ] == expected


def test_a_resource_that_is_not_there_is_a_null() -> None:
    here = thing({})
    assert operations(None, here) == [{"op": "replace", "path": "", "value": here}]
    assert operations(here, None) == [{"op": "replace", "path": "", "value": None}]
    assert operations(None, None) == []


FIELDS: dict[str, tuple[Any, Any, list[str]]] = {
    "keys in their order": (
        {"b": 1, "c": 2}, {"a": 3, "c": 4},
        ["added a a None 3", "removed b b 1 None", "changed c c 2 4"],
    ),
    "elements": (
        {"x": [1, 2, 3]}, {"x": [0, 1, 3, 4]},
        ["added x.3 x.0 None 0", "removed x.1 x.4 2 None", "added x.3 x.3 None 4"],
    ),
    "elements by names": (
        {"x": [{"name": "a"}, {"name": "b", "y": 1}]}, {"x": [{"name": "b", "y": 2}]},
        ["removed x.0 x.1 {'name': 'a'} None", "changed x.1.y x.0.y 1 2"],
    ),
    "another order": (
        {"x": [{"name": "a"}, {"name": "b"}]}, {"x": [{"name": "b"}, {"name": "a"}]},
        ["moved x x [{'name': 'a'}, {'name': 'b'}] [{'name': 'b'}, {'name': 'a'}]"],
    ),
    "another order without names": ({"x": [1, 2]}, {"x": [2, 1]}, ["added x.2 x.0 None 2", "removed x.1 x.2 2 None"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_fields(name: str) -> None:
    before, after, expected = FIELDS[name]
    found = differing_fields(thing(before), thing(after))
    assert [
        " ".join([each.kind, *(".".join(map(str, one[1:])) for one in each[1:3]), str(each.old), str(each.new)])
        for each in found
    ] == expected
    assert [each.path for each in found] == [
        each.old_path if each.kind == "removed" else each.new_path for each in found
    ]


@pytest.mark.parametrize(
    ("partners", "kept"),
    [
        ([], []), ([5], [0]), ([0, 1, 2], [0, 1, 2]), ([2, 0, 1], [1, 2]), ([1, 2, 0], [0, 1]),
        ([3, 1, 2, 0, 4], [1, 2, 4]), ([2, 1, 0], [2]), ([0, 4, 1, 3, 2, 5], [0, 2, 4, 5]),
    ],
)  # fmt: skip
def test_what_has_not_moved(partners: list[int], kept: list[int]) -> None:
    assert sorted(in_order(partners)) == kept


def test_long_lists_without_keys_are_paired_side_by_side() -> None:
    """What is too long to be compared is told element by element, and what is just short enough is not."""
    old, new = list(range(500)), list(range(1000, 1500))
    old[250] = new[251] = -1
    assert (250, 251) in paired_elements(old, new, None)
    pairs = paired_elements([*old, 5000], [*new, 6000], None)
    assert pairs == [(each, each) for each in range(501)]
    assert paired_elements([*old, *old], new[:250], None)[248:252] == [(248, 248), (249, 249), (250, None), (251, None)]


KEYED: list[tuple[list[Any], list[Any], list[tuple[int | None, int | None]]]] = [
    # gone ones stand where they were
    ([{"name": each} for each in "abcd"], [{"name": each} for each in "bd"], [(0, None), (1, 0), (2, None), (3, 1)]),
    ([{"name": each} for each in "abcd"], [{"name": each} for each in "da"], [(1, None), (2, None), (3, 0), (0, 1)]),
    ([{"name": each} for each in "ab"], [{"name": each} for each in "xb"], [(None, 0), (0, None), (1, 1)]),
    ([{"name": "a"}, {"name": "b"}], [{"name": "a"}], [(0, 0), (1, None)]),
    # no key that all have, that is theirs alone, or that is a scalar
    ([{"name": "a"}, {"x": 1}], [{"x": 1}], [(0, None), (1, 0)]),
    ([{"name": "a"}, {"name": "a", "x": 1}], [{"name": "a", "x": 1}], [(0, None), (1, 0)]),
    ([{"name": [1]}, {"name": [2]}], [{"name": [2]}], [(0, None), (1, 0)]),
    # a number is the text of it
    ([{"name": 1}, {"name": 2}], [{"name": "2"}], [(0, None), (1, 0)]),
]


@pytest.mark.parametrize("number", range(len(KEYED)))
def test_pairs_of_elements(number: int) -> None:
    old, new, expected = KEYED[number]
    assert paired_elements(old, new, None) == expected
