"""Every golden under fixtures/ is what the real binary prints today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.fixtures import FIXTURES, goldens, made_goldens, metadata, wanted_cases
from tools.reference import HOW_HELM, Reference, lacks_helm


@pytest.mark.parametrize("case", wanted_cases([]), ids=lambda each: str(each.relative_to(FIXTURES)))
def test_golden_is_what_kustomize_prints(case: Path, reference: Reference) -> None:
    if lacks_helm(metadata(case).get("args", [])):
        pytest.skip(HOW_HELM)
    assert goldens(case) == made_goldens(case, reference)
