"""The variables that an expression sees, and the values that they have while it runs."""

from __future__ import annotations

from kustompy.cel.errors import BudgetError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NamedTuple, TypeAlias

    from kustompy.cel.types import Type
    from kustompy.cel.values import Value

    Run: TypeAlias = Callable[["Frame"], Value]

    class Typed(NamedTuple):
        """A part of an expression, ready to run, with the type of its value."""

        type: Type
        run: Run
else:
    from collections import namedtuple

    Typed = namedtuple("Typed", ["type", "run"])


class Budget:
    """How many steps are left: one for each operation, and one for each ten characters or elements that it reads.

    cel-go charges a tenth for each character of a text as well (its ``StringTraversalCostFactor`` is 0.1).
    """

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take steps off; a ``BudgetError`` if too few are left."""
        self.left -= steps
        if self.left < 0:
            raise BudgetError("the expression costs more than it may")


class Frame:
    """One evaluation: the values of the variables by their slots, and what is left of the budget."""

    __slots__ = ("budget", "slots")

    def __init__(self, slots: list[Value], budget: Budget) -> None:
        self.slots, self.budget = slots, budget


class Scope:
    """Variable → its slot and type; ``counter`` holds the number of slots that the whole expression needs so far."""

    __slots__ = ("counter", "variables")

    def __init__(self, variables: dict[str, tuple[int, Type]], counter: list[int]) -> None:
        self.variables, self.counter = variables, counter

    def with_variable(self, name: str, type_: Type) -> tuple[Scope, int]:
        """A scope with one more variable, and the slot of that variable."""
        # A new slot even under an old name: a macro inside another may give its variable the same name, and the outer
        # one has its value back behind it.
        slot = self.counter[0]
        self.counter[0] += 1
        return Scope({**self.variables, name: (slot, type_)}, self.counter), slot
