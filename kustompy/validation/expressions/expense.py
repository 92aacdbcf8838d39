"""The budget of all expressions that a tree brings, in its definitions and policies, for all objects of a run."""

# A budget for each object alone is not enough: 29 KB of a policy and 300 objects ran for minutes.

from __future__ import annotations

from kustompy.cel.scope import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.steps import Steps
    from kustompy.model.values import Value

# A step of an expression takes as long as six of a schema.
A_STEP = 6
# The budget suffices for the first 25,000 values; each further one adds to it, so that a large tree is checked like a
# small one.
_FOR_A_VALUE = 300
_VALUES_FREE = 25_000


class Expense:
    """Takes the cost of expressions from the budget of a run."""

    __slots__ = ("_met", "steps")

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self._met = 0

    def meet(self, value: Value) -> None:
        """Add to the budget for an object that will be checked; a LimitError if nothing is left for it."""
        before, self._met = self._met, self._met + _values(value)
        more = self._met - max(before, _VALUES_FREE)
        if more > 0:
            self.steps.grant(_FOR_A_VALUE * more)
        self.steps.spend(1)

    def budget(self, most: int) -> Budget:
        """A budget for one object: so many steps, or what is left for all."""
        return Budget(min(most, self.steps.left // A_STEP + 1))

    def settle(self, given: int, budget: Budget) -> None:
        """Take what was spent of a budget with so many steps; a LimitError if that was the last."""
        self.steps.spend(A_STEP * (given - budget.left))


def _values(value: Value) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + sum(map(_values, value)) if isinstance(value, list) else 1
