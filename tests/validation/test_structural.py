"""The rules of structural schemas, one by one: what a CustomResourceDefinition may say, and where it is blamed."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.validation.schema.structural import broken_rules

PRESERVE, EMBEDDED = "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"
INT_OR_STRING = "x-kubernetes-int-or-string"
LIST_TYPE, LIST_KEYS, MAP_TYPE = "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"
TEXT = {"type": "string"}
TWO = [{"type": "integer"}, {"type": "string"}]
NAMED = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}


def definition(schema: Any, **more: Any) -> dict[str, Any]:
    version = {"name": "v1", "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"plural": "as", "kind": "A", "listKind": "AList"}
    spec = {"group": "x.y", "names": names, "versions": [version], **more}
    return {"apiVersion": "apiextensions.k8s.io/v1", "metadata": {"name": "as.x.y"}, "spec": spec}


def below(path: tuple[Any, ...], top: tuple[Any, ...]) -> str:
    return ".".join(map(str, path[len(top) :])) if path[: len(top)] == top else "/" + ".".join(map(str, path))


def of_root(schema: Any) -> list[str]:
    return [
        below(path, ("spec", "versions", 0, "schema", "openAPIV3Schema"))
        for path, _ in broken_rules(definition(schema))
    ]


def of_field(schema: Any) -> list[str]:
    return [
        each.removeprefix("properties.a").removeprefix(".")
        for each in of_root({"type": "object", "properties": {"a": schema}})
    ]


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ({"type": "object"}, []),
        ({}, ["type"]),
        ({"type": "array", "items": TEXT}, ["type"]),
        ({"type": "object", "properties": {"metadata": {"type": "object", "properties": {"name": TEXT}}}}, []),
        (
            {"type": "object", "properties": {"metadata": {"type": "object", "properties": {"uid": TEXT}}}},
            ["properties.metadata"],
        ),
        (
            {"type": "object", "properties": {"metadata": {"type": "object", "required": ["name"]}}},
            ["properties.metadata"],
        ),
        (
            {"type": "object", "properties": {"metadata": {"type": "object", "default": {}}}},
            ["properties.metadata.default"],
        ),
        ({"type": "object", "properties": {"metadata": TEXT}}, ["properties.metadata.type"]),
        ({"type": "object", "properties": {"kind": {"type": "integer"}}}, ["properties.kind.type"]),
        ({"type": "object", "properties": {"apiVersion": {"type": "integer"}}}, ["properties.apiVersion.type"]),
        ({"type": "object", "properties": {"kind": TEXT, "apiVersion": TEXT}}, []),
        ({"type": "object", "additionalProperties": TEXT}, ["additionalProperties"]),
        ({"type": "object", "additionalProperties": True}, ["additionalProperties"]),
        ({"type": "object", "properties": {"a": TEXT}, "additionalProperties": TEXT}, ["additionalProperties"]),
        ({"type": "object", "properties": {"a": 7}}, ["properties.a"]),
    ],
)
def test_roots(schema: Any, paths: list[str]) -> None:
    assert of_root(schema) == paths


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        (TEXT, []),
        ({}, [""]),
        ({"type": ""}, [""]),
        ({"type": "text"}, ["type"]),
        ({INT_OR_STRING: True}, []),
        ({INT_OR_STRING: False}, [""]),
        ({PRESERVE: True}, []),
        ({"type": "object", PRESERVE: False}, [PRESERVE]),
        ({INT_OR_STRING: True, PRESERVE: True}, [PRESERVE]),
        ({INT_OR_STRING: True, EMBEDDED: True, "properties": {"b": TEXT}}, [EMBEDDED, "type"]),
        ({"type": "object", EMBEDDED: True}, ["properties"]),
        ({"type": "object", EMBEDDED: True, PRESERVE: True}, []),
        ({"type": "object", EMBEDDED: True, "properties": {"b": TEXT}}, []),
        ({"type": "object", EMBEDDED: True, "properties": {"kind": {"type": "integer"}}}, ["properties.kind.type"]),
        ({"type": "object", EMBEDDED: True, PRESERVE: True, "additionalProperties": TEXT}, ["additionalProperties"]),
        ({"type": "object", "properties": {"kind": {"type": "integer"}}}, []),
        ({"type": "object", "additionalProperties": TEXT}, []),
        ({"type": "object", "additionalProperties": {}}, ["additionalProperties"]),
        ({"type": "object", "properties": {"b": TEXT}, "additionalProperties": False}, ["additionalProperties"]),
        ({"type": "object", "properties": {"b": TEXT}, "additionalProperties": True}, []),
        ({"type": "array"}, ["items"]),
        ({"type": "array", "items": [TEXT]}, ["items"]),
        ({"type": "array", "items": {}}, ["items"]),
        ({"type": "object", MAP_TYPE: "atomic"}, []),
        ({"type": "object", MAP_TYPE: "set"}, [MAP_TYPE]),
        ({"type": "string", MAP_TYPE: "atomic"}, [MAP_TYPE]),
        ({"type": "string", "pattern": "("}, ["pattern"]),
        ({"type": "string", "pattern": "a"}, []),
        ({"type": "array", "items": TEXT, "uniqueItems": True}, ["uniqueItems"]),
        ({"type": "array", "items": TEXT, "uniqueItems": False}, []),
        ({"type": "object", "patternProperties": {"a": {}}, "id": "x"}, ["id", "patternProperties"]),
        ({"type": "object", "$ref": "#", "definitions": {}}, ["$ref"]),
    ],
)
def test_fields(schema: Any, paths: list[str]) -> None:
    assert of_field(schema) == paths


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ({"anyOf": [{"properties": {"b": {"minLength": 1}}}]}, []),
        ({"anyOf": [{"properties": {"x": {"minLength": 1}}}]}, ["anyOf.0.properties.x"]),
        ({"allOf": [{"type": "object"}]}, ["allOf.0.type"]),
        ({"oneOf": [{}, {"default": {}}]}, ["oneOf.1.default"]),
        ({"oneOf": [{"nullable": False, "title": ""}]}, []),
        ({"not": {"description": "d"}}, ["not.description"]),
        ({"not": {"properties": {"b": TEXT}}}, ["not.properties.b.type"]),
        ({"anyOf": [7]}, ["anyOf.0"]),
        ({"anyOf": {}}, []),
        ({"anyOf": [{"properties": {"metadata": {}}}]}, ["anyOf.0.properties.metadata", "anyOf.0.properties.metadata"]),
        ({"anyOf": [{"items": TEXT}]}, ["anyOf.0.items.type", "anyOf.0.items"]),
        ({"anyOf": [{"oneOf": [{"pattern": "("}]}]}, ["anyOf.0.oneOf.0.pattern"]),
        ({"anyOf": [{"allOf": [{"properties": {"x": {}}}]}]}, ["anyOf.0.allOf.0.properties.x"]),
        ({"anyOf": [{"uniqueItems": True}]}, ["anyOf.0.uniqueItems"]),
    ],
)
def test_branches(schema: dict[str, Any], paths: list[str]) -> None:
    assert of_field({"type": "object", "properties": {"b": TEXT}, **schema}) == paths


def test_branches_of_maps_lists_and_two_types() -> None:
    branch = {"anyOf": [{"properties": {"any": {"minLength": 1}}}]}
    assert of_field({"type": "object", "additionalProperties": TEXT, **branch}) == []
    assert of_field({"type": "array", "items": TEXT, "anyOf": [{"items": {"minLength": 1}}]}) == []
    assert of_field({INT_OR_STRING: True, "anyOf": TWO}) == []
    assert of_field({INT_OR_STRING: True, "allOf": [{"anyOf": TWO}, {"pattern": "a"}]}) == []
    assert of_field({PRESERVE: True, "anyOf": TWO}) == ["anyOf.0.type", "anyOf.1.type"]
    assert of_field({INT_OR_STRING: True, "anyOf": [{"type": "boolean"}]}) == ["anyOf.0.type"]


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ({LIST_TYPE: "atomic", "items": TEXT}, []),
        ({LIST_TYPE: "bag", "items": TEXT}, [LIST_TYPE]),
        ({LIST_TYPE: "set", "items": TEXT}, []),
        ({LIST_TYPE: "set", "items": {"type": "object"}}, [f"items.{MAP_TYPE}"]),
        ({LIST_TYPE: "set", "items": {"type": "object", MAP_TYPE: "atomic"}}, []),
        ({LIST_TYPE: "set", "items": {"type": "array", "items": TEXT}}, []),
        ({LIST_TYPE: "set", "items": {"type": "array", "items": TEXT, LIST_TYPE: "set"}}, [f"items.{LIST_TYPE}"]),
        ({LIST_TYPE: "set", "items": {"type": "string", "nullable": True}}, ["items.nullable"]),
        ({LIST_TYPE: "set", "items": TEXT, LIST_KEYS: ["name"]}, [LIST_KEYS]),
        ({"items": NAMED, LIST_KEYS: ["name"]}, [LIST_KEYS]),
        ({LIST_TYPE: "map", "items": NAMED}, [""]),
        ({LIST_TYPE: "map", "items": NAMED, LIST_KEYS: []}, [""]),
        ({LIST_TYPE: "map", "items": NAMED, LIST_KEYS: ["name"]}, []),
        ({LIST_TYPE: "map", "items": TEXT, LIST_KEYS: ["name"]}, ["items.type"]),
        ({LIST_TYPE: "map", "items": {**NAMED, "nullable": True}, LIST_KEYS: ["name"]}, ["items.nullable"]),
        ({LIST_TYPE: "map", "items": NAMED, LIST_KEYS: ["name", "name"]}, [LIST_KEYS]),
        ({LIST_TYPE: "map", "items": NAMED, LIST_KEYS: "nn"}, []),
        ({LIST_TYPE: "map", "items": NAMED, LIST_KEYS: ["x"]}, [LIST_KEYS]),
        ({LIST_TYPE: "map", "items": {**NAMED, "required": []}, LIST_KEYS: ["name"]}, [LIST_KEYS]),
        ({LIST_TYPE: "map", "items": {**NAMED, "required": "name"}, LIST_KEYS: ["name"]}, [LIST_KEYS]),
        (
            {
                LIST_TYPE: "map",
                LIST_KEYS: ["name"],
                "items": {"type": "object", "properties": {"name": {"type": "string", "default": "a"}}},
            },
            [],
        ),
        (
            {
                LIST_TYPE: "map",
                LIST_KEYS: ["name"],
                "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "object"}}},
            },
            ["items.properties.name.type"],
        ),
    ],
)
def test_list_types(schema: dict[str, Any], paths: list[str]) -> None:
    assert of_field({"type": "array", **schema}) == paths


def test_list_types_are_for_lists() -> None:
    assert of_field({"type": "string", LIST_TYPE: "atomic"}) == [LIST_TYPE]


ROOT = {"type": "object"}
SPEC = ("spec",)


def of_spec(given: dict[str, Any]) -> list[str]:
    return [".".join(map(str, path)) for path, _ in broken_rules(given)]


def test_names_and_groups() -> None:
    assert of_spec(definition(ROOT)) == []
    assert of_spec({**definition(ROOT), "metadata": {"name": "a.x.y"}}) == ["metadata.name"]
    assert of_spec({**definition(ROOT), "metadata": None}) == []
    same = {"plural": "as", "kind": "A", "listKind": "A"}
    assert of_spec(definition(ROOT, names=same)) == ["spec.names.listKind"]
    assert of_spec(definition(ROOT, names={"plural": "as"})) == []
    assert of_spec(definition(ROOT, preserveUnknownFields=True)) == ["spec.preserveUnknownFields"]
    assert of_spec(definition(ROOT, preserveUnknownFields=False)) == []
    for group, needs in (("k8s.io", True), ("a.k8s.io", True), ("kubernetes.io", True), ("ak8s.io", False)):
        metadata: dict[str, Any] = {"name": f"as.{group}"}
        own = {**definition(ROOT, group=group), "metadata": metadata}
        assert of_spec(own) == (["metadata.annotations"] if needs else [])
        for approval, good in (("https://a", True), ("http://a", True), ("unapproved, x", True), ("yes", False)):
            metadata["annotations"] = {"api-approved.kubernetes.io": approval}
            assert of_spec(own) == (["metadata.annotations"] if needs and not good else [])


def test_versions() -> None:
    [version] = definition(ROOT)["spec"]["versions"]
    served = {**version, "storage": False}
    assert of_spec(definition(ROOT, versions=[version, served])) == []
    assert of_spec(definition(ROOT, versions=[version, version])) == ["spec.versions"]
    assert of_spec(definition(ROOT, versions=[served])) == ["spec.versions"]
    assert of_spec(definition(ROOT, versions=[version, 7, {"storage": False}])) == ["spec.versions.2"]
    assert of_spec(definition(ROOT, versions=[version, {**served, "schema": {}}])) == ["spec.versions.1"]
    assert of_spec(definition(ROOT, versions={})) == []
    assert of_spec({"apiVersion": "apiextensions.k8s.io/v1beta1", "spec": definition({})["spec"]}) == []
    assert of_spec({"apiVersion": "apiextensions.k8s.io/v1", "spec": []}) == []


@pytest.mark.parametrize(
    ("path", "good"),
    [
        (".spec.a", True), (".spec.n", True), (".spec.b", True), (".spec", False), (".spec.x", False), ("spec.x", True),
        (".metadata.name", False), (".metadata", False), (".metadatas", True), (".spec.f", False),
    ],
)  # fmt: skip
def test_selectable_fields(path: str, good: bool) -> None:
    fields = {"a": TEXT, "n": {"type": "integer"}, "b": {"type": "boolean"}, "f": {"type": "number"}}
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": fields}, "metadatas": TEXT}}
    given = definition(schema)
    given["spec"]["versions"][0]["selectableFields"] = [{"jsonPath": ".spec.a"}, {"jsonPath": path}]
    assert of_spec(given) == ([] if good else ["spec.versions.0.selectableFields.1.jsonPath"])
