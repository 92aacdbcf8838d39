"""New repositories build with the real binary to the same bytes, once the pipeline's files are written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import kustompy
from kustompy.inputs.given import inputs_of
from kustompy.linting.settings import settings_for
from tests.scaffolding.repositories import DESCRIPTIONS
from tools.reference import Reference


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_environment_is_the_same(name: str, tmp_path: Path, reference: Reference) -> None:
    kustompy.scaffold(tmp_path, DESCRIPTIONS[name])
    inputs = inputs_of(settings_for(str(tmp_path)).declared, {}, placeholders=True)
    ours = {path: kustompy.build(path, inputs=inputs).to_yaml() for path in sorted(tmp_path.glob("overlays/*"))}
    for file, content in inputs.files.items():
        Path(file).write_bytes(content)
    for path, text in ours.items():
        done = subprocess.run([*reference.command, str(path)], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, text), done.stderr
