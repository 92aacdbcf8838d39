"""Drawn overlays round the trees of fixtures/ build as the real binary builds them.

A bounded number of them runs here, the same ones each time; ``python tests/compat/wrapped.py`` runs as many as one
likes, round other trees, too.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.compat.wrapped import base_at, compared, fixture_trees
from tools.reference import Reference

EXAMPLES = 120
TREES = fixture_trees()
assert len(TREES) > 100, "no fixtures found"


@pytest.mark.parametrize("number", range(EXAMPLES))
def test_wrapped_trees_build_alike(number: int, reference: Reference, tmp_path: Path) -> None:
    random = Random(f"wrapped/{number}")
    base = base_at(random.choice(TREES))
    if base is None:
        return  # a tree of which nothing is built, or too much
    verdict = compared(reference, random, base, str(tmp_path.resolve()))
    assert not verdict.is_difference, f"{verdict.kind} {base.directory}\n{verdict.theirs}\n{verdict.ours}"
