"""Overloads: the signatures of CEL's functions, marked on Python functions, and the choice of one for a call."""

from __future__ import annotations

from kustompy.cel.types import DYN, filled, fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import Any, NamedTuple, TypeAlias, TypeVar

    from kustompy.cel.types import Type

    Function: TypeAlias = Callable[..., Any]
    """A function of values: its overload says which types it takes, so it checks none again."""
    Marked = TypeVar("Marked", bound=Callable[..., object])

    class Overload(NamedTuple):
        """One signature of a function; ``member`` where its first argument stands before the dot."""

        name: str
        arguments: tuple[Type, ...]
        result: Type
        function: Function
        member: bool = False
else:
    from collections import namedtuple

    Overload = namedtuple("Overload", ["name", "arguments", "result", "function", "member"], defaults=[False])


def function(name: str, *arguments: Type, result: Type) -> Callable[[Marked], Marked]:
    """Mark a Python function as an overload of a global function of CEL."""
    # `len` stands in until the mark knows the function that it is on.
    return _mark(Overload(name, arguments, result, len, member=False))


def method(name: str, *arguments: Type, result: Type) -> Callable[[Marked], Marked]:
    """Mark a Python function as an overload of a member function of CEL; the first argument is the target."""
    return _mark(Overload(name, arguments, result, len, member=True))


def _mark(overload: Overload) -> Callable[[Marked], Marked]:
    def marked(made: Marked) -> Marked:
        overloads = getattr(made, "overloads", ())
        vars(made)["overloads"] = (*overloads, overload._replace(function=made))
        return made

    return marked


def overloads_in(module: ModuleType) -> list[Overload]:
    """Every overload that a module marks, also on functions that it makes in a loop and keeps in tuples."""
    found: list[Overload] = []
    for value in vars(module).values():
        for made in value if type(value) is tuple else (value,):
            # Modules import functions from each other, which would be found twice.
            if getattr(made, "__module__", "") == module.__name__:
                found += getattr(made, "overloads", ())
    return found


def candidates(overloads: Sequence[Overload], arguments: Sequence[Type]) -> list[tuple[Overload, Type]]:
    """The overloads that take arguments of these types, each with the type of its result, in order of declaration."""
    found = []
    for overload in overloads:
        # Type variables are bound for each overload anew: a failed one must not leave its guesses behind.
        bound: dict[str, Type] = {}
        if len(overload.arguments) == len(arguments) and all(
            fits(wanted, given, bound) for wanted, given in zip(overload.arguments, arguments, strict=True)
        ):
            found.append((overload, filled(overload.result, bound)))
    return found


def takes(overload: Overload, types: Sequence[Type]) -> bool:
    """Whether the overload takes values of these types, which are known only when the expression runs."""
    bound: dict[str, Type] = {}
    return all(fits(wanted, given, bound) for wanted, given in zip(overload.arguments, types, strict=True))


def common_result(found: Sequence[tuple[Overload, Type]]) -> Type:
    """The type of the result if all candidates agree, or ``DYN``."""
    first = found[0][1]
    return first if all(result == first for _, result in found) else DYN
