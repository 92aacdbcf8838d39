"""The goldens of the levels are what the binaries print today, where a machine has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.levels import LEVELS, cases, said
from tools.reference import HOW, find_reference


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("case", cases(), ids=lambda each: each.name)
def test_golden_is_what_the_level_prints(case: Path, level: str) -> None:
    reference = find_reference(level)
    if reference is None:
        pytest.skip(HOW.replace("v5.8.1", f"v{level}"))
    assert said(reference, case) == (case / f"{level}.txt").read_text()
