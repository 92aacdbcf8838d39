"""Drawn trees build as the real binary builds them: the same bytes, or both fail.

A bounded number of them runs here, the same ones each time. ``python tests/compat/differential.py --examples 20000``
runs as many as one likes.
"""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.compat.differential import compare
from tests.compat.trees.tree import Tree
from tools.reference import Reference

EXAMPLES = 150


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_drawn_trees_build_alike(reference: Reference, random: Random) -> None:
    tree = Tree(random)
    verdict = compare(reference, tree.files, tree.root)
    assert not verdict.is_difference, f"{verdict.kind}\n{verdict.theirs}\n{verdict.ours}\n{tree.files}"
