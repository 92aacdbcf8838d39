"""Laws of diffs over drawn values and trees."""

from __future__ import annotations

import json
import os
from typing import Any

import jsonpatch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.planning.changes.fields import differing_fields
from kustompy.planning.changes.operations import operations
from kustompy.planning.changes.same import same
from kustompy.testing import resources, trees

Manifest = dict[str, Any]
LAWS = settings(
    max_examples=int(os.environ.get("KUSTOMPY_EXAMPLES", "60")), derandomize="KUSTOMPY_EXAMPLES" not in os.environ,
    database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip

SCALARS = st.sampled_from([None, True, False, 0, 1, 1.5, "", "a", "b", "x\ny"])
KEYS = st.sampled_from(["name", "key", "a", "b/c", "~d", "", "containers"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=5) | st.dictionaries(KEYS, below, max_size=4), max_leaves=25
)
SPECS = st.dictionaries(KEYS, VALUES, max_size=4)


def thing(spec: Any) -> Manifest:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "a"},
        "spec": {"template": {"spec": spec}},
    }


@LAWS
@given(SPECS, SPECS)
def test_the_operations_lead_from_one_to_the_other(one: Manifest, other: Manifest) -> None:
    before, after = thing(one), thing(other)
    assert same(jsonpatch.apply_patch(before, operations(before, after)), after)


@LAWS
@given(SPECS, SPECS)
def test_fields_differ_where_operations_do(one: Manifest, other: Manifest) -> None:
    before, after = thing(one), thing(other)
    assert bool(differing_fields(before, after)) == bool(operations(before, after)) == (not same(before, after))
    for each in differing_fields(before, after):
        if each.kind != "added":
            assert same(at(before, each.old_path), each.old)
        if each.kind != "removed":
            assert same(at(after, each.new_path), each.new)


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@LAWS
@given(trees(max_resources=3), trees(max_resources=3))
def test_the_patches_of_two_builds_lead_there(one: Manifest, other: Manifest) -> None:
    a, b = (kustompy.build(".", files=each, disk=False) for each in (one, other))
    check_patches(a, b)
    check_patches(a, a)


@LAWS
@given(trees(max_resources=3), st.sampled_from(["namePrefix: x-", "namespace: other", "commonAnnotations: {a: b}"]))
def test_the_patches_of_two_overlays_lead_there(tree: Manifest, fields: str) -> None:
    above = {f"base/{path}": content for path, content in tree.items()}
    above["over/kustomization.yaml"] = f"resources: [../base]\n{fields}\n"
    a, b = (kustompy.build(each, files=above, disk=False) for each in ("base", "over"))
    found = check_patches(a, b)
    assert not [each for each in found if each.kind != "changed"]


def in_order(manifest: Manifest) -> str:
    return json.dumps(manifest, sort_keys=True)


def check_patches(a: kustompy.Build, b: kustompy.Build) -> kustompy.Diff:
    """Hold the patches against what is there, and that all else is as it was; and return what differs."""
    found = kustompy.diff(a, b)
    before, after = list(a.to_dicts()), list(b.to_dicts())
    for change in found:
        if change.before is not None:
            before.remove(change.before)
        if change.after is not None:
            after.remove(change.after)
        if change.kind == "changed":
            assert same(jsonpatch.apply_patch(change.before, change.operations), change.after)
            assert change.fields
    assert sorted(map(in_order, before)) == sorted(map(in_order, after))
    return found


@LAWS
@given(resources(), resources())
def test_what_differs_one_way_differs_the_other(one: Manifest, other: Manifest) -> None:
    there, back = kustompy.diff([one], [other]), kustompy.diff([other], [one])
    assert len(there) == len(back)
    assert sorted(each.kind for each in there) == sorted(
        {"added": "removed", "removed": "added", "changed": "changed"}[each.kind] for each in back
    )
