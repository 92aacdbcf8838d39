"""Where in a strategic merge patch a merge has failed."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.errors import PatchError
from kustompy.fieldspecs.merge_schema import merge_schema
from kustompy.patches.faults import fault
from kustompy.patches.nodes import WrongShape
from kustompy.patches.strategic_merge import UnknownDirective
from kustompy.yamlio.read.reader import read

POD = """
apiVersion: v1
kind: Pod
spec:
  hostAliases: [{ip: 1.2.3.4, hostnames: [a]}]
  containers:
  - {name: a, args: [x], ports: [{containerPort: 80, protocol: TCP, name: http}], env: [{name: A, value: b}]}
  - {name: b, resources: {limits: {cpu: 1}}}
"""
SHAPES = {
    "a scalar in place of a mapping": ("spec: text", ("spec",), "`spec` is a mapping in the manifest"),
    "a mapping in place of a list": ("spec: {containers: {}}", ("spec", "containers"), "`containers` is a list"),
    "inside of the element with the key": (
        "spec: {containers: [{name: b, resources: []}]}",
        ("spec", "containers", 0, "resources"),
        "`resources` is a mapping in the manifest",
    ),
    "both keys of ports count": (
        "spec: {containers: [{name: a, ports: [{containerPort: 80, protocol: UDP, name: {}}]}]}",
        (),
        "",
    ),
    "the same port": (
        "spec: {containers: [{name: a, ports: [{containerPort: 80, protocol: TCP, name: {}}]}]}",
        ("spec", "containers", 0, "ports", 0, "name"),
        "`name` is a single value in the manifest",
    ),
    "a list that is replaced is not looked into": ("spec: {containers: [{name: a, args: [{}]}]}", (), ""),
    "a null has no shape": ("spec: null", (), ""),
    "nothing wrong": ("spec: {containers: [{name: a, args: [y]}]}", (), ""),
}


def manifest(text: str) -> dict[str, Any]:
    return read(text)[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(("patch", "path", "hint"), SHAPES.values(), ids=list(SHAPES))
def test_another_shape(patch: str, path: tuple[str | int, ...], hint: str) -> None:
    found = fault(WrongShape(""), manifest(POD), manifest(patch), merge_schema())
    assert found[0] == path
    assert found[1].startswith(hint)
    assert bool(found[1]) == bool(hint)


DIRECTIVES = {
    "at the top": ("$patch: remove", ("$patch",)),
    "in a list": ("spec: {containers: [{name: a, $patch: drop}]}", ("spec", "containers", 0, "$patch")),
    "a known one": ("spec: {containers: [{name: a, $patch: delete}]}", ()),
}


@pytest.mark.parametrize(("patch", "path"), DIRECTIVES.values(), ids=list(DIRECTIVES))
def test_an_unknown_directive(patch: str, path: tuple[str | int, ...]) -> None:
    found, hint = fault(UnknownDirective(""), manifest(POD), manifest(patch), merge_schema())
    assert (found, hint) == (path, "`$patch` is one of delete, merge, replace")


def test_another_code() -> None:
    assert fault(PatchError(""), manifest(POD), manifest("spec: text"), merge_schema()) == ((), "")
