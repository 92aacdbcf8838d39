"""The typed description of a kustomization says what a build checks."""

from __future__ import annotations

from kustompy import Kustomization
from kustompy.kustomization.fields import STRUCT
from tools import kustomization_types


def test_it_has_the_fields_that_a_build_knows() -> None:
    assert Kustomization.__annotations__.keys() == STRUCT.fields.keys()


def test_it_is_what_the_script_makes() -> None:
    assert kustomization_types.main(["--check"]) == 0, "run python -m tools kustomization_types"
