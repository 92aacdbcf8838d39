"""Lists of custom resources merge by the keys of their CRD, if somebody asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.cli import main

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: works.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Work, plural: works}
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              steps:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, properties: {name: {type: string}}}
              tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              order: {type: array, x-kubernetes-list-type: atomic, items: {type: string}}
"""
WORK = """\
apiVersion: example.com/v1
kind: Work
metadata: {name: w}
spec: {steps: [{name: a, of: 1}, {name: b}], tags: [x], order: [x]}
"""
PATCH = """\
apiVersion: example.com/v1
kind: Work
metadata: {name: w}
spec: {steps: [{name: a, more: 2}], tags: [y], order: [y]}
"""
TREE = {"crd.yaml": CRD, "work.yaml": WORK, "patch.yaml": PATCH}
LISTED = "resources: [crd.yaml, work.yaml]\npatches: [{path: patch.yaml}]\n"
MERGED = {"steps": [{"name": "a", "of": 1, "more": 2}, {"name": "b"}], "tags": ["y", "x"], "order": ["y"]}
REPLACED = {"steps": [{"name": "a", "more": 2}], "tags": ["y"], "order": ["y"]}


def built(kustomization: str, **options: Any) -> Any:
    files = {**TREE, "kustomization.yaml": kustomization}
    return kustompy.build(".", files=files, disk=False, **options).one("Work")["spec"]


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        (True, LISTED, MERGED),
        (False, LISTED, REPLACED),
        (True, LISTED.replace("crd.yaml, ", ""), REPLACED),
    ],
)
def test_lists_merge_by_the_keys_of_the_definition(asked: bool, listed: str, expected: object) -> None:
    assert built(listed, merge_keys_from_crds=asked) == expected


@pytest.mark.parametrize(
    "odd",
    [
        "spec: {}", "spec: {names: [], group: x}", "spec: {group: example.com, names: {kind: Work}, versions: [x, {}]}",
        "spec: {group: example.com, names: {kind: Work}, versions: [{name: v1, schema: {openAPIV3Schema: []}}]}",
    ],
)  # fmt: skip
def test_definitions_of_odd_shapes_say_nothing(odd: str) -> None:
    head = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n"
    files = {**TREE, "crd.yaml": f"{head}{odd}\n", "kustomization.yaml": LISTED}
    spec = kustompy.build(".", files=files, disk=False, merge_keys_from_crds=True).one("Work")["spec"]
    assert spec == REPLACED


def test_the_command_and_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {**TREE, "kustomization.yaml": LISTED}.items():
        (tmp_path / name).write_text(text)

    def lines(*flags: str) -> int:
        assert main(["build", ".", *flags]) == 0
        return capsys.readouterr().out.count("name: b")

    assert lines() == 0
    assert lines("--merge-keys-from-crds") == 1
    (tmp_path / "kustompy.toml").write_text("merge-keys-from-crds = true\n")
    assert lines() == 1
    (tmp_path / "kustompy.toml").write_text("merge-keys-from-crds = 1\n")
    assert main(["build", "."]) == 1
