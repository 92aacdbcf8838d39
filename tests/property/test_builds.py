"""Laws of whole builds: hashes, references, order, and transformers that leave alone what they do not name."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import kustompy
from kustompy.testing import (
    assert_hashes_match,
    assert_idempotent,
    assert_no_dangling_references,
    assert_only_changes,
    assert_valid,
    labels,
    names,
    resources,
    trees,
)
from kustompy.testing.references import needed

Manifest = dict[str, Any]
UNIQUE = st.lists(resources(), min_size=1, max_size=4, unique_by=lambda each: (each["kind"], each["metadata"]["name"]))
LITERALS = st.dictionaries(st.sampled_from(("a", "B", "c.d")), st.sampled_from(("", "1", "x y", "a=b")), min_size=1)


def over(manifests: list[Manifest], fields: Manifest) -> kustompy.Build:
    """The manifests under the fields of a kustomization."""
    return kustompy.build({**fields, "resources": ["all.yaml"]}, files={"all.yaml": manifests}, disk=False)


@given(resources())
def test_what_is_drawn_as_valid_is_valid(manifest: Manifest) -> None:
    assert_valid([manifest])


@given(resources(valid=False))
def test_what_is_drawn_as_invalid_is_not(manifest: Manifest) -> None:
    assert any(each.severity == "error" for each in kustompy.validate([manifest]))


@given(trees())
def test_hashes_match_their_content(tree: Manifest) -> None:
    assert_hashes_match(kustompy.build(".", files=tree, disk=False))


@given(LITERALS, LITERALS, names(), names())
def test_hashes_are_equal_where_the_data_is(a: dict[str, str], b: dict[str, str], name: str, other: str) -> None:
    def suffix(data: dict[str, str], name: str) -> str:
        generator = {"name": name, "literals": [f"{key}={value}" for key, value in data.items()]}
        built = kustompy.build({"configMapGenerator": [generator]}, disk=False)
        return built[0].name.removeprefix(f"{name}-")

    assert (suffix(a, name) == suffix(b, other)) == (a == b)
    assert suffix(dict(reversed(a.items())), name) == suffix(a, name)


@given(resources("Deployment"), st.sampled_from(("namePrefix", "nameSuffix")), st.booleans())
def test_references_follow_every_rename(workload: Manifest, field: str, generated: bool) -> None:
    """Whatever a workload refers to is there under its new name, or was never there."""
    named = needed(workload)
    there = [
        {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}
        for kind, name in sorted(named)
        if not (generated and kind == "ConfigMap")
    ]
    fields: Manifest = {field: "x-y"}
    if generated:
        fields["configMapGenerator"] = [
            {"name": name, "literals": ["a=b"]} for kind, name in sorted(named) if kind == "ConfigMap"
        ]
    fields["namespace"] = "shop"
    assert_no_dangling_references(over([workload, *there], fields))


@given(UNIQUE, st.randoms(use_true_random=False))
def test_legacy_order_does_not_depend_on_the_order_of_the_files(manifests: list[Manifest], random: Any) -> None:
    shuffled = list(manifests)
    random.shuffle(shuffled)
    fields = {"sortOptions": {"order": "legacy"}}
    assert over(manifests, fields).to_yaml() == over(shuffled, fields).to_yaml()


@given(UNIQUE)
def test_fifo_order_is_that_of_the_files(manifests: list[Manifest]) -> None:
    built = over(manifests, {"sortOptions": {"order": "fifo"}})
    assert [(each.kind, each.name) for each in built] == [
        (each["kind"], each["metadata"]["name"]) for each in manifests
    ]


@given(UNIQUE, labels(min_size=1))
def test_labels_twice_are_labels_once(manifests: list[Manifest], pairs: dict[str, str]) -> None:
    assert_idempotent({"labels": [{"pairs": pairs, "includeSelectors": True}]}, manifests)


@given(UNIQUE, labels(min_size=1))
def test_labels_change_labels_only(manifests: list[Manifest], pairs: dict[str, str]) -> None:
    assert_only_changes(over(manifests, {}), over(manifests, {"labels": [{"pairs": pairs}]}), ["metadata.labels"])


@given(UNIQUE)
def test_images_change_images_only(manifests: list[Manifest]) -> None:
    fields = {"images": [{"name": "web", "newTag": "9"}, {"name": "redis", "newName": "valkey"}]}
    before = over(manifests, {})
    assert_only_changes(before, over(manifests, fields), ["**.containers[*].image", "**.initContainers[*].image"])
    assert "redis:7-alpine" not in over(manifests, fields).images()


@given(UNIQUE, st.integers(0, 9))
def test_replicas_change_replicas_only(manifests: list[Manifest], count: int) -> None:
    name = manifests[0]["metadata"]["name"]
    fields = {"replicas": [{"name": name, "count": count}]}
    scaled = any(
        each["metadata"]["name"] == name and each["kind"] in ("Deployment", "StatefulSet", "ReplicaSet")
        for each in manifests
    )
    if scaled:
        assert_only_changes(over(manifests, {}), over(manifests, fields), [f"*/{name}:spec.replicas"])
