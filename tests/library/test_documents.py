"""The pure parts: what goes in stays as it was, what comes out is plain data."""

from __future__ import annotations

import pytest

import kustompy

WEB = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {"template": {"spec": {"containers": [{"name": "web", "image": "web:1"}, {"name": "b", "image": "b"}]}}},
}
WEB_TEXT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - image: web:1
        name: web
      - image: b
        name: b
"""


def test_load_and_dump() -> None:
    assert kustompy.dump(WEB) == WEB_TEXT
    assert kustompy.dump([WEB, WEB]) == f"{WEB_TEXT}---\n{WEB_TEXT}"
    assert kustompy.load(f"---\n{WEB_TEXT}---\n# nothing\n---\n{WEB_TEXT}") == [WEB, WEB]
    assert kustompy.load(b"{a: 0x10, b: !!str 1, c: 1.10, d: ~, e: True, f: 'x'}") == [
        {"a": 16, "b": "1", "c": 1.1, "d": None, "e": True, "f": "x"}
    ]


def test_loaded_data_is_of_built_in_types() -> None:
    [document] = kustompy.load("{a: 0x10, b: '1', c: 1.10, d: ~, e: True, f: 2001-01-01}")
    assert {type(each) for each in document.values()} == {int, str, float, type(None), bool}


@pytest.mark.parametrize("patch", [
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
     "spec": {"template": {"spec": {"containers": [{"name": "b", "image": "b:2"}]}}}},
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, "
    "spec: {template: {spec: {containers: [{name: b, image: b:2}]}}}}",
])  # fmt: skip
def test_strategic_merge(patch: dict[str, object] | str) -> None:
    before = repr(WEB)
    merged = kustompy.strategic_merge(WEB, patch)
    assert merged is not None
    # kustomize puts what the patch names first
    assert [each["image"] for each in merged["spec"]["template"]["spec"]["containers"]] == ["b:2", "web:1"]
    assert repr(WEB) == before
    assert kustompy.strategic_merge(WEB, {**WEB, "$patch": "delete"}) is None


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "add", "path": "/spec/replicas", "value": 2}],
        '[{"op": "add", "path": "/spec/replicas", "value": 2}]',
        "- op: add\n  path: /spec/replicas\n  value: 2\n",
    ],
)
def test_json_patch(operations: list[dict[str, object]] | str) -> None:
    assert kustompy.json_patch(WEB, operations)["spec"]["replicas"] == 2
    assert "replicas" not in WEB["spec"]


def test_content_hash() -> None:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "b"}}
    built = kustompy.build({"configMapGenerator": [{"name": "a", "literals": ["a=b"]}]}, disk=False)
    assert built[0].name == f"a-{kustompy.content_hash(manifest)}" == f"a-{kustompy.content_hash(built[0])}"


def test_bad_input() -> None:
    with pytest.raises(kustompy.YamlError):
        kustompy.load("a: b: c")
    with pytest.raises(kustompy.PatchError):
        kustompy.json_patch(WEB, [{"op": "remove", "path": "/nothing"}])
    with pytest.raises(kustompy.PatchError):
        kustompy.strategic_merge(WEB, "- a\n")
