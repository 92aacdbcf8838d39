"""The typed description of a kustomization says what a build checks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kustompy import Kustomization
from kustompy.kustomization.fields import STRUCT

ROOT = Path(__file__).resolve().parents[2]


def test_it_has_the_fields_that_a_build_knows() -> None:
    assert Kustomization.__annotations__.keys() == STRUCT.fields.keys()


def test_it_is_what_the_script_makes(tmp_path: Path) -> None:
    script = str(ROOT / "schemas/make_kustomization_type.py")
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0
