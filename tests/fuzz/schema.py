"""A drawn schema with a value for it: of a custom resource, in `crds:`, in `openapi:`, and at a location."""

from __future__ import annotations

import json
from typing import Any

from tests.fuzz.draws import Draws

_LARGEST = 100_000
_TYPES = ("object", "array", "string", "integer", "number", "boolean", "null", ["string", "null"], "", 3)
_ODD: tuple[Any, ...] = (None, "", [], {}, 0, -1, 1.5, True, "x", [None], {"": None}, [[]], {"a": 1}, 10**30)
_PATTERNS = (
    "^a+$", "^(a+)+$", "(", "(?=a)", "[a-z]{1,900}", "((a{1,30}){1,30})", ".*", "", "\\p{Greek}", "^[ab]*(a[ab]{90}c)$",
    "(a|a)*b", "\\d+\\.?\\d*", "\\C", "[[:alpha:]]", "(?i)X", "a{1001}", "(?P<n>a)", "\\b",
)  # fmt: skip
_FORMATS = (
    "date", "date-time", "duration", "email", "uri", "uuid", "ipv4", "ipv6", "cidr", "mac", "byte", "int32", "int64",
    "int-or-string", "password", "hostname", "regex", "quantity", "float", "double", "bsonobjectid", "creditcard", "x",
)  # fmt: skip
_RULES = (
    "true", "self.size() > 0", "self.all(x, self.all(y, x == y))", "1/0 == 1", "self == oldSelf", "has(self.a)",
    "self.map(x, self.map(y, self))", "self.matches('(a+)+$')", "(", "", "self + self == self", "nosuch(self)",
    "self.exists(x, x.matches('^a*b'))", "'a'.replace('', self)", "[1,2].all(x, self.a.b.c > x)", "dyn(self)[0]",
    "size(self) < 9223372036854775808", "self.split('').size() > 1", "self.format(['x'])",
    "quantity(self).isGreaterThan(1)", "[1,2,3,4].all(a, [1,2,3,4].all(b, [1,2,3,4].all(c, self.all(d, d != a))))",
)  # fmt: skip
_NAMES = ("a", "b", "spec", "name", "kind", "apiVersion", "metadata", "x-y", "", "a b", "$ref", "items", "type")
_REFERENCES = (
    "#",
    "#/definitions/d",
    "#/definitions/e",
    "#/x",
    "d",
    "e",
    "",
    "http://x.invalid/s.json",
    "../a.json",
    3,
)
_TEXTS = ("", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "2020-01-01", "1s", "::1", "a@b.c", "1" * 40, "\n", "é", "$(A)")


def drawn_tree(data: bytes) -> dict[str, bytes]:
    """The tree that the bytes choose."""
    draws = Draws(data)
    drawn = _schema(draws, 4)
    schema = drawn if isinstance(drawn, dict) else {"properties": {"spec": drawn}}
    resource = {"apiVersion": "x.io/v1", "kind": "A", "metadata": {"name": "a"}, "spec": _value(draws, drawn, 4)}
    definitions = {"d": _schema(draws, 2), "e": _schema(draws, 2)}
    whole = {"type": "object", "properties": {"spec": schema}}
    kustomization: dict[str, Any] = {"resources": ["crd.json", "a.json"]}
    files: dict[str, Any] = {
        "crd.json": _definition(draws, whole),
        "a.json": resource,
        "p.json": {**resource, "spec": _value(draws, drawn, 3)},
    }
    if draws.once_in(3):
        kustomization["crds"] = ["types.json"]
        files["types.json"] = {
            "x.io/v1.A": {"Schema": {**schema, **whole}},
            **{name: {"Schema": each} for name, each in definitions.items()},
        }
    if draws.once_in(3):
        kustomization["openapi"] = {"path": "openapi.json"}
        kind = [{"group": "x.io", "version": "v1", "kind": "A"}]
        files["openapi.json"] = {
            "definitions": {"io.x.v1.A": {**whole, "x-kubernetes-group-version-kind": kind}, **definitions}
        }
    if draws.once_in(2):
        kustomization["patches"] = [{"path": "p.json"}]
    if draws.once_in(3):
        draft = draws.of(("http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema", 3))
        files["schema.json"] = {"$schema": draft, "definitions": definitions, **whole}
    files["kustomization.yaml"] = kustomization
    made = {name: _dumped(each).replace("Infinity", "1e999").encode() for name, each in files.items()}
    return made if sum(map(len, made.values())) <= _LARGEST else {"kustomization.yaml": b"resources: []"}


def _dumped(value: Any) -> str:
    """The value as JSON, cut off where it is too large: one list may hold another 600 times, and that one a third."""
    parts, size = [], 0
    for part in json.JSONEncoder().iterencode(value):
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            break
    return "".join(parts)


def _definition(draws: Draws, schema: Any) -> Any:
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    if draws.once_in(6):
        version[draws.of(tuple(version))] = draws.of(_ODD)
    if draws.once_in(4):
        version["additionalPrinterColumns"] = [
            {"name": "x", "type": "string", "jsonPath": draws.of((".spec.a", "(", ""))}
        ]
        version["subresources"] = draws.of(({"status": {}}, {"scale": {"specReplicasPath": ".spec.x"}}, 1))
    spec: dict[str, Any] = {
        "group": "x.io", "names": {"kind": "A", "plural": "as"}, "scope": "Namespaced", "versions": [version],
    }  # fmt: skip
    if draws.once_in(6):
        spec[draws.of(tuple(spec))] = draws.of(_ODD)
    return {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "as.x.io"}, "spec": spec,
    }  # fmt: skip


def _schema(draws: Draws, depth: int) -> Any:
    if draws.once_in(25):
        return draws.of(_ODD)
    schema: dict[str, Any] = {}
    if not draws.once_in(4):
        schema["type"] = draws.of(_TYPES) if draws.once_in(3) else draws.of(_TYPES[:6])
    for _ in range(draws.below(5)):
        name = draws.of(_KEYWORDS)
        schema[name] = draws.of(_ODD) if draws.once_in(12) else _keyword(draws, name, depth)
    return schema


_KEYWORDS = (
    "properties", "properties", "items", "additionalProperties", "patternProperties", "anyOf", "oneOf", "allOf", "not",
    "$ref", "enum", "pattern", "format", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems",
    "maxItems", "uniqueItems", "required", "default", "nullable", "x-kubernetes-validations", "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string",
    "x-kubernetes-embedded-resource", "x-kubernetes-patch-strategy", "x-kubernetes-patch-merge-key", "minProperties",
    "exclusiveMinimum", "const", "contains", "dependencies", "if", "propertyNames", "definitions",
    "x-kubernetes-object-ref-api-version", "x-kubernetes-object-ref-kind", "x-kubernetes-object-ref-name-key",
)  # fmt: skip


def _keyword(draws: Draws, name: str, depth: int) -> Any:
    below = draws.below
    if name in ("properties", "patternProperties", "definitions", "dependencies"):
        names = _PATTERNS if name == "patternProperties" else _NAMES
        found = {draws.of(names): _schema(draws, depth - 1) for _ in range(below(4))} if depth else {}
        if draws.once_in(6):
            one = _schema(draws, 0)
            found.update({f"name{at:04}": one for at in range(draws.of((50, 500, 1500)))})
        return found
    if name in ("items", "additionalProperties", "not", "contains", "if", "propertyNames"):
        return _schema(draws, depth - 1) if depth else draws.of((True, False))
    if name in ("anyOf", "oneOf", "allOf"):
        many = draws.of((1, 2, 3, 60, 600)) if draws.once_in(3) else 2
        return [_schema(draws, depth - 1)] * many if depth else []
    if name == "enum":
        return [*_TEXTS[: below(9)], *(f"choice {at}" for at in range(draws.of((0, 0, 0, 2000))))]
    if name == "x-kubernetes-validations":
        return [{"rule": draws.of(_RULES), "message": "m"}] * (1 + below(3))
    return draws.of(_VALUES.get(name, _ODD))


_NUMBERS = (0, 1, 2, 5, -1, 0.1, 1e308, 10**30, float("inf"))
_VALUES: dict[str, tuple[Any, ...]] = {
    "pattern": _PATTERNS, "format": _FORMATS, "$ref": _REFERENCES,
    "x-kubernetes-list-type": ("map", "set", "atomic", "x"),
    "x-kubernetes-list-map-keys": (["a"], ["name"], [], ["x", "y"]),
    "x-kubernetes-patch-strategy": ("merge", "replace", "retainKeys", "merge,retainKeys"),
    "x-kubernetes-patch-merge-key": ("name", "a", ""), "required": (["a"], ["a", "b"], [], ["name"] * 900),
    "default": (*_ODD, *_TEXTS), "const": _ODD,
    **dict.fromkeys(("minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
                     "minProperties", "exclusiveMinimum"), _NUMBERS),
    **dict.fromkeys(("uniqueItems", "nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string",
                     "x-kubernetes-embedded-resource"), (True, False)),
}  # fmt: skip


def _value(draws: Draws, schema: Any, depth: int) -> Any:
    """A value that may fit the schema, or may not."""
    if not isinstance(schema, dict) or draws.once_in(8):
        return draws.of((*_ODD, *_TEXTS))
    kind = schema.get("type")
    properties = schema.get("properties")
    if kind == "object" or isinstance(properties, dict):
        names = [*(properties if isinstance(properties, dict) else {}), *_NAMES]
        count = draws.below(4) if depth else 0
        found = {name: _below(draws, schema, name, depth) for name in [draws.of(names) for _ in range(count)]}
        if draws.once_in(6):
            found.update({f"nane{at:04}": 1 for at in range(draws.of((50, 500, 1500)))})
        return found
    if kind == "array":
        one = _value(draws, schema.get("items"), depth - 1) if depth else 1
        many = draws.of((0, 1, 2, 50, 600, 3000)) if draws.once_in(3) else draws.below(3)
        if draws.once_in(3):
            return [{"name": f"x{at}"} for at in range(many)]
        return [one] * many
    if kind == "string":
        return draws.of(_TEXTS) * draws.of((1, 1, 1, 50, 900))
    return draws.of((*_NUMBERS, *_ODD))


def _below(draws: Draws, schema: dict[str, Any], name: str, depth: int) -> Any:
    properties = schema.get("properties")
    inner = properties.get(name) if isinstance(properties, dict) else None
    return _value(draws, schema.get("additionalProperties") if inner is None else inner, depth - 1)
