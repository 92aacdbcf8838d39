"""What each replacement changes, or why it fails: rows that the real binary filled."""

from __future__ import annotations

import difflib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML

from kustompy.errors import KustompyError
from kustompy.fieldspecs.tables import cluster_scoped
from kustompy.kustomization.configs import Config
from kustompy.model.copies import Copies
from kustompy.model.resource import Resource
from kustompy.model.resource_set import ResourceSet
from kustompy.transformers.replacements import replace
from kustompy.yamlio.read.reader import read
from kustompy.yamlio.writer import write

HERE = Path(__file__).parent / "replacements"
RESOURCES = (HERE / "resources.yaml").read_text()
ROWS = YAML(typ="safe", pure=True).load((HERE / "rows.yaml").read_text())
assert len(ROWS) > 100, "no rows found"


class NoFiles:
    """A context that must not be asked for anything but a counter and the level."""

    changes: frozenset[str] = frozenset()
    session = SimpleNamespace(trace=None, spend=lambda count: None, hold=lambda steps: None)

    def copies(self) -> Copies:
        return Copies(1000)


def replaced(replacements: list[dict[str, Any]]) -> str:
    resources = ResourceSet(Resource(manifest, cluster_scoped()) for manifest in read(RESOURCES))
    config = Config("ReplacementTransformer", {"replacements": replacements})
    replace(config, NoFiles())(resources)  # type: ignore[arg-type]
    return write([resource.manifest for resource in resources])


def name_of(row: dict[str, Any]) -> str:
    replacement = row["replacements"][-1]
    source = replacement.get("source", {}).get("fieldPath", replacement.get("sourceValue", ""))
    paths = [path for target in replacement.get("targets") or [] for path in target.get("fieldPaths", [])]
    return f"{source}->{','.join(paths)}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_what_kustomize_does(row: dict[str, Any]) -> None:
    if "error" in row:
        with pytest.raises(KustompyError) as caught:
            replaced(row["replacements"])
        assert str(caught.value).strip() == row["error"]
        return
    before, after = replaced([]).splitlines(), replaced(row["replacements"]).splitlines()
    lines = difflib.unified_diff(before, after, lineterm="", n=0)
    assert [line for line in lines if not line.startswith(("---", "+++", "@@"))] == row["changes"]
