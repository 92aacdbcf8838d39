"""An expression of an attacker ends: by its budget, by a limit, or with a value."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.cel import CompileError, compiled
from kustompy.cel.errors import BudgetError
from kustompy.cel.scope import Budget
from kustompy.cel.types import DYN

MANY: dict[str, Any] = {"self": list(range(300))}
COSTLY = [
    "self.all(a, self.all(b, self.all(c, a + b + c >= 0)))",
    "self.map(a, self.map(b, self.map(c, [a, b, c]))).size() > 0",
    "self.all(a, self.exists(b, b == 299 && self == self.map(c, c)))",
    "cel.bind(t, 'aaaaaaaaaa', self.map(a, t + t).join('').replace('a', 'aaaaaaaaaaaaaaaaaaaa').size() > 0 && "
    "self.all(b, self.all(c, self.map(d, string(d)).join(t) != '')))",
]


@pytest.mark.parametrize("text", COSTLY)
def test_what_costs_too_much_is_stopped(text: str) -> None:
    budget = Budget(100_000)
    with pytest.raises(BudgetError):
        compiled(text, {"self": DYN}).value(MANY, budget)
    assert budget.left < 0


def test_no_operator_absorbs_the_end_of_the_budget() -> None:
    program = compiled("self.all(a, self.all(b, self.all(c, a >= 0))) || true", {"self": DYN})
    with pytest.raises(BudgetError):
        program.value(MANY, Budget(10_000))


def test_doubling_texts_cost_what_they_are_long() -> None:
    text = "cel.bind(a, 'xxxxxxxxxxxxxxxx', " * 60 + "a" + ")" * 60
    text = text.replace("'xxxxxxxxxxxxxxxx'", "a + a").replace("a + a", "'x'", 1)
    with pytest.raises(BudgetError):
        compiled(text, {}).value({}, Budget(100_000))


@pytest.mark.parametrize("text", ["(" * 5_000 + "1" + ")" * 5_000, "!" * 5_000 + "true", "[" * 5_000 + "]" * 5_000])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(CompileError, match="nested too deeply"):
        compiled(text, {})


def test_deep_values_are_refused() -> None:
    value: Any = 1
    for _ in range(100_000):
        value = [value]
    with pytest.raises(BudgetError):
        compiled("self == [self]", {"self": DYN}).value({"self": [value]})
