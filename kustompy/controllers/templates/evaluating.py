"""The evaluation of a Go template for some data, within a budget of steps and characters."""

from __future__ import annotations

from kustompy.controllers.templates.functions import FUNCTIONS, called
from kustompy.controllers.templates.reading import Block, Pipe, TemplateError, parsed
from kustompy.controllers.templates.values import NO_VALUE, is_true, shown, weight_of
from kustompy.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.controllers.templates.reading import Command, Node, Operand
    from kustompy.model.values import Value

    Scope = dict[str, list[Value]]
    """Variables, each in a list of its own, so that a block inside assigns to the same one."""

# A template may be hostile, and Go sets no limit: a few nested ranges run for years.
_STEPS = 200_000
_CHARACTERS = 2_000_000
_OPTIONS = {"missingkey=default", "missingkey=invalid", "missingkey=zero", "missingkey=error"}


class Budget:
    """The steps that the templates of one object may take, and the characters that they may produce."""

    __slots__ = ("characters", "steps")

    def __init__(self) -> None:
        self.steps, self.characters = _STEPS, _CHARACTERS

    def spend(self, steps: int, characters: int = 0) -> None:
        """Take from the budget; a LimitError (KST714) if it is exhausted."""
        self.steps -= steps
        self.characters -= characters
        if self.steps < 0 or self.characters < 0:
            raise LimitError(
                f"templates take more than {_STEPS} steps, or make more than {_CHARACTERS} characters", code="KST714"
            )


class Template:
    """A parsed template with its options."""

    __slots__ = ("_is_strict", "_nodes")

    def __init__(self, text: str, options: Iterable[str] = ()) -> None:
        for option in options:
            if option not in _OPTIONS:
                raise TemplateError(f"unrecognized option: {option}")
        self._is_strict = "missingkey=error" in options
        self._nodes = parsed(text)

    def rendered(self, data: object, budget: Budget) -> str:
        """The text of the template for the data; a TemplateError if the evaluation fails."""
        parts: list[str] = []
        _Evaluation(data, budget, parts, is_strict=self._is_strict).run(self._nodes, data, {})
        return "".join(parts)


class _Evaluation:
    def __init__(self, data: object, budget: Budget, parts: list[str], *, is_strict: bool) -> None:
        self._root, self._budget, self._parts, self._is_strict = data, budget, parts, is_strict

    def run(self, nodes: Sequence[Node], dot: object, scope: Scope) -> None:
        """Write the output of the nodes."""
        # A copy: a variable lives until the end of the block that declares it.
        scope = dict(scope)
        for node in nodes:
            self._budget.spend(1)
            if isinstance(node, str):
                self._write(node)
            elif isinstance(node, Block):
                self._block(node, dot, scope)
            else:
                value = self._pipe(node, dot, scope)
                # An assignment prints nothing. A value is weighed before it is printed: one that holds another twice,
                # which holds another twice, is small in memory and endless as a text.
                if not node.names:
                    self._budget.spend(weight_of(value))
                    self._write(shown(value))

    def _write(self, text: str) -> None:
        self._budget.spend(0, len(text))
        self._parts.append(text)

    def _block(self, block: Block, dot: object, scope: Scope) -> None:
        inner = dict(scope)
        value = self._pipe(block.pipe, dot, inner)
        if block.kind == "range":
            self._range(block, value, inner, dot)
        elif is_true(value):
            self.run(block.body, value if block.kind == "with" else dot, inner)
        else:
            self.run(block.otherwise, dot, inner)

    def _range(self, block: Block, value: object, scope: Scope, dot: object) -> None:
        pairs: list[tuple[object, object]] = []
        # Go ranges over a map in the order of its keys, and over an integer since 1.22.
        if isinstance(value, dict):
            pairs = sorted(value.items())
        elif isinstance(value, list):
            pairs = list(enumerate(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            # Taken before the pairs are made: `range 1000000000` would fill the memory.
            self._budget.spend(max(value, 0))
            pairs = [(each, each) for each in range(value)]
        elif value is not None and value is not NO_VALUE:
            raise TemplateError(f"range can't iterate over {shown(value)[:40]}")
        for key, each in pairs:
            # One variable gets the element, two get index or key and element.
            if len(block.pipe.names) == 1:
                scope[block.pipe.names[0]] = [each]
            elif block.pipe.names:
                scope.update(zip(block.pipe.names, ([key], [each]), strict=True))
            self.run(block.body, each, scope)
        if not pairs:
            self.run(block.otherwise, dot, scope)

    def _pipe(self, pipe: Pipe, dot: object, scope: Scope) -> Value:
        given: tuple[object, ...] = ()
        for command in pipe.commands:
            given = (self._command(command, given, dot, scope),)
        (value,) = given
        for name in pipe.names:
            if pipe.declares:
                scope[name] = [value]
            elif name in scope:
                scope[name][0] = value
            else:
                raise TemplateError(f'undefined variable "${name}"')
        return value

    def _command(self, command: Command, given: tuple[object, ...], dot: object, scope: Scope) -> Value:
        self._budget.spend(1)
        first, *rest = command.words
        start = first.start
        if isinstance(start, Pipe) or start.kind != "name":
            if rest or given:
                raise TemplateError("can't give argument to non-function")
            return self._operand(first, dot, scope)
        # A generator: `and` and `or` do not evaluate what they do not need.
        arguments = (self._operand(each, dot, scope) for each in rest)
        return self._fields(self._call(str(start.value), arguments, given), first.fields)

    def _call(self, name: str, arguments: Iterable[object], given: tuple[object, ...]) -> Value:
        # Go's parser knows these two, for which alone the order of evaluation can be seen.
        if name in ("and", "or"):
            return self._chosen(arguments, given, wants=name == "or")
        function = FUNCTIONS.get(name)
        if function is None:
            raise TemplateError(f'function "{name}" is not known here')
        # A missing key is an invalid reflect.Value in Go, which becomes nil when it is passed to a function.
        values = [None if each is NO_VALUE else each for each in (*arguments, *given)]
        made = called(name, function, values, self._budget)
        self._budget.spend(1, len(made) if isinstance(made, str) else 0)
        return made

    def _chosen(self, arguments: Iterable[object], given: tuple[object, ...], *, wants: bool) -> Value:
        """The first argument whose truth is ``wants``, else the last one; later arguments are not evaluated."""
        value: object = NO_VALUE
        for value in (*arguments, *given) if given else arguments:
            if is_true(value) == wants:
                break
        return value

    def _operand(self, operand: Operand, dot: object, scope: Scope) -> Value:
        start = operand.start
        if isinstance(start, Pipe):
            return self._fields(self._pipe(start, dot, dict(scope)), operand.fields)
        if start.kind == "name":
            return self._fields(self._call(str(start.value), (), ()), operand.fields)
        if start.kind == "dot":
            return self._fields(dot, operand.fields)
        if start.kind == "value":
            return start.value
        # `$` without a name is the data that the template was called with.
        name = str(start.value)
        if name and name not in scope:
            raise TemplateError(f'undefined variable "${name}"')
        return self._fields(scope[name][0] if name else self._root, operand.fields)

    def _fields(self, value: Value, names: Sequence[str]) -> Value:
        # One missing key is no value, a second one below it is an error, as in Go.
        for name in names:
            if value is NO_VALUE or value is None:
                raise TemplateError(f"nil pointer evaluating interface {{}}.{name}")
            if not isinstance(value, dict):
                raise TemplateError(f"can't evaluate field {name} in {shown(value)[:40]}")
            if name not in value and self._is_strict:
                raise TemplateError(f'map has no entry for key "{name}"')
            value = value.get(name, NO_VALUE)
        return value
