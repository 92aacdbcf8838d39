"""How much the input of a build may ask for."""

from __future__ import annotations


class Frozen:
    """A record: what its constructor sets stays, and two are equal if all of that is."""

    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
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


class Limits(Frozen):
    """The limits of one build, all far from what people write; kustomize has but one of them, a depth of 10,000."""

    __slots__ = (
        "alias_factor",
        "alias_nodes",
        "copied_values",
        "depth",
        "fetched_size",
        "file_size",
        "includes",
        "number_length",
        "output_factor",
        "output_size",
        "resources",
        "schema_steps",
        "seconds",
    )

    def __init__(
        self,
        *,
        alias_nodes: int = 100_000,
        alias_factor: int = 100,
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
    ) -> None:
        self.alias_nodes, self.alias_factor, self.depth = alias_nodes, alias_factor, depth
        self.file_size, self.resources, self.includes = file_size, resources, includes
        self.number_length, self.copied_values = number_length, copied_values
        self.output_size, self.output_factor = output_size, output_factor
        self.schema_steps, self.fetched_size, self.seconds = schema_steps, fetched_size, seconds

    def __repr__(self) -> str:
        return f"<Limits {' '.join(f'{name}={getattr(self, name)}' for name in self.__slots__)}>"


DEFAULT_LIMITS = Limits()
"""``alias_nodes`` and ``alias_factor``: nodes that aliases of one document may stand for, or so many for each byte;
``depth``: nesting of one document; ``file_size`` in bytes; ``resources`` of a build; ``includes``: bases, components
and files that a build is made of; ``number_length``: characters of one number; ``copied_values``: what replacements and
the operation ``copy`` write, long texts counting for each 50 characters; ``schema_steps``: what patterns and branches
of schemas ask for, to which each value that is explained adds its part; ``fetched_size``: bytes of one clone or
chart; ``seconds`` of a build, looked at between its steps, without end if 0; ``output_size`` and
``output_factor``: characters that are printed, and those that generators and vars make, or so many for each byte that
is read."""
