"""Macros: calls that bind variables, or that take their arguments unevaluated (CEL specification, "Macros").

A macro gives None for a number of arguments that it does not have: then a function of the name may serve the call.
"""

from __future__ import annotations

from kustompy.cel.compiler import truth
from kustompy.cel.errors import CelError, CompileError
from kustompy.cel.parser import Name, Select
from kustompy.cel.scope import Typed
from kustompy.cel.types import BOOL, DYN, INT, fits, list_of, map_of, optional_of
from kustompy.cel.values import NONE, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.cel.compiler import Compiler, Macro
    from kustompy.cel.parser import Call, Node
    from kustompy.cel.scope import Frame, Run, Scope
    from kustompy.cel.types import Type
    from kustompy.cel.values import Value


def _has(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
    """``has(a.b)``: whether ``a`` has the field ``b``; a field that is null is there."""
    if node.target is not None or len(node.arguments) != 1:
        return None
    selected = node.arguments[0]
    if not isinstance(selected, Select):
        raise CompileError("invalid argument to has() macro", node.offset)
    # For its error alone: a field that the schema does not declare is refused even where nothing reads its value.
    compiler.typed(selected, scope)
    operand = compiler.typed(selected.operand, scope)
    fields = operand.type.declared.fields if operand.type.declared else {}
    key = fields[selected.field][0] if selected.field in fields else selected.field
    value_of = operand.run

    def run(frame: Frame) -> Value:
        frame.budget.spend(1)
        value = value_of(frame)
        if isinstance(value, Optional):
            value = value.value if value.is_there else {}
        if not isinstance(value, dict):
            raise CelError("no such overload")
        return key in value

    return Typed(BOOL, run)


class _Loop:
    """The range of a comprehension, its one or two variables, and the scope of the expressions inside."""

    def __init__(self, compiler: Compiler, node: Call, scope: Scope, variables: int) -> None:
        if node.target is None:
            raise CompileError(f"undeclared reference to '{node.function}' (in container '')", node.offset)
        over = compiler.typed(node.target, scope)
        types = _types_of(over.type, variables, node)
        self.over, self.slots, self.scope = over.run, [], scope
        for argument, type_ in zip(node.arguments[:variables], types, strict=True):
            self.scope, slot = self.scope.with_variable(_simple_name(argument), type_)
            self.slots.append(slot)

    slots: list[int]

    def rounds(self, frame: Frame) -> Iterator[None]:
        """One round for each element, with the variables set; each costs a step of the budget."""
        range_ = self.over(frame)
        if isinstance(range_, dict):
            # One variable stands for the key; of a list for the element, and of two the first for its index.
            pairs: Iterator[tuple[Value, Value]] = iter(list(range_.items()))
        elif isinstance(range_, list):
            pairs = iter(enumerate(range_)) if len(self.slots) == 2 else ((each, each) for each in range_)
        else:
            raise CelError("no such overload")
        for first, second in pairs:
            frame.budget.spend(1)
            frame.slots[self.slots[0]] = first
            if len(self.slots) == 2:
                frame.slots[self.slots[1]] = second
            yield


def _types_of(type_: Type, variables: int, node: Call) -> tuple[Type, ...]:
    if type_.name == "map":
        return type_.parameters[:variables]
    if type_.name == "list":
        return (INT, *type_.parameters) if variables == 2 else type_.parameters
    if type_ == DYN:
        return (DYN,) * variables
    raise CompileError(
        f"expression of type '{type_}' cannot be range of a comprehension (must be list, map, or dynamic)", node.offset
    )


def _simple_name(node: Node) -> str:
    if not isinstance(node, Name):
        raise CompileError("argument must be a simple name", node.offset)
    return node.name


def _variables_of(node: Call, least: int) -> int:
    """The number of variables that a call binds, if it has ``least`` arguments with one variable."""
    return len(node.arguments) - least + 1


def _any_or_all(decides: bool) -> Macro:
    """``exists`` and ``all``: one element decides, and an error of another one counts only if none does."""

    def compiled(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
        if len(node.arguments) not in (2, 3):
            return None
        loop = _Loop(compiler, node, scope, _variables_of(node, 2))
        condition = compiler.boolean(node.arguments[-1], loop.scope).run

        def run(frame: Frame) -> Value:
            failed: CelError | None = None
            for _ in loop.rounds(frame):
                try:
                    if truth(condition(frame)) is decides:
                        return decides
                except CelError as error:
                    failed = error
            if failed is not None:
                raise failed
            return not decides

        return Typed(BOOL, run)

    return compiled


def _exists_one(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
    if len(node.arguments) not in (2, 3):
        return None
    loop = _Loop(compiler, node, scope, _variables_of(node, 2))
    condition = compiler.boolean(node.arguments[-1], loop.scope).run

    # Unlike `exists`, this macro passes on every error, as the specification says: it has to look at all elements.
    def run(frame: Frame) -> Value:
        return sum(truth(condition(frame)) for _ in loop.rounds(frame)) == 1

    return Typed(BOOL, run)


def _filter(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
    if len(node.arguments) != 2:
        return None
    loop = _Loop(compiler, node, scope, 1)
    condition, slot = compiler.boolean(node.arguments[1], loop.scope).run, loop.slots[0]

    def run(frame: Frame) -> Value:
        return [frame.slots[slot] for _ in loop.rounds(frame) if truth(condition(frame))]

    return Typed(list_of(loop.scope.variables[_simple_name(node.arguments[0])][1]), run)


def _mapped(variables: int) -> Macro:
    """``map(x, value)`` and ``map(x, condition, value)``; ``transformList`` does the same with two variables."""

    def compiled(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
        if len(node.arguments) - variables not in (1, 2):
            return None
        loop = _Loop(compiler, node, scope, variables)
        condition = _condition(compiler, node, loop, variables)
        value = compiler.typed(node.arguments[-1], loop.scope)
        made = value.run

        def run(frame: Frame) -> Value:
            return [made(frame) for _ in loop.rounds(frame) if condition(frame)]

        return Typed(list_of(value.type), run)

    return compiled


def _transform_map(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
    if len(node.arguments) not in (3, 4):
        return None
    loop = _Loop(compiler, node, scope, 2)
    condition = _condition(compiler, node, loop, 2)
    value = compiler.typed(node.arguments[-1], loop.scope)
    made, slot = value.run, loop.slots[0]

    def run(frame: Frame) -> Value:
        found: dict[str | int | bool, Value] = {}
        for _ in loop.rounds(frame):
            key = frame.slots[slot]
            if condition(frame) and isinstance(key, (str, int)):
                found[key] = made(frame)
        return found

    return Typed(map_of(loop.scope.variables[_simple_name(node.arguments[0])][1], value.type), run)


def _condition(compiler: Compiler, node: Call, loop: _Loop, variables: int) -> Callable[[Frame], bool]:
    if len(node.arguments) - variables == 1:
        return lambda frame: True
    run = compiler.boolean(node.arguments[variables], loop.scope).run
    return lambda frame: truth(run(frame))


def _bind(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
    """``cel.bind(name, value, expression)``."""
    if len(node.arguments) != 3:
        return None
    value = compiler.typed(node.arguments[1], scope)
    inner, slot = scope.with_variable(_simple_name(node.arguments[0]), value.type)
    return _with_value(value.run, slot, compiler.typed(node.arguments[2], inner))


def _with_value(value_of: Run, slot: int, inside: Typed) -> Typed:
    result = inside.run

    def run(frame: Frame) -> Value:
        frame.slots[slot] = value_of(frame)
        return result(frame)

    return Typed(inside.type, run)


def _optional_map(is_flat: bool) -> Macro:
    """``optMap`` and ``optFlatMap``: an expression of the optional's value; an empty optional stays empty."""

    def compiled(compiler: Compiler, node: Call, scope: Scope) -> Typed | None:
        if node.target is None or len(node.arguments) != 2:
            return None
        target = compiler.typed(node.target, scope)
        if not fits(optional_of(DYN), target.type, {}):
            raise CompileError(f"'{node.function}' needs an optional, not '{target.type}'", node.offset)
        type_ = target.type.parameters[0] if target.type.parameters else DYN
        inner, slot = scope.with_variable(_simple_name(node.arguments[0]), type_)
        inside = compiler.typed(node.arguments[1], inner)
        optional, result = target.run, inside.run

        def run(frame: Frame) -> Value:
            frame.budget.spend(1)
            value = optional(frame)
            if not isinstance(value, Optional):
                raise CelError("no such overload")
            if not value.is_there:
                return NONE
            frame.slots[slot] = value.value
            return result(frame) if is_flat else Optional(result(frame), is_there=True)

        return Typed(inside.type if is_flat else optional_of(inside.type), run)

    return compiled


MACROS: dict[str, Macro] = {
    "has": _has,
    "all": _any_or_all(decides=False),
    "exists": _any_or_all(decides=True),
    "exists_one": _exists_one,
    # cel-go's newer spelling, in which the form with two variables is written.
    "existsOne": _exists_one,
    "filter": _filter,
    "map": _mapped(1),
    "transformList": _mapped(2),
    "transformMap": _transform_map,
    "cel.bind": _bind,
    "optMap": _optional_map(is_flat=False),
    "optFlatMap": _optional_map(is_flat=True),
}
