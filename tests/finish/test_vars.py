"""Vars: what stands where ``$(NAME)`` stood, and why it fails; most rows were checked on the real binary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kustompy.errors import KustompyError
from kustompy.fieldspecs.tables import cluster_scoped, field_spec
from kustompy.finish.vars import record, resolve_vars
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.fields import STRUCT
from kustompy.model.resource import Resource
from kustompy.model.resource_set import ResourceSet
from kustompy.yamlio.read.reader import read

RESOURCES = """
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  {s: hi, n: 5, f: 1.50, big: 123456789.5, six: 123456.5, seven: 1234567.5, b: true, l: [x, y], m: {q: w}, z: ~,
   h: 0x10, o: 010}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: other}
data: {s: other}
---
apiVersion: v1
kind: User
metadata: {name: u}
"""
SPEC = field_spec("spec", kind="User")


def var(path: str = "", name: str = "V", **objref: str) -> dict[str, Any]:
    target = {"kind": "ConfigMap", "name": "c", "apiVersion": "v1", "namespace": "default", **objref}
    return {"name": name, "objref": target, **({"fieldref": {"fieldPath": path}} if path else {})}


def resolved(variables: Sequence[Mapping[str, Any]], spec: Any) -> tuple[Any, list[str]]:
    """What becomes of the user's spec, and the warnings."""
    manifests = [manifest for manifest in read(RESOURCES) if manifest]
    manifests[-1]["spec"] = spec
    resources = ResourceSet(Resource(manifest, cluster_scoped()) for manifest in manifests)
    warnings: list[str] = []
    resolve_vars(
        resources,
        record([], as_record({"vars": variables}, STRUCT).vars, resources, "kustomization.yaml"),
        (SPEC,),
        warnings.append,
    )
    return manifests[-1]["spec"], warnings


EXPANDED = [
    ("data.s", "$(V)", "hi"),
    ("data.s", "a-$(V)-$(V)", "a-hi-hi"),
    ("data.s", "$$(V) $(U) $V $( $", "$(V) $(U) $V $( $"),
    ("data.s", "$(V", "$(V"),
    ("data.s", "$()$", "$()$"),
    ("data.s", ["$(V)", "b"], ["hi", "b"]),
    ("data.s", {"a": "$(V)", "n": 1}, {"a": "hi", "n": 1}),
    ("data.s", 7, 7),
    ("data.n", "$(V)", 5),
    ("data.n", "x$(V)", "x5"),
    ("data.f", "$(V)", 1.5),
    ("data.big", "x$(V)", "x1.234567895e+08"),
    ("data.six", "x$(V)", "x123456.5"),
    ("data.seven", "x$(V)", "x1.2345675e+06"),
    ("data.b", "$(V)", True),
    ("data.b", "x$(V)", "xtrue"),
    ("data.z", "$(V)", "~"),
    ("data.o", "$(V)", 10),
    ("data.l[1]", "$(V)", "y"),
    ("data.l.0", "$(V)", "x"),
    ("data.m.q", "$(V)", "w"),
    ("", "$(V)", "c"),
    ("data.s", "$é", "JMODqQ=="),
]


@pytest.mark.parametrize(("path", "spec", "expected"), EXPANDED, ids=[f"{row[0]} in {row[1]}" for row in EXPANDED])
def test_expanded(path: str, spec: Any, expected: Any) -> None:
    value, _ = resolved([var(path)], spec)
    assert (value, type(value)) == (expected, type(expected))


def test_a_list_is_not_put_in_and_that_is_told() -> None:
    value, warnings = resolved([var("data.l")], "$(V)")
    assert value == "$(V)"
    assert warnings == [
        "MakePrimitiveReplacer: bad replacement type=[]interface {} val=[x y]",
        "well-defined vars that were never replaced: V",
    ]


def test_unused_vars_are_told() -> None:
    assert resolved([var(name="B"), var(name="A"), var(name="C")], "$(A)")[1] == [
        "well-defined vars that were never replaced: B,C"
    ]


REFUSED = [
    (
        [var("data.zz")],
        "field specified in var '{V ConfigMap.v1.[noGrp] {data.zz}}' not found in corresponding resource",
    ),
    ([var("data.h")], "field specified in var '{V ConfigMap.v1.[noGrp] {data.h}}' not found in corresponding resource"),
    (
        [var(kind="Nope")],
        "var '{V Nope.v1.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
    ),
    (
        [var(apiVersion="v2")],
        "var '{V ConfigMap.v2.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
    ),
    (
        [var(apiVersion="g/v1")],
        "var '{V ConfigMap.v1.g {metadata.name}}' cannot be mapped to a field in the set of known resources",
    ),
    (
        [var(namespace="none")],
        "var '{V ConfigMap.v1.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
    ),
    (
        [var("data.s", namespace="")],
        "merging vars [{V ConfigMap.[noVer].[noGrp] {data.s}}]: found 2 resId matches for var "
        "{V ConfigMap.v1.[noGrp] {data.s}} (unable to disambiguate)",
    ),
    (
        [var(), var("data.s")],
        "merging vars [{V ConfigMap.[noVer].[noGrp] {}} {V ConfigMap.[noVer].[noGrp] {data.s}}]: "
        "var 'V' already encountered",
    ),
]


@pytest.mark.parametrize(("variables", "problem"), REFUSED)
def test_refused_vars(variables: list[dict[str, Any]], problem: str) -> None:
    with pytest.raises(KustompyError) as caught:
        resolved(variables, "$(V)")
    assert str(caught.value) == problem


def test_a_list_of_anything_but_strings_is_refused() -> None:
    with pytest.raises(KustompyError) as caught:
        resolved([var()], [5])
    assert (
        str(caught.value)
        == "considering field 'spec' of object User.v1.[noGrp]/u.[noNs]: invalid value type expect a string"
    )
