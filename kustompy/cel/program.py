"""A compiled expression: the variables that it names, its type, and its value for values of the variables."""

from __future__ import annotations

from kustompy.cel.compiler import Compiler
from kustompy.cel.errors import BudgetError, CompileError
from kustompy.cel.functions import FUNCTIONS
from kustompy.cel.macros import MACROS
from kustompy.cel.parser import Call, ListOf, MapOf, Name, Select, parsed
from kustompy.cel.scope import Budget, Frame, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.cel.parser import Node
    from kustompy.cel.scope import Run
    from kustompy.cel.types import Type
    from kustompy.cel.values import Value

STEPS = 1_000_000
"""What one evaluation may cost: the API server's limit for one call (``PerCallLimit``) is 1,000,000 of its units."""


class Program:
    """A compiled expression; several threads may run it at once."""

    __slots__ = ("_names", "_run", "_size", "names_used", "type")

    def __init__(self, type_: Type, run: Run, names: tuple[str, ...], size: int, names_used: frozenset[str]) -> None:
        self.type = type_
        self._run, self._names, self._size = run, names, size
        self.names_used = names_used
        """The variables that the expression names."""

    def value(self, variables: Mapping[str, Value], budget: Budget | None = None) -> Value:
        """The value of the expression; a ``CelError`` if it has none, a ``BudgetError`` if it costs too much."""
        # A fresh frame for each evaluation: the closures keep no state, so that threads share a program.
        slots: list[Value] = [variables.get(name) for name in self._names]
        slots += [None] * (self._size - len(slots))
        try:
            return self._run(Frame(slots, budget or Budget(STEPS)))
        except RecursionError:
            raise BudgetError("the values are nested too deeply") from None


def compiled(text: str, variables: Mapping[str, Type]) -> Program:
    """The expression, checked against the types of the variables; a ``CompileError`` if it is wrong."""
    try:
        tree = parsed(text)
        names = tuple(variables)
        counter = [len(names)]
        scope = Scope({name: (slot, variables[name]) for slot, name in enumerate(names)}, counter)
        made = Compiler(FUNCTIONS, MACROS).typed(tree, scope)
        used = frozenset(_names_in(tree))
    except RecursionError:
        raise CompileError("expression nested too deeply", 0) from None
    return Program(made.type, made.run, names, counter[0], used)


def described(text: str, error: CompileError) -> str:
    """The error with its line and column in the expression, both from 1, as cel-go prints it."""
    before = text[: error.offset]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)
    return f"ERROR: <input>:{line}:{column + 1}: {error.message}"


def _names_in(node: Node) -> list[str]:
    waiting: list[Node] = [node]
    found = []
    while waiting:
        each = waiting.pop()
        if isinstance(each, Name):
            found.append(each.name)
        elif isinstance(each, Select):
            waiting.append(each.operand)
        elif isinstance(each, Call):
            waiting += [*([each.target] if each.target is not None else []), *each.arguments]
        elif isinstance(each, ListOf):
            waiting += [element for element, _ in each.elements]
        elif isinstance(each, MapOf):
            waiting += [part for key, value, _ in each.entries for part in (key, value)]
    return found
