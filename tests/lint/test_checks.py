"""The table of checks says what the checks do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kustompy.kustomization.fields import ROWS
from kustompy.linting.checks import CHECKS, FILES, RESULT
from tests.errors.suite import CASES, answer

FOLDER = Path(__file__).resolve().parents[2] / "kustompy/linting/checks"
SEVERITIES = {code: "error" for row in CHECKS for code in row.errors} | {
    code: "warning" for row in CHECKS for code in row.warnings
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_every_module_of_checks_has_its_rows(path: Path) -> None:
    given = set(re.findall(r'"(KST\d{3})"', path.read_text(encoding="utf-8")))
    functions = {row.function.__module__.rsplit(".", 1)[1] for row in CHECKS}
    assert path.stem in functions, "add a row to CHECKS"
    listed = {
        code for row in CHECKS if row.function.__module__.endswith(path.stem) for code in (*row.errors, *row.warnings)
    }
    assert given <= listed, "say in its row which codes it gives"


def test_checks_of_steps_are_of_fields() -> None:
    assert {row.of for row in CHECKS} - {RESULT, FILES} <= ROWS.keys()


ELSEWHERE = {"KST020", "KST967"}
"""Codes that need helm or settings: see tests/generators/test_lint_of_charts.py and tests/inputs."""


@pytest.mark.parametrize("code", sorted(SEVERITIES.keys() - ELSEWHERE))
def test_a_finding_is_as_bad_as_the_table_says_and_has_a_case(code: str) -> None:
    found = [each for case in LINT_CASES for each in answer(case).diagnostics if each.code == code]
    assert found, f"no tree under tests/errors/cases has {code}"
    assert {each.severity for each in found} == {SEVERITIES[code]}


LINT_CASES = [case for case in CASES if case.name.startswith("lint")]
