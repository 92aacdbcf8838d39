"""Input that asks for too much is refused, soon and in little memory, and never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.hostile import TREES, Hostile, outcome

SECONDS, MEGABYTES = 10, 200


@pytest.mark.parametrize("tree", TREES, ids=lambda each: each.name)
def test_it_is_refused_in_time(tree: Hostile, tmp_path: Path) -> None:
    found = outcome(tree, tmp_path)
    assert "Traceback" not in found.stderr
    assert found.code == int(bool(tree.code)), found.stderr[:2000]
    assert tree.code in found.stderr
    assert found.seconds < SECONDS
    assert found.memory < MEGABYTES
