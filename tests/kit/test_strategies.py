"""The strategies themselves: what they refuse, what they shrink to, what Hypothesis knows of them."""

from __future__ import annotations

import copy
import functools
from typing import Any

import pytest
from hypothesis import find as find_any
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.testing import (
    KINDS,
    components,
    json_patches,
    kustomizations,
    lists,
    patches,
    resources,
    strategic_merge_patches,
    trees,
)
from kustompy.testing.pattern_texts import texts_of

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


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(trees())
def test_trees_build(tree: dict[str, Any]) -> None:
    assert len(kustompy.build(".", files=tree, disk=False)) > 0


@settings(max_examples=25, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_a_component_builds_over_its_manifests(data: st.DataObject) -> None:
    manifest = data.draw(resources())
    component = data.draw(components([manifest]))
    files: dict[str, Any] = {"part/kustomization.yaml": component, "a.yaml": [manifest]}
    kustompy.build({"resources": ["a.yaml"], "components": ["part"]}, files=files, disk=False)


def test_a_list_is_what_kustomize_takes_apart() -> None:
    found = find(lists(), lambda each: len(each["items"]) > 1)
    assert len(kustompy.build({"resources": ["a.yaml"]}, files={"a.yaml": found}, disk=False)) == 2


DEFINITION: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "queues.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "queues", "singular": "queue", "kind": "Queue", "listKind": "QueueList"},
        "versions": [
            {"name": "v1alpha1", "served": False, "storage": False, "schema": {"openAPIV3Schema": {"type": "object"}}},
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {"status": {}},
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "required": ["spec"],
                        "properties": {
                            "spec": {
                                "type": "object",
                                "required": ["size", "region"],
                                "x-kubernetes-validations": [
                                    {"rule": "!has(self.burst) || self.burst >= self.size", "message": "burst"}
                                ],
                                "properties": {
                                    "size": {"type": "integer", "minimum": 2, "maximum": 100, "multipleOf": 2},
                                    "burst": {"type": "integer"},
                                    "region": {"type": "string", "pattern": "^(eu|us)-(north|west)-[1-9]$"},
                                    "share": {"type": "number", "minimum": 0, "maximum": 0.5, "exclusiveMinimum": True},
                                    "mode": {"type": "string", "enum": ["Fair", "Strict"]},
                                    "limit": {"x-kubernetes-int-or-string": True},
                                    "since": {"type": "string", "format": "date-time"},
                                    "code": {"type": "string", "minLength": 20, "maxLength": 24, "pattern": "^[a-f]+$"},
                                    "labels": {
                                        "type": "object",
                                        "minProperties": 1,
                                        "additionalProperties": {"type": "string", "maxLength": 3},
                                    },
                                    "members": {
                                        "type": "array",
                                        "minItems": 1,
                                        "x-kubernetes-list-type": "map",
                                        "x-kubernetes-list-map-keys": ["name"],
                                        "items": {
                                            "type": "object",
                                            "required": ["name"],
                                            "properties": {"name": {"type": "string"}, "on": {"type": "boolean"}},
                                        },
                                    },
                                    "from": {
                                        "type": "object",
                                        "oneOf": [{"required": ["url"]}, {"required": ["file"]}],
                                        "properties": {"url": {"type": "string"}, "file": {"type": "string"}},
                                    },
                                    "template": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                                },
                            },
                            "status": {"type": "object", "properties": {"ready": {"type": "integer"}}},
                        },
                    }
                },
            },
        ],
    },
}
FIELDS = DEFINITION["spec"]["versions"][1]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]


def test_custom_resources_fit_their_definition() -> None:
    seen: set[str] = set()

    @settings(SAME_EVERY_TIME, max_examples=100)
    @given(resources(crd=DEFINITION))
    def drawn(manifest: dict[str, Any]) -> None:
        assert kustompy.validate([manifest], crds=[DEFINITION]) == []
        assert "status" not in manifest
        seen.update(manifest["spec"])

    drawn()
    assert seen <= set(FIELDS)
    assert len(seen) > len(FIELDS) // 2


RULES: dict[str, tuple[str, str, list[str]]] = {
    "a name": ("object", "self.metadata.name == 'the-only-one'", []),
    "a name by its form": (
        "object", r"self.metadata.name.matches('^(.+\\.)?(rbd|nfs)\\.csi\\.example\\.com$')", []
    ),
    "one of two fields": ("spec", "has(self.a) != has(self.b)", ["a", "b"]),
    "two fields among many": (
        "spec", "has(self.name) && has(self.__namespace__)",
        ["apiVersion", "first", "name", "namespace", "other", "third", "uid", "version"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_rules_that_chance_alone_seldom_keeps(case: str) -> None:
    where, rule, fields = RULES[case]
    rules = {"x-kubernetes-validations": [{"rule": rule}]}
    spec: dict[str, Any] = {"type": "object", "properties": {name: {"type": "string"} for name in fields}}
    schema: dict[str, Any] = {"type": "object", "required": ["spec"], "properties": {"spec": spec}}
    (schema if where == "object" else spec).update(rules)
    versions = [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}]
    definition = {**DEFINITION, "spec": {**DEFINITION["spec"], "versions": versions}}

    @settings(SAME_EVERY_TIME, max_examples=20)
    @given(resources(crd=definition))
    def drawn(manifest: dict[str, Any]) -> None:
        assert kustompy.validate([manifest], crds=[definition]) == []

    drawn()


def test_kinds_that_no_definition_defines_are_told() -> None:
    with pytest.raises(kustompy.UsageError, match="no definition of kind 'Que'; there is Queue"):
        resources("Que", crd=DEFINITION)
    with pytest.raises(kustompy.UsageError, match="no definition of any kind; there is no CustomResourceDefinition"):
        resources(crd=SMALLEST)


PATTERNS = [
    "^[a-z]([-a-z0-9]*[a-z0-9])?$", "^(a|b|)$", r"^\d{3}-\w+$", r"^[^/]+/[^/]+$", "x", "", r"^\PL\p{Greek}$",
    "(?i)^web$", "^a{0}$", r"^\bweb\b$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(data=st.data())
def test_texts_match_their_pattern(pattern: str, data: st.DataObject) -> None:
    from kustompy.golang import regexp

    assert regexp.compile(pattern).search(data.draw(texts_of(pattern)))


def test_a_test_may_change_what_it_is_given() -> None:
    """What one example changes in place is not in the next: constants of the strategies are copied."""
    manifest: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}}
    seen: set[str] = set()

    def spoil(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                spoil(each)
            value["spoiled"] = True
        elif isinstance(value, list):
            for each in value:
                spoil(each)
            value.append("spoiled")

    @settings(max_examples=100, database=None, derandomize=True)
    @given(resources("Pod"), json_patches(for_=manifest))
    def law(pod: dict[str, Any], operations: list[dict[str, Any]]) -> None:
        seen.update(each["op"] for each in operations)
        for value in (pod, operations):
            assert "spoiled" not in repr(value)
            spoil(value)

    law()
    assert "add" in seen


def test_trees_are_of_the_manifests_that_are_given() -> None:
    @settings(max_examples=20, database=None, derandomize=True)
    @given(trees(resources("Service")))
    def law(tree: dict[str, Any]) -> None:
        [drawn] = [each for path, each in tree.items() if path.endswith("resources.yaml")]
        items = drawn["items"] if isinstance(drawn, dict) else drawn
        assert {each["kind"] for each in items} == {"Service"}

    law()
    assert find(trees(), lambda tree: "resources.yaml" in tree)


@pytest.mark.parametrize(
    ("path", "container", "shifts"),
    [
        ("/spec/args/0", "/spec", False),
        ("/spec/ports/0", "/spec/ports/1", True),
        ("/spec/ports/0", "/spec/ports/0/x", True),
        ("/spec/ports", "/spec/ports/0", False),
        ("/spec/a", "/spec/b", False),
    ],
)
def test_what_would_shift_the_indexes_of_a_place(path: str, container: str, shifts: bool) -> None:
    """A value that is moved out of a list must not change where it is moved to."""
    assert patches._shifts(path, [(container, {})]) is shifts


def test_a_null_among_the_values_of_an_enum_is_not_drawn() -> None:
    crd = copy.deepcopy(DEFINITION)
    spec = crd["spec"]["versions"][1]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    spec["required"], spec["x-kubernetes-validations"] = ["mode"], []
    spec["properties"] = {"mode": {"type": "string", "nullable": True, "enum": ["a", "b", None]}}
    drawn: set[Any] = set()

    @settings(max_examples=30, database=None, derandomize=True)
    @given(resources(crd=crd))
    def law(manifest: dict[str, Any]) -> None:
        drawn.add(manifest["spec"]["mode"])

    law()
    assert drawn == {"a", "b"}
