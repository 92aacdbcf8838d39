"""The pages that are made from the code are what the code makes now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_table_of_what_is_covered_is_up_to_date() -> None:
    command = [sys.executable, ROOT / "docs" / "make_compatibility.py", "--check"]
    check = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert check.returncode == 0, "run python docs/make_compatibility.py"
