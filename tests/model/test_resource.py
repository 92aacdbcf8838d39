"""The ids of resources, whatever a manifest holds where they are looked for."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.resource import Resource
from kustompy.yamlio.read.reader import read

CLUSTER = "_non_namespaceable_"
CLUSTER_SCOPED = frozenset({("v1", "Node")})
IDS = [
    ("apiVersion: v1\nkind: A\nmetadata: {name: x}", ("", "v1", "A", "x", ""), "default"),
    ("apiVersion: g/v1\nkind: A\nmetadata: {name: x, namespace: y}", ("g", "v1", "A", "x", "y"), "y"),
    ("apiVersion: v1\nkind: Node\nmetadata: {name: x, namespace: y}", ("", "v1", "Node", "x", "y"), CLUSTER),
    ("apiVersion: v1\nkind: A\nmetadata: {name: 5, namespace: 010}", ("", "v1", "A", "5", "010"), "010"),
    ("apiVersion: v1\nkind: A\nmetadata: {name: true, namespace: ~}", ("", "v1", "A", "true", ""), "default"),
    ("apiVersion: v1\nkind: A\nmetadata: {name: ~, namespace: 1.50}", ("", "v1", "A", "", "1.50"), "1.50"),
    ("apiVersion: v1\nkind: A\nmetadata: {name: [x], namespace: {y: z}}", ("", "v1", "A", "", ""), "default"),
    ("apiVersion: v1\nkind: A\nmetadata: [x]", ("", "v1", "A", "", ""), "default"),
    ("apiVersion: v1\nkind: A", ("", "v1", "A", "", ""), "default"),
    ("apiVersion: 1\nkind: 2\nmetadata: {name: x}", ("", "1", "2", "x", ""), "default"),
    ("apiVersion: [v1]\nkind: ~\nmetadata: {name: x}", ("", "", "", "x", ""), "default"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts", "effective"), IDS, ids=[row[0] for row in IDS])
def test_ids(text: str, parts: tuple[str, ...], effective: str) -> None:
    manifest: Any = read(text)[0]
    resource = Resource(manifest, CLUSTER_SCOPED)
    assert (*resource.gvk, resource.name, resource.namespace) == parts
    assert resource.key == (*parts[:4], effective)
    assert resource.effective_namespace == effective
