"""The checks of the example pipelines, run as they are written, in a checkout without secrets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kustompy.api.parts import load

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "gitops", tmp_path / "repository")
    for each in (tmp_path / "repository").glob("overlays/*/secrets.env"):
        each.unlink()
    shutil.copy(EXAMPLES / "write_secrets.py", tmp_path / "repository")
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, call in {"kustompy": "-m kustompy", "python": "", "pytest": "-m pytest -p no:cacheprovider"}.items():
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        (commands / name).chmod(0o755)
    return tmp_path / "repository"


def run(script: str, checkout: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{checkout.parent}/bin:{os.environ['PATH']}"}
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=checkout, env={**environment, **variables}, capture_output=True, text=True)


def checks(pipeline: str) -> list[str]:
    [document] = load((EXAMPLES / pipeline).read_text(encoding="utf-8"))
    steps: list[Any] = (
        document["check"]["script"]
        if "check" in document
        else [each["run"] for each in document["jobs"]["check"]["steps"] if "run" in each and "if" not in each]
    )
    return [each for each in steps if not each.startswith("pip ")]


@pytest.mark.parametrize("pipeline", ["github-workflow.yml", ".gitlab-ci.yml"])
def test_the_checks_of_a_pipeline(pipeline: str, checkout: Path) -> None:
    script = "\n".join(checks(pipeline))
    assert "kustompy validate ." in script
    done = run(script, checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "28 resources of 2 overlays are valid\n" in done.stdout


def test_a_value_of_several_lines_is_refused(checkout: Path) -> None:
    values = {"DATABASE_URL": "a", "SESSION_KEY": "multi\nline", "SENTRY_DSN": "b"}
    done = run("python write_secrets.py overlays/prod", checkout, **values)
    assert (done.returncode, done.stderr) == (1, "SESSION_KEY has several lines, which an env file cannot hold\n")
    done = run("python write_secrets.py overlays/prod", checkout, DATABASE_URL="a")
    assert (done.returncode, done.stderr) == (1, "SESSION_KEY is not set\n")


def test_a_broken_overlay_fails_the_check(checkout: Path) -> None:
    file = checkout / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("replicas:", "replica:"))
    done = run("\n".join(checks(".gitlab-ci.yml")), checkout)
    assert done.returncode == 1
    assert "--> overlays/prod/kustomization.yaml:" in done.stdout
