"""Paths and data where kustomize has texts, and data that no manifest can hold."""

from __future__ import annotations

import datetime
import json
import os
import pickle
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

import kustompy

MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}}
PATCH = {**MAP, "data": {"k": "changed"}}
OPERATIONS = [{"op": "replace", "path": "/data/k", "value": "changed"}]
TARGET = {"kind": "ConfigMap", "name": "a", "version": "v1"}


def built(fields: dict[str, Any]) -> kustompy.Build:
    return kustompy.build({"resources": [PurePosixPath("a.yaml")], **fields}, files={"a.yaml": MAP}, disk=False)


@pytest.mark.parametrize(
    "fields",
    [
        {"patches": [{"patch": PATCH}]},
        {"patches": [{"patch": kustompy.Resource(PATCH)}]},
        {"patches": [{"target": TARGET, "patch": OPERATIONS}]},
        {"patches": [{"target": TARGET, "patch": tuple(OPERATIONS)}]},
        {"patches": [{"target": TARGET, "patch": json.dumps(OPERATIONS)}]},
        {"transformers": [{
            "apiVersion": "builtin", "kind": "PatchTransformer", "metadata": {"name": "p"}, "target": TARGET,
            "patch": json.dumps(OPERATIONS),
        }]},
    ],
    ids=["strategic", "resource", "operations", "tuple", "text", "plugin"],
)  # fmt: skip
def test_data_stands_for_a_text(fields: dict[str, Any]) -> None:
    before = repr(fields)
    assert built(fields).one("ConfigMap")["data"] == {"k": "changed"}
    assert repr(fields) == before


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "fields", [{"patchesStrategicMerge": [PATCH]}, {"patchesJson6902": [{"target": TARGET, "patch": OPERATIONS}]}]
)
def test_data_stands_for_a_text_in_old_fields(fields: dict[str, Any]) -> None:
    assert built(fields).one("ConfigMap")["data"] == {"k": "changed"}


def test_what_is_neither_text_nor_data_is_still_refused() -> None:
    with pytest.raises(kustompy.KustomizationError, match="cannot unmarshal number"):
        built({"patches": [{"patch": 3}]})


def test_functions_take_paths(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(kustompy.dump(MAP))
    assert kustompy.load(tmp_path / "a.yaml") == [MAP]
    with pytest.raises(kustompy.LoadError):
        kustompy.load(tmp_path / "b.yaml")
    made = kustompy.create(tmp_path, resources=["a.yaml"])
    assert made == os.path.join(tmp_path, "kustomization.yaml")
    assert kustompy.fix(tmp_path).to_dict()["changed"] == []
    assert kustompy.localize(tmp_path, tmp_path / "copy", directory=tmp_path).target == str(tmp_path / "copy")
    assert kustompy.validate(tmp_path) == kustompy.lint(tmp_path) == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (datetime.date(2026, 1, 2), "data.k: JSON has no value of type `date`"),
        ({1: 2}, "data.k: a key is a string, not 1"),
        ([{"a", "b"}], "data.k.0: JSON has no value of type `set`"),
        (object(), "data.k: JSON has no value of type `object`"),
        (b"bytes", "data.k: JSON has no value of type `bytes`"),
    ],
)
def test_data_that_no_manifest_can_hold(value: Any, message: str) -> None:
    for call in (
        kustompy.Build.to_yaml,
        kustompy.Build.to_json,
        lambda build: build[0].to_yaml(),
        lambda build: kustompy.dump(build),
        lambda build: kustompy.content_hash(build[0]),
        lambda build: kustompy.diff(build, []).to_text(),
    ):
        build = built({})
        build[0]["data"]["k"] = value
        with pytest.raises(kustompy.ResourceError) as caught:
            call(build)
        assert str(caught.value) == message
        assert ".".join(map(str, caught.value.diagnostics[0].path)) == message.partition(":")[0]
        assert caught.value.diagnostics[0].hint


def test_tuples_and_paths_are_lists_and_texts() -> None:
    build = built({})
    build[0]["data"] = {"list": ("a", PurePosixPath("b/c"))}
    assert kustompy.load(build.to_yaml()) == json.loads(build.to_json())["items"]
    assert kustompy.load(build.to_yaml())[0]["data"] == {"list": ["a", "b/c"]}


@pytest.mark.parametrize("value", [(1, 2), datetime.date(2026, 1, 2), {1: 2}, {1}], ids=repr)
def test_no_other_exception_leaves_a_check(value: Any) -> None:
    for call in (kustompy.validate, kustompy.lint, lambda manifests: kustompy.diff(manifests, manifests)):
        try:
            call([{**MAP, "data": value}])
        except kustompy.KustompyError as error:
            assert "data" in str(error)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ({"kustomization.yaml": "resources: []\n"}, "give it as `files=`"),
        (3, "name a directory or URL"),
        ([MAP], "name a directory or URL"),
    ],
)
def test_a_target_that_is_none(target: Any, hint: str) -> None:
    with pytest.raises(kustompy.UsageError) as caught:
        kustompy.build(target, disk=False)
    assert hint in caught.value.diagnostics[0].hint


def test_names_without_hash() -> None:
    fields = {
        "configMapGenerator": [{"name": name, "literals": [f"a={name}"]} for name in ("web", "web-2")],
        "namePrefix": "p-",
    }
    build = built(fields)
    web = build.one("ConfigMap", "p-web")
    assert web.original_id.name == "web"
    assert build.one("ConfigMap", web.name) == web
    assert build.explain(f"configmap/{web.name}", "data.a") == build.explain("ConfigMap/p-web", "data.a")
    assert build.find("ConfigMap", "web") == build.find("Secret", "p-web") == []
    # a name that is there is itself, whatever others are called without their hash
    made = [{**MAP, "metadata": {"name": name}} for name in ("x", "x-2456789bcd")]
    both = kustompy.build({"resources": ["a.yaml"]}, files={"a.yaml": made}, disk=False)
    assert both.one(name="x")["metadata"] == {"name": "x"}
    assert both.one(name="x-2456789bcd")["metadata"] == {"name": "x-2456789bcd"}


def test_images_know_who_runs_them() -> None:
    containers = {
        "containers": [{"name": "web", "image": "web:1"}],
        "initContainers": [{"name": "i", "image": "busybox"}],
    }
    tree: dict[str, Any] = {
        "kustomization.yaml": "resources: [pods.yaml]\nimages:\n- name: web\n  newTag: v2\n",
        "pods.yaml": [
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": containers} for name in "ab"
        ],
    }
    build = kustompy.build(".", files=tree, disk=False)
    assert build.images() == ["busybox", "web:v2"]
    uses = build.images()[1].uses
    assert [(each.resource.name, each.container, each.path) for each in uses] == [
        ("a", "web", ("spec", "containers", 0, "image")),
        ("b", "web", ("spec", "containers", 0, "image")),
    ]
    assert {each.written_at for each in uses} == {("/kustomization.yaml", 4, 11)}
    assert pickle.loads(pickle.dumps(build.images())) == ["busybox", "web:v2"]


def test_results_are_plain_data_for_json() -> None:
    build = built({"patches": [{"patch": PATCH}], "secretGenerator": [{"name": "s", "literals": ["key=hunter2"]}]})
    changes = kustompy.diff([MAP], build)
    writers = build.explain("ConfigMap/a", "data.k")
    fields = build.explain_fields("Secret/s")
    told = [
        changes.to_dict(),
        changes[0].to_dict(),
        [each.to_dict() for each in writers] + [each.to_dict() for each in fields],
        build.dependencies.to_dict(),
        [each.to_dict() for change in changes for field in change.fields for each in field.causes],
    ]
    text = json.dumps(told)
    assert "changed" in text
    assert "hunter2" not in text
    assert "aHVudGVyMg" not in text
