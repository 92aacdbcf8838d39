"""A tree compiled to closures, with its types checked (CEL specification, "Gradual Type Checking", "Evaluation").

Each node becomes a function of a frame, so that an evaluation asks no node again what it is.
"""

from __future__ import annotations

from kustompy.cel.errors import CelError, CompileError, UnknownError
from kustompy.cel.overloads import candidates, common_result, takes
from kustompy.cel.parser import ListOf, Literal, MapOf, Name, Select
from kustompy.cel.scope import Typed
from kustompy.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    fits,
    joined,
    list_of,
    map_of,
    optional_of,
)
from kustompy.cel.values import NONE, Optional, Uint, equal, is_key_of, size_of, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from kustompy.cel.functions import Functions
    from kustompy.cel.overloads import Overload
    from kustompy.cel.parser import Call, Node
    from kustompy.cel.scope import Frame, Run, Scope
    from kustompy.cel.types import Type
    from kustompy.cel.values import Value

    Macro: TypeAlias = Callable[["Compiler", Call, Scope], Typed | None]

_OF_LITERALS = {
    "int": INT, "uint": UINT, "double": DOUBLE, "string": STRING, "bytes": BYTES, "bool": BOOL, "null": NULL,
}  # fmt: skip
_TYPES = {
    "int": INT, "uint": UINT, "double": DOUBLE, "string": STRING, "bytes": BYTES, "bool": BOOL, "null_type": NULL,
    "list": list_of(DYN), "map": map_of(DYN, DYN), "type": TYPE, "google.protobuf.Timestamp": TIMESTAMP,
    "google.protobuf.Duration": DURATION,
}  # fmt: skip


class Compiler:
    """Compiles the nodes of an expression with these functions and macros."""

    def __init__(self, functions: Functions, macros: dict[str, Macro]) -> None:
        self.functions, self.macros = functions, macros

    def typed(self, node: Node, scope: Scope) -> Typed:
        """The node, ready to run, with its type; a ``CompileError`` if its types do not fit."""
        if isinstance(node, Literal):
            return _literal(node)
        if isinstance(node, Name):
            return _variable(node, scope)
        if isinstance(node, Select):
            return self._select(node, scope)
        if isinstance(node, ListOf):
            return self._list(node, scope)
        if isinstance(node, MapOf):
            return self._map(node, scope)
        return self._call(node, scope)

    def boolean(self, node: Node, scope: Scope) -> Typed:
        """The node, ready to run; a ``CompileError`` unless it may be a bool."""
        made = self.typed(node, scope)
        if not fits(BOOL, made.type, {}):
            raise CompileError(f"expected type 'bool' but found '{made.type}'", node.offset)
        return made

    def _select(self, node: Select, scope: Scope) -> Typed:
        # `google.protobuf.Duration` is the name of a type, unless there is a variable `google`.
        qualified = _dotted(node)
        if qualified in _TYPES and qualified.split(".")[0] not in scope.variables:
            return _constant(TYPE, _TYPES[qualified])
        operand = self.typed(node.operand, scope)
        # A field of an optional is optional as well: `a.?b.c` needs no second question mark.
        if operand.type.name == "optional_type" or node.optional:
            inner = operand.type.parameters[0] if operand.type.name == "optional_type" else operand.type
            key, type_ = _field(inner, node)
            return Typed(optional_of(type_), _optional_lookup(operand.run, _constant_run(key)))
        key, type_ = _field(operand.type, node)
        return Typed(type_, _field_lookup(operand.run, key))

    def _part(self, node: Node, scope: Scope, *, may_mix: bool) -> Typed:
        """A part of a list or map: a list or map in it may mix types if the outer one may."""
        if may_mix and isinstance(node, ListOf):
            return self._list(node, scope, may_mix=True)
        if may_mix and isinstance(node, MapOf):
            return self._map(node, scope, may_mix=True)
        return self.typed(node, scope)

    def _list(self, node: ListOf, scope: Scope, *, may_mix: bool = False) -> Typed:
        elements = [(self._part(each, scope, may_mix=may_mix), optional) for each, optional in node.elements]
        runs = [(each.run, optional) for each, optional in elements]
        types = [_inner(each.type, optional=optional) for each, optional in elements]
        if not may_mix:
            _check_alike(types, [each for each, _ in node.elements])

        def run(frame: Frame) -> Value:
            frame.budget.spend(1 + len(runs))
            made: list[Value] = []
            for each, optional in runs:
                value = each(frame)
                if not optional:
                    made.append(value)
                elif isinstance(value, Optional) and value.is_there:
                    made.append(value.value)
            return made

        return Typed(list_of(joined(types)), run)

    def _map(self, node: MapOf, scope: Scope, *, may_mix: bool = False) -> Typed:
        entries = [
            (self._part(key, scope, may_mix=may_mix), self._part(value, scope, may_mix=may_mix), option)
            for key, value, option in node.entries
        ]
        runs = [(key.run, value.run, option) for key, value, option in entries]
        keys = [key.type for key, _, _ in entries]
        values = [_inner(value.type, optional=option) for _, value, option in entries]
        if not may_mix:
            _check_alike(keys, [key for key, _, _ in node.entries])
            _check_alike(values, [value for _, value, _ in node.entries])

        def run(frame: Frame) -> Value:
            frame.budget.spend(1 + len(runs))
            made: dict[str | int | bool, Value] = {}
            are_bools: dict[str | int | bool, bool] = {}
            for key_of, value_of, optional in runs:
                key, value = key_of(frame), value_of(frame)
                if not isinstance(key, (str, int, bool)):
                    raise CelError("unsupported key type")
                # True and 1 are two keys to cel-go, and one to a dict; only keys of unknown types come in both.
                if are_bools.setdefault(key, isinstance(key, bool)) is not isinstance(key, bool):
                    raise UnknownError("it makes a map that has a bool and a number as keys")
                # Of a repeated key the last value counts, as in cel-go; the specification makes it an error.
                made.pop(key, None)
                if not optional:
                    made[key] = value
                elif isinstance(value, Optional) and value.is_there:
                    made[key] = value.value
            return made

        return Typed(map_of(joined(keys), joined(values)), run)

    def _call(self, node: Call, scope: Scope) -> Typed:
        special = _SPECIAL.get(node.function)
        if special is not None:
            return special(self, node, scope)
        namespace = node.target.name if isinstance(node.target, Name) else ""
        qualified = f"{namespace}.{node.function}" if namespace and namespace not in scope.variables else ""
        # Macros come first: `has`, `all` and the like are no functions, and take their arguments unevaluated. One that
        # has no form for so many arguments gives None, and a function of the name may serve the call.
        macro = self.macros.get(qualified or node.function) or self.macros.get(node.function)
        if macro is not None:
            made = macro(self, node, scope)
            if made is not None:
                return made
        if qualified and self.functions[qualified]:
            return self._function(node, qualified, [self.typed(each, scope) for each in node.arguments], member=False)
        targets = () if node.target is None else (node.target,)
        # cel-go lets the values of a format mix, and lists and maps among them: `'%s: %d'.format(['a', 1])`.
        may_mix = node.function == "format"
        arguments = [self._part(each, scope, may_mix=may_mix) for each in (*targets, *node.arguments)]
        return self._function(node, node.function, arguments, member=node.target is not None)

    def _function(self, node: Call, name: str, arguments: list[Typed], *, member: bool) -> Typed:
        known = [each for each in self.functions[name] if each.member == member]
        if not known:
            raise CompileError(f"undeclared reference to '{name}' (in container '')", node.offset)
        types = [each.type for each in arguments]
        found = candidates(known, types)
        if not found:
            raise no_overload(name, types, node, member=member)
        # With known types the overload is chosen once, here. Null fits several types without being one of them, so what
        # may be null is looked at when the expression runs.
        sure = len(found) == 1 and DYN not in types and NULL not in types
        runs = [each.run for each in arguments]
        call = _sure_call(found[0][0], runs) if sure else _dispatched([each for each, _ in found], runs)
        return Typed(common_result(found), call)


def no_overload(name: str, types: Sequence[Type], node: Node, *, member: bool = False) -> CompileError:
    """The error for arguments that no overload takes, in cel-go's words."""
    target = f"{types[0]}." if member else ""
    shown = ", ".join(map(str, types[1:] if member else types))
    return CompileError(f"found no matching overload for '{name}' applied to '{target}({shown})'", node.offset)


def _literal(node: Literal) -> Typed:
    value: Value = Uint(node.value) if node.kind == "uint" else node.value  # type: ignore[arg-type]
    return _constant(_OF_LITERALS[node.kind], value)


def _constant(type_: Type, value: Value) -> Typed:
    return Typed(type_, _constant_run(value))


def _constant_run(value: Value) -> Run:
    return lambda frame: value


def _variable(node: Name, scope: Scope) -> Typed:
    found = scope.variables.get(node.name)
    if found is None:
        if node.name in _TYPES:
            return _constant(TYPE, _TYPES[node.name])
        raise CompileError(f"undeclared reference to '{node.name}' (in container '')", node.offset)
    slot, type_ = found
    return Typed(type_, lambda frame: frame.slots[slot])


def _dotted(node: Node) -> str:
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Select) and not node.optional:
        before = _dotted(node.operand)
        return f"{before}.{node.field}" if before else ""
    return ""


def _check_alike(types: Sequence[Type], nodes: Sequence[Node]) -> None:
    """Refuse a list or map whose parts are of different types, as the API server's option of cel-go does.

    A part of unknown type passes here and not there: a schema may know more of it than this compiler.
    """
    for type_, node in zip(types, nodes, strict=True):
        if not fits(types[0], type_, {}):
            raise CompileError(f"expected type '{types[0]}' but found '{type_}'", node.offset)


def _inner(type_: Type, *, optional: bool) -> Type:
    return type_.parameters[0] if optional and type_.name == "optional_type" else DYN if optional else type_


def _field(type_: Type, node: Select) -> tuple[str, Type]:
    """The key of a field in the data, and the field's type; a ``CompileError`` if the type has no such field."""
    if type_.declared is not None:
        found = type_.declared.fields.get(node.field)
        if found is None:
            raise CompileError(f"undefined field '{node.field}'", node.offset)
        return found
    if type_.name == "map":
        return node.field, type_.parameters[1]
    if type_ == DYN:
        return node.field, DYN
    raise CompileError(f"type '{type_}' does not support field selection", node.offset)


def _field_lookup(operand: Run, key: str) -> Run:
    def run(frame: Frame) -> Value:
        frame.budget.spend(1)
        value = operand(frame)
        if isinstance(value, dict):
            if key in value:
                return value[key]
        elif isinstance(value, Optional):
            return _optional_item(value, key)
        raise CelError(f"no such key: {key}")

    return run


def _optional_lookup(operand: Run, key_of: Run) -> Run:
    def run(frame: Frame) -> Value:
        frame.budget.spend(1)
        return _optional_item(operand(frame), key_of(frame))

    return run


def _optional_item(value: Value, key: Value) -> Optional:
    if isinstance(value, Optional):
        return _optional_item(value.value, key) if value.is_there else NONE
    try:
        return Optional(item(value, key), is_there=True)
    except CelError:
        return NONE


def item(value: Value, key: Value) -> Value:
    """An element of a list, or the value of a key of a map; a ``CelError`` if there is none."""
    if isinstance(value, dict):
        if is_key_of(key, value):
            return value[key]
        raise CelError(f"no such key: {key!r}")
    if isinstance(value, list):
        if isinstance(key, bool) or not (isinstance(key, int) or (isinstance(key, float) and key.is_integer())):
            raise CelError(f"unsupported index type '{type_of(key)}' in list")
        if not 0 <= key < len(value):
            raise CelError(f"index out of bounds: {key}")
        return value[int(key)]
    raise CelError("no such overload")


def _sure_call(overload: Overload, runs: list[Run]) -> Run:
    function = overload.function

    def run(frame: Frame) -> Value:
        values = [each(frame) for each in runs]
        _pay(frame, values)
        return _result(frame, function(*values))

    return run


def _dispatched(overloads: list[Overload], runs: list[Run]) -> Run:
    """A call whose overload is chosen by the types of the values, for arguments of unknown types."""

    def run(frame: Frame) -> Value:
        values = [each(frame) for each in runs]
        _pay(frame, values)
        types = [type_of(value) for value in values]
        for overload in overloads:
            if takes(overload, types):
                return _result(frame, overload.function(*values))
        raise CelError(f"no such overload: {overloads[0].name}({', '.join(map(str, types))})")

    return run


def _pay(frame: Frame, values: list[Value]) -> None:
    # Paid before the call, so that no function reads more than the budget allows; the result is paid behind it.
    frame.budget.spend(1 + sum(size_of(value) for value in values) // 10)


def _result(frame: Frame, value: Value) -> Value:
    frame.budget.spend(size_of(value) // 10)
    return value


def _conditional(compiler: Compiler, node: Call, scope: Scope) -> Typed:
    condition = compiler.boolean(node.arguments[0], scope)
    then, otherwise = (compiler.typed(each, scope) for each in node.arguments[1:])
    bound: dict[str, Type] = {}
    # Both branches have one type in CEL. Null may stand beside any other, as cel-go allows for nullable ones.
    if not fits(then.type, otherwise.type, bound) and NULL not in (then.type, otherwise.type):
        raise no_overload("_?_:_", [condition.type, then.type, otherwise.type], node)
    is_so, yes, no = condition.run, then.run, otherwise.run

    def run(frame: Frame) -> Value:
        frame.budget.spend(1)
        return yes(frame) if truth(is_so(frame)) else no(frame)

    return Typed(joined([then.type, otherwise.type]), run)


def truth(value: Value) -> bool:
    """The value of a condition; a ``CelError`` for anything but a bool."""
    if not isinstance(value, bool):
        raise CelError("no such overload")
    return value


def _logical(decides: bool) -> Callable[[Compiler, Call, Scope], Typed]:
    """``||`` and ``&&``: a side that decides is enough, even if the other is an error ("Logical Operators")."""

    def compiled(compiler: Compiler, node: Call, scope: Scope) -> Typed:
        left, right = (compiler.boolean(each, scope).run for each in node.arguments)

        def run(frame: Frame) -> Value:
            frame.budget.spend(1)
            try:
                if truth(left(frame)) is decides:
                    return decides
            except CelError:
                if truth(right(frame)) is decides:
                    return decides
                raise
            return truth(right(frame))

        return Typed(BOOL, run)

    return compiled


def _equality(wanted: bool) -> Callable[[Compiler, Call, Scope], Typed]:
    def compiled(compiler: Compiler, node: Call, scope: Scope) -> Typed:
        left, right = (compiler.typed(each, scope) for each in node.arguments)
        if not (fits(left.type, right.type, {}) or fits(right.type, left.type, {})):
            raise no_overload(node.function, [left.type, right.type], node)
        one, other = left.run, right.run

        def run(frame: Frame) -> Value:
            values = [one(frame), other(frame)]
            _pay(frame, values)
            return equal(*values) is wanted

        return Typed(BOOL, run)

    return compiled


def _index(compiler: Compiler, node: Call, scope: Scope) -> Typed:
    operand, key = (compiler.typed(each, scope) for each in node.arguments)
    outer = operand.type
    inner = outer.parameters[0] if outer.name == "optional_type" else outer
    type_, wanted = DYN, DYN
    if inner.name == "list":
        type_, wanted = inner.parameters[0], INT
    elif inner.name == "map":
        wanted, type_ = inner.parameters
    elif inner != DYN:
        raise no_overload("_[_]", [outer, key.type], node)
    # cel-go takes whole numbers of all three types as an index.
    if not fits(wanted, key.type, {}) and key.type.name not in ("uint", "double"):
        raise no_overload("_[_]", [outer, key.type], node)
    if node.function == "_[?_]" or outer.name == "optional_type":
        return Typed(optional_of(type_), _optional_lookup(operand.run, key.run))
    of, at = operand.run, key.run

    def run(frame: Frame) -> Value:
        frame.budget.spend(1)
        return item(of(frame), at(frame))

    return Typed(type_, run)


_SPECIAL: dict[str, Callable[[Compiler, Call, Scope], Typed]] = {
    "_?_:_": _conditional,
    "_||_": _logical(decides=True),
    "_&&_": _logical(decides=False),
    "_==_": _equality(wanted=True),
    "_!=_": _equality(wanted=False),
    "_[_]": _index,
    "_[?_]": _index,
}
