"""How much the input of a build may ask for."""

from __future__ import annotations

from _collections import _tuplegetter  # type: ignore[import-not-found]  # what namedtuple itself takes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from kustompy.model.json_types import Value

    Fields = tuple[object, ...]


class Frozen:
    """A record: what its constructor sets stays, and two are equal if all of that is."""

    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        # The constructor sets each name once; from then on it is there.
        if hasattr(self, name):
            raise AttributeError(f"{type(self).__name__} cannot be changed: make another one")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed: make another one")

    def _values(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__slots__])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frozen) and type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())


def record(name: str, fields: str, defaults: Sequence[object] = (), body: Mapping[str, object] | None = None) -> Any:
    """A tuple with named fields, as ``collections.namedtuple`` makes it: that module takes a tenth of a small build.

    The ``body`` is what else the class has.
    """
    names = tuple(fields.split())
    required = len(names) - len(defaults)

    def made(cls: type[Fields], *values: object, **named: object) -> Fields:
        missing = len(names) - len(values)
        # The usual call gives all values in order, and goes on below with nothing more.
        if named or missing:
            if named or not 0 < missing <= len(defaults):
                return tuple.__new__(cls, filled(values, named))
            values += tuple(defaults[-missing:])
        return tuple.__new__(cls, values)

    def filled(values: Fields, named: dict[str, object]) -> Fields:
        given = {**dict(zip(names, values, strict=False)), **named}
        whole = {**dict(zip(names[required:], defaults, strict=True)), **given}
        if len(values) > len(names) or whole.keys() != set(names) or len(given) != len(values) + len(named):
            raise TypeError(f"{name} has the fields {', '.join(names)}")
        return tuple([whole[field] for field in names])

    def replace(self: Fields, **named: object) -> Fields:
        return tuple.__new__(type(self), filled((), {**dict(zip(names, self, strict=True)), **named}))

    def shown(self: Fields) -> str:
        values = [f"{field}={value!r}" for field, value in zip(names, self, strict=True)]
        return f"{type(self).__name__}({', '.join(values)})"

    methods = {"__slots__": (), "__new__": made, "__repr__": shown, "_replace": replace, "_fields": names}
    # Without it pickle would call __new__ with one tuple.
    methods["__getnewargs__"] = lambda self: tuple(self)
    methods["_asdict"] = lambda self: dict(zip(names, self, strict=True))
    getters = {field: _tuplegetter(place, "") for place, field in enumerate(names)}
    return type(name, (tuple,), {**methods, **getters, **(body or {})})


class _Fields(type):
    """Makes the class of a record of its annotated fields."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Value]) -> Any:
        # The class NamedTuple itself, which has no fields.
        if not bases:
            return super().__new__(cls, name, bases, body)
        fields = body.pop("__annotations__")
        return record(name, " ".join(fields), [body.pop(each) for each in fields if each in body], body)


if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414  # as it is, mypy takes it for exported
else:

    class NamedTuple(metaclass=_Fields):
        """A record in the form of a class, as ``typing.NamedTuple`` makes it: that takes ten times as long."""


class Limits(Frozen):
    """The limits of one build, all far from what people write; kustomize has but one of them, a depth of 10,000."""

    __slots__ = (
        "alias_factor",
        "alias_nodes",
        "copied_values",
        "depth",
        "fetched_size",
        "file_size",
        "findings",
        "includes",
        "number_length",
        "output_factor",
        "output_size",
        "pattern_factor",
        "pattern_steps",
        "resources",
        "schema_steps",
        "seconds",
    )

    def __init__(
        self,
        *,
        alias_nodes: int = 100_000,
        alias_factor: int = 10,
        depth: int = 200,
        file_size: int = 64 * 1024 * 1024,
        resources: int = 200_000,
        includes: int = 100_000,
        number_length: int = 10_000,
        copied_values: int = 2_000_000,
        schema_steps: int = 3_000_000,
        fetched_size: int = 1024 * 1024 * 1024,
        seconds: float = 0,
        output_size: int = 32 * 1024 * 1024,
        output_factor: int = 100,
        findings: int = 1000,
        pattern_steps: int = 2_000_000,
        pattern_factor: int = 20,
    ) -> None:
        self.alias_nodes, self.alias_factor, self.depth = alias_nodes, alias_factor, depth
        self.file_size, self.resources, self.includes = file_size, resources, includes
        self.number_length, self.copied_values = number_length, copied_values
        self.output_size, self.output_factor = output_size, output_factor
        self.findings, self.pattern_steps, self.pattern_factor = findings, pattern_steps, pattern_factor
        self.schema_steps, self.fetched_size, self.seconds = schema_steps, fetched_size, seconds

    def __repr__(self) -> str:
        return f"<Limits {' '.join(f'{name}={getattr(self, name)}' for name in self.__slots__)}>"


DEFAULT_LIMITS = Limits()
"""``alias_nodes`` and ``alias_factor``: nodes that aliases of one document may stand for, or so many for each byte;
``depth``: nesting of one document; ``file_size`` in bytes; ``resources`` of a build; ``includes``: bases, components
and files that a build is made of; ``number_length``: characters of one number; ``copied_values``: what replacements and
the operation ``copy`` write, long texts counting for each 50 characters; ``schema_steps``: what patterns, branches and
expressions of schemas and policies ask for, to which each value that is explained adds its part; ``fetched_size``:
bytes of one clone or chart; ``seconds`` of a build, looked at between its steps, without end if 0; ``output_size`` and
``output_factor``: characters that are printed, and those that generators and vars make, or so many for each byte that
is read; ``findings``: those of one run that are placed and told, the others being counted; ``pattern_steps`` and
``pattern_factor``: what regular expressions of selectors, images and paths of a build ask for, and what entries of
kustomizations do that are held against resources, the latter also so many for each byte that is read."""
