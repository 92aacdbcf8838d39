"""A thousand builds in many threads give the bytes that each gives alone."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kustompy.errors import KustompyError
from kustompy.rendering.pipeline import build
from tools.fixtures import goldens, metadata, tree_of, wanted_cases

BUILDS, THREADS = 1_000, 12


@pytest.fixture
def often() -> Iterator[None]:
    """Let threads change places far more often than they would."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def outcome(directory: Path) -> str:
    """What a build prints, or its message."""
    try:
        return build(str(directory)).to_yaml()
    except KustompyError as error:
        return f"Error: {error}"


@pytest.mark.usefixtures("often")
def test_builds_do_not_know_of_each_other() -> None:
    cases = [case for case in wanted_cases([]) if not metadata(case).get("args") and "expected.yaml" in goldens(case)]
    trees = [tree_of(case, metadata(case)) / metadata(case).get("root", ".") for case in cases]
    alone = {tree: outcome(tree) for tree in trees}
    assert len(alone) > 100
    drawn = random.Random(7).choices(trees, k=BUILDS)
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(outcome, drawn))
    assert [outcome for tree, outcome in zip(drawn, together, strict=True) if outcome != alone[tree]] == []
