"""Laws of strategic merge and of JSON patches."""

from __future__ import annotations

from typing import Any

import jsonpatch
from hypothesis import given
from hypothesis import strategies as st

import kustompy
from kustompy.testing import json_patches, resources, strategic_merge_patches

Manifest = dict[str, Any]


def with_merge_patch(manifests: st.SearchStrategy[Manifest]) -> st.SearchStrategy[tuple[Manifest, Manifest]]:
    return manifests.flatmap(lambda each: st.tuples(st.just(each), strategic_merge_patches(for_=each)))


def with_json_patch(manifests: st.SearchStrategy[Manifest]) -> st.SearchStrategy[tuple[Manifest, list[Manifest]]]:
    return manifests.flatmap(lambda each: st.tuples(st.just(each), json_patches(for_=each)))


def identity(manifest: Manifest) -> Manifest:
    return {key: manifest[key] for key in ("apiVersion", "kind", "metadata")}


@given(resources())
def test_a_patch_that_says_nothing_changes_nothing(manifest: Manifest) -> None:
    assert kustompy.strategic_merge(manifest, identity(manifest)) == manifest


@given(resources())
def test_a_manifest_merged_into_itself_stays_itself(manifest: Manifest) -> None:
    assert kustompy.strategic_merge(manifest, manifest) == manifest


@given(resources())
def test_a_patch_into_nothing_is_what_is_there(manifest: Manifest) -> None:
    assert kustompy.strategic_merge(identity(manifest), manifest) == manifest


@given(with_merge_patch(resources()))
def test_neither_side_of_a_merge_is_changed(pair: tuple[Manifest, Manifest]) -> None:
    manifest, patch = pair
    before = repr(pair)
    kustompy.strategic_merge(manifest, patch)
    assert repr(pair) == before


@given(with_merge_patch(resources()))
def test_merging_twice_is_merging_once(pair: tuple[Manifest, Manifest]) -> None:
    manifest, patch = pair
    once = kustompy.strategic_merge(manifest, patch)
    assert once is not None
    assert kustompy.strategic_merge(once, patch) == once


@given(with_merge_patch(resources()))
def test_only_fields_that_the_patch_names_change(pair: tuple[Manifest, Manifest]) -> None:
    manifest, patch = pair
    merged = kustompy.strategic_merge(manifest, patch)
    assert merged is not None
    untouched = manifest.keys() - patch.keys()
    assert {key: merged.get(key) for key in untouched} == {key: manifest[key] for key in untouched}


@given(with_merge_patch(resources()))
def test_a_build_merges_as_the_function_does(pair: tuple[Manifest, Manifest]) -> None:
    manifest, patch = pair
    fields = {"resources": ["it.yaml"], "patches": [{"path": "patch.yaml"}]}
    built = kustompy.build(fields, files={"it.yaml": manifest, "patch.yaml": patch}, disk=False)
    assert built.to_yaml() == kustompy.dump(kustompy.strategic_merge(manifest, patch) or [])


@given(with_json_patch(resources()))
def test_json_patches_are_those_of_rfc_6902(pair: tuple[Manifest, list[Manifest]]) -> None:
    manifest, operations = pair
    before = repr(pair)
    assert kustompy.json_patch(manifest, operations) == jsonpatch.apply_patch(manifest, operations)
    assert repr(pair) == before


@given(with_json_patch(resources()))
def test_operations_one_by_one_are_the_patch(pair: tuple[Manifest, list[Manifest]]) -> None:
    manifest, operations = pair
    step_by_step = manifest
    for each in operations:
        step_by_step = kustompy.json_patch(step_by_step, [each])
    assert step_by_step == kustompy.json_patch(manifest, operations)


@given(with_json_patch(resources()))
def test_the_operations_of_a_diff_lead_there(pair: tuple[Manifest, list[Manifest]]) -> None:
    manifest, operations = pair
    after = kustompy.json_patch(manifest, operations)
    for change in kustompy.diff([manifest], [after]):
        assert kustompy.json_patch(manifest, change.operations) == after
