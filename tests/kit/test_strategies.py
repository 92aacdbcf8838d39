"""The strategies themselves: what they refuse, what they shrink to, what Hypothesis knows of them."""

from __future__ import annotations

import functools

import pytest
from hypothesis import find as find_any
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.testing import KINDS, json_patches, kustomizations, resources, strategic_merge_patches, trees

SAME_EVERY_TIME = settings(derandomize=True, deadline=None, database=None)
find = functools.partial(find_any, settings=SAME_EVERY_TIME)

SMALLEST = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "main", "image": "web"}]},
        },
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn(kind: str) -> None:
    found = find(resources(kind), lambda each: True)
    assert (found["kind"], found["metadata"]) == (kind, {"name": "web"})


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(kustompy.UsageError, match="no strategy for kind 'Deploiment'; there are ClusterRole, "):
        resources("Deploiment")


def test_examples_shrink_to_a_few_lines() -> None:
    assert find(resources("Deployment"), lambda each: True) == SMALLEST
    assert len(kustompy.dump(find(resources(), lambda each: True)).splitlines()) <= 6
    several = find(resources("Deployment"), lambda each: len(each["spec"]["template"]["spec"]["containers"]) > 1)
    assert len(kustompy.dump(several).splitlines()) <= 18
    tree = find(trees(), lambda each: "namePrefix" in each["kustomization.yaml"])
    assert tree["kustomization.yaml"] == {"resources": ["resources.yaml"], "namePrefix": "a-"}
    assert len(kustompy.dump(tree["resources.yaml"]).splitlines()) <= 6


def test_patches_shrink_too() -> None:
    assert len(find(json_patches(for_=SMALLEST), lambda each: True)) == 1
    assert find(strategic_merge_patches(for_=SMALLEST), lambda each: "spec" in each).keys() == SMALLEST.keys()


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(kustomizations())
def test_a_kustomization_over_nothing_builds(fields: kustompy.Kustomization) -> None:
    kustompy.build(fields, disk=False)


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(st.from_type(kustompy.Resource), st.from_type(kustompy.ResourceId))
def test_hypothesis_knows_our_types(resource: kustompy.Resource, name: kustompy.ResourceId) -> None:
    assert resource.kind in KINDS
    assert name.gvk.kind in KINDS
