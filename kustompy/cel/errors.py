"""What goes wrong with an expression, while it is read and while it runs."""

from __future__ import annotations


class CompileError(Exception):
    """The text is not an expression, or its types do not fit; ``offset`` is that of a character, from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset

    # Pickle would call the class with the message alone: errors of a fleet come back from other processes.
    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.offset)


class CelError(Exception):
    """An expression has no value: a key that is missing, a division by zero, an index out of range."""


# Not a CelError: `||`, `&&` and `exists` absorb those, and a costly expression would go on behind the operator.
class BudgetError(Exception):
    """An expression asks for more work than one evaluation may take; no operator absorbs this error."""


class UnknownError(CelError):
    """An expression asks for what only a cluster can answer, or for what a pattern matches."""
