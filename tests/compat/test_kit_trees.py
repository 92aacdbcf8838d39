"""What the strategies of the kit draw builds as it does with the real binary."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from kustompy.api.parts import text_of_data
from kustompy.testing import assert_same_as_kustomize, trees
from tools.reference import Reference


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(trees())
def test_trees_build_as_with_kustomize(reference: Reference, tree: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in tree.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of_data(content), encoding="utf-8")
        assert_same_as_kustomize(folder, reference.path)
