"""A budget of steps: all of it may be spent, half of it on what can be left out."""

from __future__ import annotations

import pytest

from kustompy.errors import LimitError
from kustompy.model.steps import Steps


def test_the_whole_budget_may_be_spent_and_no_step_more() -> None:
    steps = Steps(5, "patterns", "--max-steps")
    steps.spend(3)
    steps.spend(2)
    with pytest.raises(LimitError, match=r"^patterns ask for more than 5 steps\n") as caught:
        steps.spend(1)
    assert caught.value.code == "KST711"


def test_half_of_the_budget_stays_for_what_cannot_be_left_out() -> None:
    steps = Steps(5, "patterns", "--max-steps")
    assert not steps.affords(4)
    assert steps.affords(2)
    assert steps.affords(1)
    assert not steps.affords(1)
    assert steps.left == 2
    steps.spend(2)


def test_larger_input_grants_more() -> None:
    steps = Steps(5, "patterns", "--max-steps")
    steps.grant(5)
    steps.spend(10)
    with pytest.raises(LimitError, match="more than 10 steps"):
        steps.spend(1)
