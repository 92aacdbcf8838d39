"""The laws of the kit: what they let pass, and what they say otherwise."""

from __future__ import annotations

import itertools
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.testing import (
    assert_deterministic,
    assert_hashes_match,
    assert_idempotent,
    assert_lints,
    assert_no_dangling_references,
    assert_only_changes,
    assert_same_as_kustomize,
    assert_snapshot,
    assert_valid,
)

EXAMPLES = Path(__file__).resolve().parents[2] / "examples/gitops/overlays"
MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "app"}, "data": {"a": "1"}}
SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key"}, "data": {"a": "aHVzaA=="}}
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {
        "serviceAccountName": "default",
        "containers": [{"name": "web", "image": "web", "envFrom": [{"configMapRef": {"name": "app"}}]}],
        "volumes": [{"name": "a", "secret": {"secretName": "key", "optional": True}}],
    },
}
count = itertools.count()


def counts(resources: list[kustompy.Resource]) -> None:
    for each in resources:
        each["metadata"]["annotations"] = {"run": str(next(count))}


def labels(resources: list[kustompy.Resource]) -> None:
    for each in resources:
        each["metadata"]["labels"] = {"team": "a"}


def appends(resources: list[kustompy.Resource]) -> None:
    for each in resources:
        each["data"]["a"] += "1"


def refused(law: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        law(*arguments, **options)
    return str(caught.value)


def test_deterministic() -> None:
    assert_deterministic(EXAMPLES / "prod")
    assert_deterministic(labels, [MAP])
    assert "+    run: " in refused(assert_deterministic, counts, [MAP])


def test_idempotent() -> None:
    assert_idempotent(labels, [MAP])
    assert_idempotent({"namespace": "shop"}, [MAP, POD])
    assert '-  a: "11"\n+  a: "111"' in refused(assert_idempotent, appends, [MAP])
    assert "a-a-web" in refused(assert_idempotent, {"namePrefix": "a-"}, [POD])


@pytest.mark.parametrize(
    ("paths", "left"),
    [
        (["metadata.labels", "spec.containers[*].image"], ""),
        (["Pod:metadata.**", "Pod/web:spec"], ""),
        (["metadata.labels[example.com/a]", "**.image"], ""),
        (["Pod/other:metadata", "spec.containers[1]"], "Pod/web: metadata.labels\nPod/web: spec.containers[0].image"),
        ([], "Pod/web: metadata.labels\nPod/web: spec.containers[0].image"),
    ],
)
def test_only_changes(paths: list[str], left: str) -> None:
    fields = {"labels": [{"pairs": {"example.com/a": "b"}}], "images": [{"name": "web", "newTag": "2"}]}
    before, after = (
        kustompy.build({**more, "resources": ["pod.yaml"]}, files={"pod.yaml": labelled()}, disk=False)
        for more in ({}, fields)
    )
    if left:
        left = left.replace("metadata.labels", 'metadata.labels["example.com/a"]')
        assert refused(assert_only_changes, before, after, paths) == f"changes that were not expected:\n{left}"
    else:
        assert_only_changes(before, after, paths)


def labelled() -> dict[str, Any]:
    return {**POD, "metadata": {"name": "web", "labels": {"a": "b"}}}


def test_only_changes_speaks_of_resources_that_come_or_go() -> None:
    one, two = (kustompy.build({"resources": ["it.yaml"]}, files={"it.yaml": each}, disk=False) for each in (MAP, POD))
    assert refused(assert_only_changes, one, two, ["**"]).splitlines()[1:] == [
        "Pod/web was added", "ConfigMap/app was removed"
    ]  # fmt: skip


def test_dangling_references() -> None:
    assert_no_dangling_references([POD, MAP])
    assert_no_dangling_references([POD], external=["ConfigMap/a*"])
    assert_no_dangling_references(kustompy.build(EXAMPLES / "prod"), external=["Secret/notes-tls", "Secret/*-tls"])
    assert refused(assert_no_dangling_references, [POD]) == (
        "references that lead nowhere:\n"
        "Pod/web: spec.containers[0].envFrom[0].configMapRef.name names ConfigMap/app, which is not there"
    )
    elsewhere = {**MAP, "metadata": {"name": "app", "namespace": "other"}}
    assert "ConfigMap/app" in refused(assert_no_dangling_references, [POD, elsewhere])


def test_hashes() -> None:
    built = kustompy.build(EXAMPLES / "prod")
    assert_hashes_match(built)
    assert_hashes_match([{**MAP, "metadata": {"name": "app-production"}}])
    built.find("ConfigMap")[0]["data"]["LOG_LEVEL"] = "debug"
    assert refused(assert_hashes_match, built).startswith("names that do not fit their content:\nConfigMap/app-config-")


def test_valid() -> None:
    assert_valid(kustompy.build(EXAMPLES / "prod"))
    assert "Pod.v1.[noGrp]/web.[noNs]: spec" in refused(assert_valid, [{**POD, "spec": {"containers": "web"}}])


def test_lints(tmp_path: Path) -> None:
    assert_lints(EXAMPLES / "prod")
    (tmp_path / "kustomization.yaml").write_text(
        "resources: [map.yaml]\npatches: [{target: {name: wbe}, patch: '[]'}]\n"
    )
    (tmp_path / "map.yaml").write_text(kustompy.dump(MAP))
    text = refused(assert_lints, tmp_path)
    assert "kustomization.yaml:2:" in text
    assert "[KST950]" in text
    assert_lints(tmp_path, disable=["KST950"])


def test_snapshots(tmp_path: Path) -> None:
    files = {"all.yaml": [MAP, SECRET]}
    built = kustompy.build({"resources": ["all.yaml"]}, files=files, disk=False)
    assert "no snapshot in" in refused(assert_snapshot, built, tmp_path)
    (tmp_path / "v1_pod_gone.yaml").write_text("old")
    assert_snapshot(built, tmp_path, update=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["v1_configmap_app.yaml", "v1_secret_key.yaml"]
    assert "aHVzaA==" not in (tmp_path / "v1_secret_key.yaml").read_text()
    assert_snapshot(built, tmp_path)
    built.one("ConfigMap")["data"]["a"] = "2"
    assert '-  a: "1"\n+  a: "2"\n' in refused(assert_snapshot, built, tmp_path)


STAND_IN = f"""#!{sys.executable}
import sys
assert sys.argv[1:2] == ["build"], sys.argv
sys.stdout.write(open(__file__ + ".out").read())
"""


def test_the_same_as_kustomize(tmp_path: Path) -> None:
    binary = tmp_path / "kustomize"
    binary.write_text(STAND_IN)
    binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
    text = kustompy.build(EXAMPLES / "dev").to_yaml()
    (tmp_path / "kustomize.out").write_text(text)
    assert_same_as_kustomize(EXAMPLES / "dev", str(binary))
    (tmp_path / "kustomize.out").write_text(text.replace("kind: Service\n", "kind: Servus\n"))
    assert "-kind: Servus\n+kind: Service" in refused(assert_same_as_kustomize, EXAMPLES / "dev", str(binary))
