"""What goes wrong with an expression, while it is read and while it runs."""

from __future__ import annotations


class CompileError(Exception):
    """The text is no expression, or one that no value could satisfy; ``offset`` counts characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.offset)


class CelError(Exception):
    """An expression has no value: a key that is missing, a division by zero, an index out of range."""


class BudgetError(Exception):
    """An expression asks for more work than one evaluation may take; no operator absorbs this error."""


class UnknownError(CelError):
    """An expression asks what nobody knows here: what a cluster answers, or where a pattern matches."""
