"""Parts of edits by themselves: which element of a list becomes which, old fields, and what is printed of a value."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.editing.alignment import alignment
from kustompy.editing.comments import comments
from kustompy.editing.layout import laid_out, printable
from kustompy.editing.legacy import unfolded
from kustompy.editing.proven import proven_text, pruned
from kustompy.errors import KustomizationError
from kustompy.kustomization.fields import STRUCT

A, B = {"name": "a", "x": 1}, {"name": "b", "x": 1}
ALIGNED: list[tuple[list[Any], list[Any], list[int | None]]] = [
    ([], [], []),
    ([], [1], [None]),
    ([1], [], []),
    ([1, 2], [2, 1], [1, 0]),
    # equal ones keep their order
    ([1, 1, 2], [2, 1, 1], [2, 0, 1]),
    ([1], [1, 1], [0, None]),
    # JSON tells them apart
    ([1, True, 1.0], [True, 1.0, 1], [1, 2, 0]),
    ([{"a": [1]}], [{"b": 1}, {"a": [1]}], [None, 0]),
    # by name and namespace
    ([A, B], [{**B, "x": 2}, {**A, "x": 2}], [1, 0]),
    ([A, {**A, "namespace": "n"}], [{**A, "namespace": "n", "x": 2}], [1]),
    ([A, B], [A, {**A, "x": 2}], [0, 1]),
    ([A], [{**A, "x": 2}, {**A, "x": 3}], [0, None]),
    # changed in their place, where as many stand as before
    ([1, 2, 3], [1, 4, 3], [0, 1, 2]),
    ([1, 2, 3], [4, 2, 5], [0, 1, 2]),
    ([1, 2, 3, 9], [4, 5, 9], [None, None, 3]),
    ([1, 2], [3, 4], [0, 1]),
    ([1, 2], [3], [None]),
    ([1], [1, 2], [0, None]),
    ([0, 1, 2, 3], [0, 5, 3, 6], [0, None, 3, None]),
    ([1, 2], [2, 3], [1, None]),
    # one that moved from between is not there any more
    ([1, 2, 3, 4], [1, 5, 4, 2], [0, 2, 3, 1]),
]


@pytest.mark.parametrize("number", range(len(ALIGNED)))
def test_which_element_comes_from_which(number: int) -> None:
    old, new, expected = ALIGNED[number]
    assert alignment(old, new) == expected


@pytest.mark.parametrize(
    ("written", "edited", "expected"),
    [
        # nothing changed: the file keeps what it has
        ({"bases": ["b"]}, {"resources": ["b"]}, {"bases": ["b"]}),
        ({"bases": ["b"], "resources": ["a"]}, {"resources": ["a", "b"]}, {"bases": ["b"], "resources": ["a"]}),
        # whatever comes behind goes into the old list
        ({"bases": ["b"]}, {"resources": ["b", "c"]}, {"bases": ["b", "c"]}),
        (
            {"bases": ["b"], "resources": ["a"]},
            {"resources": ["a", "b", "c"]},
            {"bases": ["b", "c"], "resources": ["a"]},
        ),
        ({"bases": ["b"], "resources": ["a"]}, {"resources": ["b"]}, {"bases": ["b"], "resources": []}),
        ({"bases": ["b"], "resources": ["a"]}, {"resources": ["c", "a"]}, {"bases": [], "resources": ["c", "a"]}),
        ({"bases": ["b"], "resources": ["a"]}, {}, {"bases": [], "resources": []}),
        # other fields
        ({"bases": ["b"]}, {"resources": ["b"], "namePrefix": "x"}, {"bases": ["b"], "namePrefix": "x"}),
        ({"bases": ["b"], "namePrefix": "y"}, {"resources": ["b"]}, {"bases": ["b"]}),
        ({"bases": ["b"]}, {"resources": ["b"], "kind": "Kustomization"}, {"bases": ["b"], "kind": "Kustomization"}),
    ],
)  # fmt: skip
def test_old_fields_stay(written: dict[str, Any], edited: dict[str, Any], expected: dict[str, Any]) -> None:
    folded = {key: value for key, value in written.items() if key != "bases"}
    folded["resources"] = [*written.get("resources", []), *written.get("bases", [])]
    assert unfolded(written, folded, edited) == expected


def test_what_folding_adds_is_not_written() -> None:
    added = {"apiVersion": "v1", "kind": "Kustomization", "helmCharts": [{"name": "a"}]}
    assert unfolded({"namePrefix": "x"}, {"namePrefix": "x", **added}, {"namePrefix": "y", **added}) == {
        "namePrefix": "y"
    }
    assert unfolded({}, added, {**added, "helmCharts": []}) == {"helmCharts": []}


def test_entries_that_no_edit_has_touched_keep_their_env() -> None:
    old = [
        {"name": "a", "env": "a.env"},
        {"name": "b", "env": "b.env", "envs": ["c.env"]},
        {"name": "d", "envs": ["d"]},
    ]
    seen = [{"name": "a", "envs": ["a.env"]}, {"name": "b", "envs": ["c.env", "b.env"]}, {"name": "d", "envs": ["d"]}]
    new = [{"name": "x"}, {**seen[1], "literals": ["l=1"]}, {"name": "a", "envs": ["a.env", "z.env"]}, seen[2]]
    for field in ("configMapGenerator", "secretGenerator"):
        assert unfolded({field: old}, {field: seen}, {field: new}) == {
            field: [
                {"name": "x"}, {"name": "b", "literals": ["l=1"], "envs": ["c.env"], "env": "b.env"},
                {"name": "a", "envs": ["a.env", "z.env"]}, seen[2],
            ]
        }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("replicas", [{"name": "a", "count": 0}], [{"name": "a", "count": 0}]),
        ("replicas", [{"name": "", "count": 1}], [{"count": 1}]),
        ("images", [{"name": "a", "newTag": "", "digest": None}], [{"name": "a"}]),
        ("labels", [{"pairs": {}, "includeSelectors": False}], [{}]),
        ("labels", [{"pairs": {"a": ""}, "includeSelectors": True}], [{"pairs": {"a": ""}, "includeSelectors": True}]),
        ("patches", [{"path": "a", "target": {}}], [{"path": "a", "target": {}}]),
        ("patches", [{"path": "a", "target": None}], [{"path": "a"}]),
        ("configMapGenerator", [{"name": "a", "literals": [], "options": {}}], [{"name": "a", "options": {}}]),
        ("vars", [{"name": "V", "objref": {}, "fieldref": {}}], [{"name": "V", "objref": {}, "fieldref": {}}]),
        ("resources", "a", "a"),
    ],
)
def test_what_is_printed_of_a_value(field: str, value: Any, expected: Any) -> None:
    assert printable(value, STRUCT.fields[field]) == expected


@pytest.mark.parametrize(
    ("text", "fields", "printed"),
    [
        ("# a\nresources: [a]\n", {"resources": ["a", "b"]}, "# a\nresources:\n- a\n- b\n"),
        # fields that are new come in kustomize's order, behind the others
        ("namePrefix: x\n", {"kind": "Kustomization", "namePrefix": "x", "resources": ["a"]},
         "namePrefix: x\nkind: Kustomization\nresources:\n- a\n"),
        # the comment of a field that is empty now stays
        ("# a\nresources: [a]\n# b\nnamePrefix: x\n", {"namePrefix": "x"}, "# a\n# b\nnamePrefix: x\n"),
        # comments among lines come in front of the field, blank lines as well
        ("# a\nresources:\n# b\n\n- a\n", {"resources": ["a"]}, "# a\n# b\n\nresources:\n- a\n"),
        # what is behind the last field, or on its line, is lost
        ("resources: [a] # b\n# c\n", {"resources": ["a"]}, "resources:\n- a\n"),
        ("resources: [a]\nnamePrefix: x", {"resources": ["a"], "namePrefix": "x"}, "resources:\n- a\nnamePrefix: x\n"),
        ("RESOURCES: [a]\nkey\n", {"resources": ["a"]}, "resources:\n- a\n"),
        ("resources: [a]\nresources: [b]\n", {"resources": ["b"]}, "resources:\n- b\nresources:\n- b\n"),
        ("namespace\n", {"namespace": "x"}, "namespace: x\n"),
        ("metadata: {}\n", {"metadata": {}}, "metadata: {}\n"),
        ("openapi: {}\nresources: []\n", {"openapi": {}, "resources": []}, ""),
    ],
)  # fmt: skip
def test_a_file_that_is_printed_anew(text: str, fields: dict[str, Any], printed: str) -> None:
    assert laid_out(text.encode(), fields).decode() == printed


def test_what_kustomize_leaves_out() -> None:
    value: dict[str, Any] = {
        "a": None,
        "b": [],
        "c": {},
        "d": {"e": None},
        "f": [{"g": []}, None],
        "h": False,
        "i": "",
        "j": 0,
    }
    assert pruned(value) == {"f": [{}, None], "h": False, "i": "", "j": 0}


def edited(text: str, **fields: Any) -> str:
    before = {"resources": ["a"]}
    return proven_text(text.encode(), "kustomization.yaml", before, {**before, **fields}).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resources:\n- a\n", "resources:\n- a\n- b\n"),
        ("resources:\r\n- a\r\n", "resources:\r\n- a\r\n- b\r\n"),
        # each line keeps its own end
        ("# x\nresources:\r\n- a\r\n", "# x\nresources:\r\n- a\r\n- b\n"),
        ("\ufeffresources: [a]\n", "\ufeffresources: [a, b]\n"),
        ("resources: [a]\n---\nmore\n", "resources: [a, b]\n---\nmore\n"),
    ],
)
def test_ends_of_lines_and_marks_stay(text: str, expected: str) -> None:
    assert edited(text, resources=["a", "b"]) == expected


def test_a_second_document_is_not_lost() -> None:
    with pytest.raises(KustomizationError, match="has a second document, which would be lost"):
        proven_text(b"\xff: 1\n---\nresources: []\n", "k", {}, {"namePrefix": "x"})
    assert proven_text(b"# \xff\n---\n...\n", "k", {}, {"namePrefix": "x"}).endswith(b"namePrefix: x\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []), ("# a", ["# a"]), ("# a\n# b  \n", ["# a", "# b"]), ("a: b # c\n", ["# c"]), ("a: b#c\n", []),
        ("a: '# b' # c\n", ["# c"]), ("a: |\n  # b\n# c\n", ["# c"]), ("'# a': 1\n", []),
        ("a: [ # b\n  c] # d\n", ["# b", "# d"]),
        ("a: # b\n# c\n- d\n", ["# b", "# c"]), ("# a\n---\nb: c\n", ["# a"]),
    ],
)  # fmt: skip
def test_comments(text: str, found: list[str]) -> None:
    assert comments(text) == found
