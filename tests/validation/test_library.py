"""``kustompy.validate`` for builds and manifests, and ``kustompy build --validate``."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from random import Random
from typing import Any

import pytest

import kustompy
from kustompy.cli import main
from kustompy.cli.build import main as build_main

from .corpus import manifests, mutant

TREE = {
    "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator:\n- name: settings\n  literals: [a=b]\n",
    "base/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web
        ports:
        - containerPort: 99999
""",
    "prod/kustomization.yaml": """\
resources: [../base]
namePrefix: Prod-
patches:
- path: patch.yaml
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /spec/minReadySeconds
      value: soon
""",
    "prod/patch.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        imagePullpolicy: Always
""",
}
PLACES = [
    ("KST900", "prod/kustomization.yaml", 9),
    ("KST901", "prod/patch.yaml", 10),
    ("KST910", "prod/kustomization.yaml", 2),
    ("KST910", "prod/kustomization.yaml", 2),
    ("KST914", "base/web.yaml", 14),
]


def validate_main(arguments: list[str]) -> int:
    return main(["validate", "--format", "concise", *arguments])


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_finding_of_a_build_stands_where_its_value_was_written(tree: Path) -> None:
    findings = kustompy.validate(kustompy.build(str(tree / "prod")))
    assert sorted((each.code, str(Path(each.file).relative_to(tree)), each.line) for each in findings) == PLACES


def test_a_build_that_is_not_valid_is_not_printed(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert build_main(["--validate", "prod"]) == 1
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "prod/patch.yaml:10:" in printed.err


def test_a_build_that_is_valid_is_printed(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert build_main(["--validate", "--disable", "KST914", "base"]) == 0
    assert capfd.readouterr() == (kustompy.build("base").to_yaml(), "2 resources are valid\n")


def test_a_kustomization_that_cannot_be_built_is_a_finding(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / "base/web.yaml").unlink()
    assert validate_main(["prod", "base"]) == 1
    printed = capfd.readouterr().out
    assert printed.count("error KST") == 2
    assert "no such file or directory" in printed


def test_a_folder_without_kustomization_is_read(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert validate_main([".", "--summary"]) == 1
    assert capfd.readouterr().out.endswith("Valid: 0, Invalid: 2, Errors: 0, Skipped: 0\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "yaml"],
        ["--kubernetes-version", "1.12"],
        ["--disable", "KST900"],
        ["--disable", "KST999"],
        ["--schema-location", "{{.Nothing}}.json"],
        ["--crd", "not-here"],
        ["--unknown"],
        ["-n", "0"],
        ["--jobs", "many"],
    ],
)
def test_usage(arguments: list[str], tree: Path) -> None:
    assert validate_main([*arguments, "base"]) == 2


def test_several_processes_say_the_same(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / "many").mkdir()
    for number in range(300):
        text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a-{number}}}\ndata: {{a: {number % 3 or 'x'}}}\n"
        (tree / f"many/{number}.yaml").write_text(text, encoding="utf-8")
    assert validate_main(["many", "--summary"]) == 1
    alone = capfd.readouterr().out
    assert validate_main(["many", "--summary", "-n", "2"]) == 1
    assert capfd.readouterr().out == alone
    assert "many/1.yaml:4:11: error KST900" in alone


def test_definitions_from_a_file(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    valid = Path(__file__).resolve().parent / "valid" / "custom.yaml"
    text = "apiVersion: example.com/v1\nkind: Garden\nmetadata: {name: a}\nspec: {beds: x, rain: true}\n"
    (tree / "garden.yaml").write_text(text, encoding="utf-8")
    assert validate_main(["garden.yaml", "--crd", str(valid)]) == 1
    assert capfd.readouterr().out == (
        "garden.yaml:4:14: error KST900 Garden.v1.example.com/a.[noNs]: spec.beds: 'x' is not of type 'integer'\n"
    )


@pytest.mark.parametrize("odd", [None, 1, "text", [], [1], {}, {"kind": 1}, {"apiVersion": "v1", "kind": None}])
def test_what_is_no_object_is_told(odd: Any) -> None:
    assert [each.code for each in kustompy.validate([odd])] == ["KST904"]


def test_a_manifest_may_be_nested_deeply() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = {"a": deep}
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": deep}
    assert [each.code for each in kustompy.validate([manifest])] in (["KST904"], ["KST900"])


@pytest.mark.parametrize("part", range(4))
def test_whatever_stands_in_a_manifest_is_no_crash(part: int) -> None:
    random = Random(part)
    seeds = manifests()
    definitions = [each for each in seeds if each["kind"] == "CustomResourceDefinition"]
    gardens = [each for each in seeds if each["kind"] == "Garden"]
    for number in range(500):
        changed = seeds[number % len(seeds)]
        for _ in range(1 + number % 4):
            changed = mutant(changed, random)
        kustompy.validate([changed])
        kustompy.validate([mutant(mutant(definitions[0], random), random), *gardens])


SETTLED = """\
disable = ["KST911"]
[[exception]]
code = "KST930"
name = "excepted"
reason = "the operator mends it"
[[exception]]
code = "KST931"
reason = "was mended"
expires = 2020-01-01
"""
PODS = """\
apiVersion: v1
kind: Pod
metadata: {name: excepted, labels: {a: "b c"}}
spec:
  restartPolicy: never
  hostname: A
  dnsPolicy: none # kustompy: ignore[KST930]
  containers: [{name: a, image: a}]
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec:
  restartPolicy: never
  dnsPolicy: none # kustompy: ignore[KST930]
  containers: [{name: a, image: a}]
"""


def test_what_may_stay_is_left_out_of_what_lies_at_a_path(tmp_path: Path) -> None:
    (tmp_path / "kustompy.toml").write_text(SETTLED, encoding="utf-8")
    (tmp_path / "pods.yaml").write_text(PODS, encoding="utf-8")
    (tmp_path / "kustomization.yaml").write_text("resources: [pods.yaml]\n", encoding="utf-8")
    found = kustompy.validate(tmp_path)
    assert [(each.code, each.path[-1], each.line) for each in found] == [
        ("KST931", "hostname", 6), ("KST930", "restartPolicy", 14),
    ]  # fmt: skip
    assert len(kustompy.validate(kustompy.build(tmp_path))) == 6


def test_patterns_take_linear_time() -> None:
    schema = {"type": "object", "properties": {"spec": {"type": "string", "pattern": "^(a+)+$"}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": "Slow", "plural": "slows"}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "slows.example.com"},
        "spec": {"group": "example.com", "scope": "Cluster", "names": names, "versions": [version]},
    }
    manifest = {"apiVersion": "example.com/v1", "kind": "Slow", "metadata": {"name": "a"}, "spec": "a" * 5_000 + "!"}
    assert [each.code for each in kustompy.validate([definition, manifest])] == ["KST900"]


def test_one_version_of_the_schemas_stays_small() -> None:
    from kustompy.validation.schema.store import Store

    tracemalloc.start()
    store = Store(37, strict=True)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert size < 4_000_000
    assert len(store.kinds) > 100


def test_two_manifests_of_one_id_are_told_unless_they_come_from_a_build() -> None:
    one = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    assert [each.code for each in kustompy.validate([one, one])] == ["KST924"]
    assert kustompy.validate([one, one], disable=["KST924"]) == []
