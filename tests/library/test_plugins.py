"""Generators, transformers and validators as KRM objects: their order, and what validators may do."""

from __future__ import annotations

from typing import Any

import pytest

import kustompy

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {team: b}}\n"


def prefix(text: str) -> dict[str, Any]:
    return {
        "apiVersion": "builtin",
        "kind": "PrefixTransformer",
        "metadata": {"name": text},
        "prefix": text,
        "fieldSpecs": [{"path": "metadata/name"}],
    }


def labels(**pairs: str) -> str:
    return (
        "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\n"
        f"labels: {pairs}\nfieldSpecs: [{{path: metadata/labels, create: true}}]\n"
    )


def built(files: dict[str, Any], **fields: Any) -> kustompy.Build:
    return kustompy.build({"resources": ["map.yaml"], **fields}, files={"map.yaml": MAP, **files}, disk=False)


def test_inline_configs_run_before_those_of_files() -> None:
    (resource,) = built({"p.yaml": prefix("file-")}, transformers=["p.yaml", yaml_of(prefix("inline-"))])
    assert resource.name == "file-inline-a"


def test_configs_of_a_directory_run_in_the_place_of_the_directory() -> None:
    files = {
        "first.yaml": prefix("1-"),
        "dir/kustomization.yaml": {"resources": ["second.yaml"]},
        "dir/second.yaml": prefix("2-"),
        "third.yaml": prefix("3-"),
    }
    (resource,) = built(files, transformers=["first.yaml", "dir", "third.yaml"])
    assert resource.name == "3-2-1-a"


def yaml_of(manifest: dict[str, Any]) -> str:
    return kustompy.build({"resources": ["m.yaml"]}, files={"m.yaml": manifest}, disk=False).to_yaml()


def test_a_validator_may_leave_its_mark_alone() -> None:
    (resource,) = built({"v.yaml": labels(**{"validated-by": "us"})}, validators=["v.yaml"])
    assert resource.labels == {"team": "b", "validated-by": "us"}


def test_a_validator_may_mark_what_has_no_labels() -> None:
    bare = MAP.replace(", labels: {team: b}", "")
    (resource,) = built({"map.yaml": bare, "v.yaml": labels(**{"validated-by": "us"})}, validators=["v.yaml"])
    assert resource.labels == {"validated-by": "us"}


@pytest.mark.parametrize(
    ("validator", "words"),
    [
        (labels(owner="us"), "nodes unequal"),
        (yaml_of(prefix("p-")), "id in self missing from other"),
    ],
    ids=["a label", "a name"],
)
def test_a_validator_may_change_nothing_else(validator: str, words: str) -> None:
    with pytest.raises(kustompy.KustompyError, match=f"validator shouldn't modify the resource map: {words}"):
        built({"v.yaml": validator}, validators=["v.yaml"])


@pytest.mark.parametrize(
    ("field", "kind", "message"),
    [
        ("generators", "PrefixTransformer", "not a generator"),
        ("transformers", "ConfigMapGenerator", "not a transformer"),
        ("transformers", "PrefxTransformer", "unable to load builtin PrefxTransformer"),
    ],
)
def test_a_builtin_has_one_role(field: str, kind: str, message: str) -> None:
    config = {"apiVersion": "builtin", "kind": kind, "metadata": {"name": "x"}}
    with pytest.raises(kustompy.KustompyError, match=message) as caught:
        built({"c.yaml": config}, **{field: ["c.yaml"]})
    assert caught.value.code == "KST230"
    hint = "did you mean `PrefixTransformer`?" if kind == "PrefxTransformer" else ""
    assert hint in (caught.value.diagnostics[0].hint or "")
