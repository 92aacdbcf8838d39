"""The JSON patch that ``diff`` prints, over pairs of cases, which have little in common."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import kustompy
from tests.compat.patched_pairs import leads_there
from tests.compat.traced_files import targets_in

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ("examples/gitops", "fixtures")
EVERY = 9


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_the_patch_of_a_pair_leads_there() -> None:
    targets = [each for name in BUILDS for each in targets_in(ROOT / name)]
    tried = 0
    for one, other in itertools.islice(itertools.pairwise(targets), 0, None, EVERY):
        try:
            a, b = kustompy.build(one), kustompy.build(other)
        except kustompy.KustompyError:
            continue
        assert leads_there(a, b), (one, other)
        tried += 1
    assert tried > 20
