"""Each folder in ``cases`` has a manifest, perhaps flags, and the text that ``kustompy validate`` prints of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kustompy.cli.validate import main

CASES = sorted(each.parent for each in (Path(__file__).resolve().parent / "cases").glob("*/manifest.yaml"))
assert CASES, "no cases found"


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_findings(case: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(case)
    flags = (case / "flags.txt").read_text(encoding="utf-8").split() if (case / "flags.txt").exists() else []
    code = main([*flags, "--format", "concise", "manifest.yaml"])
    printed = capfd.readouterr().out
    wanted = case / "findings.txt"
    if os.environ.get("WRITE_FINDINGS"):
        wanted.write_text(printed, encoding="utf-8")
    assert printed == wanted.read_text(encoding="utf-8")
    assert code == (1 if " error " in printed else 0)


def test_valid_manifests_have_no_findings(capfd: pytest.CaptureFixture[str]) -> None:
    folder = str(CASES[0].parent.parent / "valid")
    for minor in range(25, 38):
        assert main([folder, "--kubernetes-version", f"1.{minor}"]) == 0
        assert capfd.readouterr().out.endswith(" resources of 6 files are valid\n")
