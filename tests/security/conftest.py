"""A helm that answers without looking at its chart."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.remote.conftest import server  # noqa: F401  # a fixture

SCRIPT = """#!/bin/sh
case $1 in
version) echo v3.18.0 ;;
template) printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: made}\\n' ;;
esac
"""


@pytest.fixture
def helm(tmp_path: Path) -> str:
    """The path of a program that says what helm would of any chart."""
    if os.name == "nt":
        pytest.skip("a shell script stands in for helm")
    path = tmp_path / "bin/helm"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    path.chmod(0o755)
    return str(path)
