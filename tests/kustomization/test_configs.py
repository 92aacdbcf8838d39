"""What errors show of a builtin's config: as kustomize, but for what may be of a Secret."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.kustomization.configs import Config
from kustompy.yamlio.read.reader import read

OPERATION = "- op: add\n  path: /data/a"
SHOWN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("SecretGenerator", {"literals": ["a=b", "c"]}, {"literals": ["a=***", "***"]}),
    ("SecretGenerator", {"files": ["k=f"]}, {"files": ["k=f"]}),
    ("ConfigMapGenerator", {"literals": ["a=b", "c"]}, {"literals": ["a=b", "c"]}),
    ("PatchTransformer", {"patch": "kind: Secret\ndata: {}", "path": "p"}, {"patch": "***", "path": "p"}),
    ("PatchTransformer", {"patch": OPERATION}, {"patch": "***"}),
    (
        "PatchTransformer",
        {"patch": OPERATION, "target": {"kind": "Secret"}},
        {"patch": "***", "target": {"kind": "Secret"}},
    ),
    (
        "PatchTransformer",
        {"patch": OPERATION, "target": {"kind": "ConfigMap"}},
        {"patch": OPERATION, "target": {"kind": "ConfigMap"}},
    ),
    (
        "PatchJson6902Transformer",
        {"jsonOp": OPERATION, "target": {"name": "x"}},
        {"jsonOp": "***", "target": {"name": "x"}},
    ),
    ("PatchStrategicMergeTransformer", {"patches": "kind: Secret\nstringData: {}"}, {"patches": "***"}),
    (
        "PatchStrategicMergeTransformer",
        {"paths": ["secret.yaml", "kind: Secret\nstringData: {a: b}", "kind: ConfigMap\nfoo: x"]},
        {"paths": ["secret.yaml", "***", "kind: ConfigMap\nfoo: x"]},
    ),
    ("ReplacementTransformer", {"replacements": [{"path": "x"}]}, {"Replacements": [{"path": "x"}]}),
    ("PrefixTransformer", {"prefix": "x", "fieldSpecs": []}, {"prefix": "x"}),
]


@pytest.mark.parametrize(("kind", "values", "shown"), SHOWN, ids=[f"{row[0]} {list(row[1])}" for row in SHOWN])
def test_the_text_of_a_config(kind: str, values: dict[str, Any], shown: dict[str, Any]) -> None:
    before = repr(values)
    assert read(Config(kind, values).text()) == [shown]
    assert repr(values) == before


def test_the_text_of_an_object_is_the_object() -> None:
    manifest: Any = {"kind": "SecretGenerator", "literals": ["a=b"], "fieldSpecs": [1]}
    shown = read(Config("SecretGenerator", {}, manifest=manifest).text())
    assert shown == [{"kind": "SecretGenerator", "literals": ["a=***"], "fieldSpecs": [1]}]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ((), ("images", 1)),
        (("newTag",), ("images", 1, "newTag")),
        (("pairs",), ("commonLabels",)),
        (("pairs", "app"), ("commonLabels", "app")),
        (("pairs", "app", 0), ("commonLabels", "app", 0)),
        (("pairs", "other"), ("else",)),
    ],
)
def test_where_a_part_of_a_config_is_written(key: tuple[str | int, ...], path: tuple[str | int, ...]) -> None:
    said_at = {("pairs",): ("commonLabels",), ("pairs", "other"): ("else",)}
    config = Config("ImageTagTransformer", {}, ("images", 1), said_at)  # type: ignore[arg-type]
    assert config.where(*key) == path
