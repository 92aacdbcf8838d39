"""Every golden under fixtures/ is what the real binary prints today."""

from __future__ import annotations

from pathlib import Path

import pytest
from make import FIXTURES, goldens, made_goldens, wanted_cases
from reference import Reference


@pytest.mark.parametrize("case", wanted_cases([]), ids=lambda each: str(each.relative_to(FIXTURES)))
def test_golden_is_what_kustomize_prints(case: Path, reference: Reference) -> None:
    assert goldens(case) == made_goldens(case, reference)
