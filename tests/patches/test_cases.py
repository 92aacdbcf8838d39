"""Patches as rows of a table, each with what the real binary makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.errors import KustompyError, LimitError, PatchError
from kustompy.fieldspecs.merge_schema import merge_schema
from kustompy.patches.json_patch import json_patch, parse_json_patch
from kustompy.patches.strategic_merge import strategic_merge
from kustompy.yamlio.go.go_json import through_json
from kustompy.yamlio.read.reader import read
from kustompy.yamlio.writer import write_document
from tests.patch_cases import Case, cases

MERGES = cases("strategic_merge.txt")
JSON_PATCHES = cases("json_patch.txt")
assert len(MERGES) > 40
assert len(JSON_PATCHES) > 70


@pytest.mark.parametrize("case", MERGES, ids=lambda each: each.name)
def test_strategic_merge(case: Case) -> None:
    try:
        merged = strategic_merge(read(case.dest)[0], read(case.patch)[0], merge_schema())
    except KustompyError as error:
        assert in_block_style(f"error: {error}") == in_block_style(case.expected)
    else:
        assert ("" if merged is None else write_document(merged)) == case.expected


def in_block_style(text: str) -> str:
    """kustomize shows what it refuses as it was written; kustompy has only the value."""
    return text.partition("node contents:")[0].strip()


@pytest.mark.parametrize("case", JSON_PATCHES, ids=lambda each: each.name)
def test_json_patch(case: Case) -> None:
    try:
        patched = json_patch(through_json(read(case.dest)[0]), parse_json_patch(case.patch))
    except KustompyError as error:
        assert f"error: {error}\n" == case.expected
    else:
        assert write_document(through_json(patched)) == case.expected


@pytest.mark.parametrize(
    "text", ["", "- 5", "[5]", "{op: add}", "[{op: add, path: /a}]", '[{"op": "add"},]', '[{"op": NaN}]', "[] x"]
)
def test_no_json_patch(text: str) -> None:
    with pytest.raises(PatchError):
        parse_json_patch(text)


def test_a_patch_lends_nothing_to_what_it_is_applied_to() -> None:
    patch = {"spec": {"tolerations": [{"key": "a"}], "template": {"metadata": {"labels": {"a": "b"}}}}}
    one = strategic_merge({"apiVersion": "apps/v1", "kind": "Deployment"}, patch, merge_schema())
    assert one is not None
    one["spec"]["tolerations"][0]["key"] = one["spec"]["template"]["metadata"]["labels"]["a"] = "changed"
    assert patch == {"spec": {"tolerations": [{"key": "a"}], "template": {"metadata": {"labels": {"a": "b"}}}}}


def test_long_lists_merge_where_they_are_regular() -> None:
    pod: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Pod",
        "spec": {"containers": [{"name": f"c{i}"} for i in range(2000)]},
    }
    assert strategic_merge(pod, {"spec": {"containers": [{"name": "c7", "image": "x"}]}}, merge_schema()) is pod
    assert pod["spec"]["containers"][0] == {"name": "c7", "image": "x"}

    pod["spec"]["containers"].append({"name": "c7"})
    with pytest.raises(LimitError, match="a list of 2001 elements"):
        strategic_merge(pod, {}, merge_schema())
