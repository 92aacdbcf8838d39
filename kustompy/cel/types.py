"""The types of expressions, and which type may stand for another (specification, "Gradual Type Checking")."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class _Type(NamedTuple):
        name: str
        parameters: tuple[Type, ...] = ()
        declared: ObjectType | None = None
else:
    from collections import namedtuple

    _Type = namedtuple("_Type", ["name", "parameters", "declared"], defaults=[(), None])


class Type(_Type):
    """A type: its name, its parameters, such as that of a list's elements, and the fields of a declared object."""

    __slots__ = ()

    def __str__(self) -> str:
        inner = f"({', '.join(map(str, self.parameters))})" if self.parameters else ""
        return f"{self.name}{inner}"


class ObjectType:
    """Field as expressions spell it → its key in the data, and its type.

    They differ for keys that are no identifiers or are reserved: ``__namespace__`` for ``namespace``.
    """

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, tuple[str, Type]]) -> None:
        self.fields = fields


DYN = Type("dyn")
BOOL, INT, UINT, DOUBLE = Type("bool"), Type("int"), Type("uint"), Type("double")
STRING, BYTES, NULL = Type("string"), Type("bytes"), Type("null_type")
TIMESTAMP, DURATION = Type("google.protobuf.Timestamp"), Type("google.protobuf.Duration")
TYPE = Type("type")
IP, CIDR, URL = Type("net.IP"), Type("net.CIDR"), Type("kubernetes.URL")
QUANTITY, SEMVER, FORMAT = Type("kubernetes.Quantity"), Type("kubernetes.Semver"), Type("kubernetes.NamedFormat")
_AUTHORIZATION = "kubernetes.authorization."
PATH_CHECK, GROUP_CHECK = Type(f"{_AUTHORIZATION}PathCheck"), Type(f"{_AUTHORIZATION}GroupCheck")
RESOURCE_CHECK, DECISION = Type(f"{_AUTHORIZATION}ResourceCheck"), Type(f"{_AUTHORIZATION}Decision")
AUTHORIZER = Type(
    f"{_AUTHORIZATION}Authorizer", (), ObjectType({"requestResource": ("requestResource", RESOURCE_CHECK)})
)
A, B = Type("<A>"), Type("<B>")
"""Type variables of overloads, bound by the first argument that has one."""

NUMBERS = (INT, UINT, DOUBLE)
_VARIABLES = frozenset((A.name, B.name))
# The specification lets null stand for messages, wrappers and abstract types, and not for scalars, lists or maps.
_NULLABLE = frozenset(("object", TIMESTAMP.name, DURATION.name, "optional_type", IP.name, CIDR.name, URL.name))


def list_of(element: Type) -> Type:
    """A list of values of one type."""
    return Type("list", (element,))


def map_of(key: Type, value: Type) -> Type:
    """A map from one type to another."""
    return Type("map", (key, value))


def optional_of(value: Type) -> Type:
    """A value that may be missing."""
    return Type("optional_type", (value,))


def object_of(fields: dict[str, tuple[str, Type]]) -> Type:
    """An object with declared fields."""
    return Type("object", (), ObjectType(fields))


def fits(wanted: Type, found: Type, bound: dict[str, Type]) -> bool:
    """Whether a value of one type may stand where another is wanted; ``bound`` gets what type variables stand for."""
    if wanted.name in _VARIABLES:
        known = bound.get(wanted.name)
        if known is None or known == DYN:
            bound[wanted.name] = found
            return True
        return fits(known, found, bound)
    # What is dynamic is checked when the expression runs.
    if wanted == DYN or found == DYN:
        return True
    if NULL in (wanted, found) and {wanted.name, found.name} & _NULLABLE:
        return True
    if wanted.name != found.name or len(wanted.parameters) != len(found.parameters):
        # An object with declared fields is, in the data, a map with texts for keys.
        return {wanted.name, found.name} == {"object", "map"}
    return all(fits(one, other, bound) for one, other in zip(wanted.parameters, found.parameters, strict=True))


def filled(type_: Type, bound: dict[str, Type]) -> Type:
    """The type with its variables replaced by what they are bound to; ``DYN`` for an unbound one."""
    if type_.name in _VARIABLES:
        return bound.get(type_.name, DYN)
    if not type_.parameters:
        return type_
    return type_._replace(parameters=tuple(filled(each, bound) for each in type_.parameters))


def joined(types: list[Type]) -> Type:
    """The type that all of them are, or ``DYN``: CEL lets a list mix its elements."""
    return types[0] if types and all(each == types[0] for each in types) else DYN
