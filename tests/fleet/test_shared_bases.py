"""A base that is copied is the base that would have been read: bytes, warnings, errors and dependencies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kustompy.errors import KustompyError
from kustompy.fleet.run import Run, Task
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options

ROOT = Path(__file__).resolve().parents[2]
ROOTS = sorted({str(each.parent) for each in (ROOT / "fixtures").rglob("kustomization.yaml")})[::6]
OPTIONS = Options(enable_alpha_plugins=True)


def alone(directory: str) -> tuple[str, list[str], object]:
    try:
        built = build(directory, OPTIONS)
        return built.to_yaml(), built.warnings, built.dependencies
    except KustompyError as error:
        return str(error), list(error.warnings), error.dependencies


@pytest.mark.parametrize("base", ROOTS, ids=lambda each: os.path.relpath(each, ROOT / "fixtures"))
def test_three_overlays_over_one_base(base: str, tmp_path: Path) -> None:
    run = Run(Task(OPTIONS, wants_records=False, token=""))
    for i in range(3):
        overlay = tmp_path.resolve() / str(i)
        overlay.mkdir()
        fields = "namePrefix: p-\nnamespace: x\n" if i else ""
        entry = os.path.relpath(base, overlay)
        (overlay / "kustomization.yaml").write_text(f"resources: [{entry}]\nlabels: [{{pairs: {{a: v{i}}}}}]\n{fields}")
        text, warnings, dependencies = alone(str(overlay))
        found = run.outcome(str(overlay))
        assert (found.text if found.error is None else str(found.error), list(found.warnings)) == (text, warnings)
        assert dependencies is None or found.dependencies == dependencies
