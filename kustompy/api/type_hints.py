"""``typing.get_type_hints`` of public functions and classes, whose types are imported when somebody asks for them."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import ItemsView, Iterator, KeysView, ValuesView
    from typing import Any, TypeVar

    Item = TypeVar("Item")


def evaluable(public: object) -> None:
    """Let the annotations of a function, or of a class and its methods, be evaluated."""
    if not isinstance(public, type):
        _annotate(public)
        return
    # Methods are inherited from other modules, whose names are looked up there.
    for each in public.__mro__:
        if each.__module__.startswith("kustompy."):
            _annotate(each)
            for member in vars(each).values():
                _annotate(member.fget if isinstance(member, property) else member)


def _annotate(annotated: Any) -> None:
    # of a class only its own ones: `__annotations__` may be inherited
    annotations = getattr(annotated, "__dict__", {}).get("__annotations__") if isinstance(annotated, type) else None
    if annotations is None:
        annotations = getattr(annotated, "__annotations__", None)
    # Not a second time: what has been wrapped is of another type.
    if type(annotations) is dict and annotations:
        annotated.__annotations__ = _Annotations(annotations, annotated.__module__)


class _Annotations(dict[str, object]):
    """Annotations as they were written; who goes through them gets the names that they use.

    A trick: these names stand in `if TYPE_CHECKING:`, since importing them takes longer than a small build. All who
    evaluate annotations copy or walk the mapping first, and then look the names up in the module of the function.
    """

    __slots__ = ("_module",)

    def __init__(self, annotations: dict[str, object], module: str) -> None:
        super().__init__(annotations)
        self._module = module

    def __iter__(self) -> Iterator[str]:
        self._complete()
        return super().__iter__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        self._complete()
        return super().keys()

    def values(self) -> ValuesView[object]:  # type: ignore[override]
        self._complete()
        return super().values()

    def items(self) -> ItemsView[str, object]:  # type: ignore[override]
        self._complete()
        return super().items()

    def _complete(self) -> None:
        import ast

        for each in super().values():
            written = getattr(each, "__forward_arg__", each)  # as a NamedTuple keeps it
            if isinstance(written, str):
                _define_names(self._module, ast.parse(written.strip(), mode="eval"), set())


def _define_names(module: str, tree: ast.AST, begun: set[tuple[str, str]]) -> None:
    """Define each name of a module that a piece of its code uses."""
    import ast

    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            _define(module, node.id, begun)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            _define(module, node.value, begun)  # a type that is named before it is there


def _define(module: str, name: str, begun: set[tuple[str, str]]) -> None:
    """Run the statement that tells type checkers what a name is, unless the module has the name already."""
    import ast
    from importlib import import_module

    namespace = vars(import_module(module))
    if name in namespace or (module, name) in begun:
        return
    # Two modules may name each other under TYPE_CHECKING.
    begun.add((module, name))
    statement = _statements(module).get(name)
    if statement is None:
        return
    if isinstance(statement, ast.ImportFrom) and statement.module == "typing_extensions":
        import typing

        # what type checkers find there is in `typing` of a later Python; this package may not be installed
        namespace[name] = getattr(typing, name, _Itself)
        return
    if isinstance(statement, ast.ImportFrom) and str(statement.module).startswith("kustompy."):
        original = next(each.name for each in statement.names if (each.asname or each.name) == name)
        _define(str(statement.module), original, begun)
        namespace[name] = getattr(import_module(str(statement.module)), original)
        return
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        _define_names(module, statement, begun)
    # dont_inherit: else the future import of this module would make its annotations texts again.
    exec(compile(ast.Module([statement], []), module, "exec", dont_inherit=True), namespace)


class _Itself:
    """What a form of a later Python comes to here: ``Unpack[BuildOptions]`` is BuildOptions."""

    def __class_getitem__(cls, item: Item) -> Item:
        return item


def _statements(module: str) -> dict[str, ast.stmt]:
    """The statements of a module that only type checkers run, by the names that they bind."""
    import ast
    import inspect

    bound: dict[str, ast.stmt] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for each in node.body:
                bound.update(dict.fromkeys(_bound_by(each), each))
    return bound


def _bound_by(statement: ast.stmt) -> list[str]:
    import ast

    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [each.asname or each.name for each in statement.names]
    if isinstance(statement, ast.ClassDef):
        return [statement.name]
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [])
    return [each.id for each in targets if isinstance(each, ast.Name)]
