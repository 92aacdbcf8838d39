"""Schemas and patterns that a pull request brings cost little, crash nothing, and cannot replace those of others."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kustompy.validation.check.documents import validate
from tests.security.hostile import Outcome, command

SECONDS, MEGABYTES = 5, 200
"""Of the processor; on a machine of its own each takes less than two."""


def crd(schema: Any, group: str = "x.io", kind: str = "A") -> dict[str, Any]:
    """The definition of a kind whose ``spec`` has the schema."""
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": schema}}},
    }
    names = {"kind": kind, "plural": f"{kind.lower()}s"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{names['plural']}.{group}"},
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [version]},
    }


def custom(spec: Any) -> dict[str, Any]:
    return {"apiVersion": "x.io/v1", "kind": "A", "metadata": {"name": "a"}, "spec": spec}


class Costly(NamedTuple):
    """A schema of ``spec``, a ``spec`` for it, and the codes of what is said of it."""

    schema: Any
    spec: Any
    codes: set[str]


def letters(count: int) -> str:
    return "".join(random.Random(1).choices("ab", k=count))


TAILS = "|".join(f"a[ab]{{{900 + at}}}c" for at in range(60))
COSTLY = {
    "a pattern that Go refuses": Costly(
        {"type": "string", "pattern": "^(?=a)(a+)+$"}, "a" * 60 + "!", {"KST903", "KST922"}
    ),
    "a pattern that is too long for Go": Costly(
        {"type": "string", "pattern": "^(a+)+$|(?:(?:a{500}){10})"}, "a" * 60 + "!", {"KST903", "KST922"}
    ),
    "a pattern of many instructions": Costly(
        {"type": "string", "pattern": f"[ab]*({TAILS})"}, letters(1000), {"KST711"}
    ),
    "a long duration": Costly({"type": "string", "format": "duration"}, "1" * 100_000, {"KST915"}),
    "unknown fields like known ones": Costly(
        {"type": "object", "properties": {f"property{at:05}": {"type": "string"} for at in range(2000)}},
        {f"propertx{at:05}": "a" for at in range(2000)},
        {"KST901", "KST925"},
    ),
    "entries that have to differ": Costly(
        {
            "type": "array", "uniqueItems": True,
            "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        },
        [{"a": at} for at in range(4000)],
        {"KST922"},
    ),
    "many branches for many items": Costly(
        {"type": "array", "items": {"type": "integer", "anyOf": [{"minimum": at + 5} for at in range(2000)]}},
        [1] * 2000,
        {"KST711", "KST900"},
    ),
    "many choices for many items": Costly(
        {"type": "array", "items": {"type": "string", "enum": [f"choice {at}" for at in range(2000)]}},
        ["other"] * 2000,
        {"KST900", "KST925"},
    ),
    "no multiple of a number": Costly({"type": "number", "multipleOf": 2}, float("inf"), {"KST900"}),
    "no multiple of a fraction": Costly({"type": "number", "multipleOf": 0.5}, float("nan"), {"KST900"}),
    "a multiple of a fraction": Costly({"type": "number", "multipleOf": 0.5}, 10**300, set()),
}  # fmt: skip


@pytest.mark.parametrize("costly", COSTLY.values(), ids=list(COSTLY))
@pytest.mark.parametrize("name", ["validate", "kubeconform"])
def test_what_a_custom_resource_costs(costly: Costly, name: str, tmp_path: Path) -> None:
    documents = [crd(costly.schema), custom(costly.spec)]
    text = "\n---\n".join(json.dumps(each) for each in documents)
    for word in ("Infinity", "NaN"):
        text = text.replace(f": {word}", f": .{word[:3].lower()}")
    (tmp_path / "all.yaml").write_text(text)
    outcome = ended(name, str(tmp_path / "all.yaml"))
    if name == "validate":
        assert set(re.findall("KST[0-9]+", outcome.stdout)) == costly.codes
        assert outcome.code == bool(costly.codes)


def ended(*arguments: str) -> Outcome:
    outcome = command(*arguments)
    assert "Traceback" not in outcome.stderr
    assert (outcome.seconds < SECONDS, outcome.memory < MEGABYTES) == (True, True), outcome[2:4]
    return outcome


BRANCHES = {f"a{at}": {"anyOf": [{"$ref": f"#/definitions/a{at + 1}"}] * 2} for at in range(60)}
LOCATED = {
    "branches that lead to the same twice": ({"properties": {"spec": {"$ref": "#/definitions/a0"}}, "definitions": {
        **BRANCHES, "a60": {"type": "string"},
    }}, 1, "KST711"),
    "the same below allOf": ({"properties": {"spec": {"$ref": "#/definitions/a0"}}, "definitions": {
        **{name: {"allOf": each["anyOf"]} for name, each in BRANCHES.items()}, "a60": {"type": "integer"},
    }}, 1, "KST711"),
    "names of fields that match a pattern": (
        {"properties": {"spec": {"patternProperties": {"^(a+)+$": {"type": "string"}}}}}, {"a" * 60 + "!": 1}, ""
    ),
    "names of fields that match no pattern": (
        {"properties": {"spec": {"additionalProperties": False, "patternProperties": {"^(a+)+$": {}}}}},
        {"a" * 60 + "!": 1}, "KST901",
    ),
    "a pattern that Go refuses": ({"properties": {"spec": {"pattern": "(?=a)"}}}, "a", "KST903"),
    "a reference to itself beside others": ({"$ref": "#", "x": 1, "definitions": {"x": {}}, "type": "object"}, 1,
                                            "KST711"),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "spec", "code"), LOCATED.values(), ids=list(LOCATED))
def test_what_a_schema_of_a_folder_costs(schema: Any, spec: Any, code: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", **schema}))
    (tmp_path / "all.yaml").write_text(json.dumps(custom(spec)))
    outcome = ended("validate", "--schema-location", str(tmp_path / "a.json"), str(tmp_path / "all.yaml"))
    assert code in outcome.stdout
    assert bool(outcome.code) == bool(code)


def test_fewer_steps(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(
        "\n---\n".join(json.dumps(each) for each in (crd({"type": "string", "pattern": "^a*b$"}), custom("aaa")))
    )
    for steps, code in (("3", "KST711"), ("1000", "KST900")):
        assert code in command("validate", str(tmp_path / "all.yaml"), "--max-schema-steps", steps).stdout


DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"replicas": "many"}}
ANYTHING = {"x-kubernetes-preserve-unknown-fields": True}


def codes(*manifests: Any, **options: Any) -> list[str]:
    return sorted({each.code for each in validate(manifests, **options)})


def test_a_definition_redefines_no_kind_of_kubernetes() -> None:
    assert codes(DEPLOYMENT) == ["KST900"]
    found = codes(DEPLOYMENT, crd(ANYTHING, "apps", "Deployment"))
    assert {"KST900", "KST926"} <= set(found)
    assert codes(DEPLOYMENT, crds=[crd(ANYTHING, "apps", "Deployment")]) == ["KST900"]


def test_a_definition_redefines_no_kind_of_the_user() -> None:
    own, other = crd({"type": "string"}), crd({"type": "integer"})
    assert codes(custom(1), crds=[own]) == ["KST900"]
    assert codes(custom(1), other, crds=[own]) == ["KST900", "KST926"]
    assert codes(custom("a"), own, crds=[own]) == []
    assert codes(custom(1), other) == []


def test_a_definition_redefines_nothing_at_a_location(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"properties": {"spec": {"type": "string"}}}')
    options = {"schema_locations": [str(tmp_path / "{{.ResourceKind}}.json")]}
    assert codes(custom(1), crd({"type": "integer"}), **options) == ["KST900"]


@pytest.mark.parametrize("kind", ["Deployment", "Pod"])
def test_kubeconform_is_not_misled_either(kind: str, tmp_path: Path) -> None:
    group = {"Deployment": "apps", "Pod": ""}[kind]
    manifest = {**DEPLOYMENT, "kind": kind, "apiVersion": f"{group}/v1".lstrip("/"), "spec": {"replicas": [], "x": "y"}}
    path = tmp_path / "all.yaml"
    path.write_text(f"{json.dumps(manifest)}\n---\n{json.dumps(crd(ANYTHING, group, kind))}")
    assert command("kubeconform", "-strict", str(path)).code == 1
