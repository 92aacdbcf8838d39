"""Small parts of plans: values on one line, paths, images container by container, and what is the same JSON."""

from __future__ import annotations

import os
from typing import Any

import pytest

import kustompy
from kustompy.planning.changes.same import same
from kustompy.planning.explaining import near, pointer, printable, shortened
from kustompy.planning.plan.images import image_changes
from kustompy.planning.plan.plan import Group
from kustompy.planning.plan.rendered import sections_of
from tests.planning.test_forms import ENTRIES


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (1, "1"), ("", ""), ("a" * 60, "a" * 60), ("a" * 61, "a" * 59 + "…"),
        ([], "[]"),
        ({"a": ["é"]}, '{"a": ["é"]}'), (["a" * 57], '["' + "a" * 57 + "…"), (["a" * 56], '["' + "a" * 56 + '"]'),
    ],
)  # fmt: skip
def test_a_value_on_one_line(value: Any, text: str) -> None:
    assert shortened(value) == text


def test_paths_as_they_are_shown() -> None:
    here = os.path.join(os.sep, "w")
    for top in (here, here + os.sep):
        shown = near(top)
        files = [os.path.join(here, "a"), here + "x", os.path.join(here, "b", "c"), "https://x/y"]
        assert [shown(each) for each in files] == ["a", here + "x", os.path.join("b", "c"), "https://x/y"]
    assert pointer(("a~b", "c/d", 0, "~1")) == "/a~0b/c~1d/0/~01"
    assert pointer(()) == ""
    assert printable("a\x1b\nb\tc\u202e") == "a\ufffd\nb\tc\ufffd"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (1, 1, True), (1, True, False), (True, 1, False), (True, True, True), (0, False, False), (1, 1.0, True),
        (None, None, True), (None, False, False), ("1", 1, False), ([1], [1, 2], False), ([1], [1], True),
        ([True], [1], False), ({"a": 1}, {"a": 1}, True), ({"a": 1}, {"b": 1}, False), ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1, "b": 1}, False), ({}, [], False), ([], {}, False), ({}, None, False), ([], None, False),
    ],
)  # fmt: skip
def test_what_is_the_same(one: Any, other: Any, is_same: bool) -> None:
    assert same(one, other) is is_same


def pod(*containers: Any, init: Any = ()) -> dict[str, Any]:
    spec = {"containers": list(containers), "initContainers": list(init)}
    return {
        "apiVersion": "example.com/v1",
        "kind": "Any",
        "metadata": {"name": "a"},
        "spec": {"deep": [{"spec": spec}]},
    }


WEB, LOG = {"name": "web", "image": "web:1"}, {"name": "log", "image": "log:1"}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (pod(WEB), pod(LOG, WEB), [("", "log:1")]),
        (pod(WEB, LOG), pod(LOG, {**WEB, "image": "web:2"}), [("web:1", "web:2")]),
        (pod(WEB, LOG), pod(WEB), [("log:1", "")]),
        (pod(WEB), pod(WEB, init=[WEB]), [("", "web:1")]),
        (pod({"image": "a"}, {"image": "b"}), pod({"image": "a"}, {"image": "c"}), [("b", "c")]),
        (pod({"image": 1}, "x"), pod({"image": 2}, "y"), []),
        (pod(), {**pod(), "containers": {"a": {"image": "x"}}}, []),
    ],
)
def test_images(before: dict[str, Any], after: dict[str, Any], found: list[tuple[str, str]]) -> None:
    (change,) = kustompy.diff([before], [after])
    assert [tuple(each) for each in image_changes(change)] == found


def test_images_of_a_resource_that_is_new_or_gone() -> None:
    (change,) = kustompy.diff([], [pod(WEB)])
    assert [tuple(each) for each in image_changes(change)] == [("", "web:1")]
    (change,) = kustompy.diff([pod(WEB)], [])
    assert [tuple(each) for each in image_changes(change)] == [("web:1", "")]


def test_changes_of_the_same_overlays_stand_under_one_heading() -> None:
    groups = [Group(ENTRIES[0], each) for each in (("a", "b"), ("a", "b"), ("a",), ("a", "b"))]
    assert [(heading, len(found)) for heading, found in sections_of(groups)] == [
        ("× 2 overlays: a, b", 2), ("a", 1), ("× 2 overlays: a, b", 1),
    ]  # fmt: skip
    assert list(sections_of([])) == []
