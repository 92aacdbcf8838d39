"""The error suite: each tree is answered as its golden says, every mistake at its line, and nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.errors.suite import CASES, answer, score
from tools.errors import page

assert len(CASES) >= 60, "no cases found"
MOST = 0.95


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answer(case: Path) -> None:
    assert answer(case).text == (case / "expected.txt").read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_mistake_has_a_place_and_a_remedy(case: Path) -> None:
    """The text is the one of a pipe: nothing in it depends on a terminal."""
    lines = answer(case).text.splitlines()
    told = len(answer(case).diagnostics)
    assert sum(each.startswith("  --> ") for each in lines) == told
    assert sum(each.startswith("   = help: ") for each in lines) == told


def test_every_file_is_named_and_nearly_every_line() -> None:
    scores = [score(case) for case in CASES]
    mistakes = sum(each.mistakes for each in scores)
    assert sum(each.files for each in scores) == mistakes
    assert sum(each.lines for each in scores) >= MOST * mistakes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_follows_from_a_mistake_is_not_named(case: Path) -> None:
    assert len(answer(case).diagnostics) == score(case).mistakes


def test_the_page_of_errors() -> None:
    root = Path(__file__).resolve().parents[2]
    assert (root / "docs/errors.md").read_text() == page()
