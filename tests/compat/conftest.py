"""The tests in this folder compare with the real binary, and skip where a machine has none."""

from __future__ import annotations

import pytest

from tools.reference import HOW, Reference, find_reference


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The real kustomize of the version that kustompy follows."""
    found = find_reference()
    if found is None:
        pytest.skip(HOW)
    return found
