"""Manifests as plain data, and the few scalars whose text or style outlives their value.

kustomize works on nodes (tag, text, style) and looks at how a scalar was written in a few places: strategic merge
keeps the style of the value it replaces, annotations keep the text, a bare null vanishes under a patch. A scalar that
is written in a way its value does not tell is one of the subclasses below; every other scalar is a plain Python object:

=================  ============================================================
``str``            plain (unquoted) style, or made by a transformer; tag !!str
``Quoted``         between single or double quotes
``Literal``        a ``|`` block
``Folded``         a ``>`` block
``Retyped``        a string whose text is not its value: a timestamp, !!binary
``int``            its canonical decimal text
``WrittenInt``     any other text: ``0777``, ``0x10``, ``1_000``
``float``          ``repr(value)`` is its text
``WrittenFloat``   any other text: ``1.10``, ``1e3``
``True, False``    ``true``, ``false``
``WrittenBool``    any other text: ``True``, ``FALSE``
``None``           ``null``
``WrittenNull``    any other text: ``~``, ``NULL``, or nothing at all
``Mistyped``       a text that its tag cannot be decoded from; printing it is an error
``UnprintableMapping``     a mapping that cannot be printed: a key twice, or a key that is no string
=================  ============================================================
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Everybody else imports the two from here, where the classes are that values may be of.
    from kustompy.model.json_types import Manifest as Manifest  # noqa: PLC0414  # the sign of what is exported
    from kustompy.model.json_types import Value as Value  # noqa: PLC0414  # the same

    Table = dict[str, Value]
else:
    Table = dict  # subscripting it would cost at run time


class Quoted(str):
    """A string written between quotes."""

    __slots__ = ()


class Literal(Quoted):
    """A string written as a literal block (``|``)."""

    __slots__ = ()


class Folded(Quoted):
    """A string written as a folded block (``>``)."""

    __slots__ = ()


class Retyped(str):
    """A string whose value is not its text: ``2001-01-01`` prints as ``2001-01-01T00:00:00Z``."""

    __slots__ = ("tag", "text")
    tag: str
    text: str

    def __new__(cls, value: str, text: str, tag: str) -> Retyped:
        self = super().__new__(cls, value)
        self.text, self.tag = text, tag
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.text, self.tag)


class WrittenInt(int):
    """An integer whose text is not its decimal form."""

    # A subclass of int cannot have named slots: integers vary in size.
    text: str

    def __new__(cls, value: int, text: str) -> WrittenInt:
        self = super().__new__(cls, value)
        self.text = text
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (int(self), self.text)


class WrittenFloat(float):
    """A float whose text is not what ``repr`` gives."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, value: float, text: str) -> WrittenFloat:
        self = super().__new__(cls, value)
        self.text = text
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (float(self), self.text)


class WrittenBool(int):
    """A boolean written in another case; ``bool`` itself cannot be subclassed."""

    text: str

    def __new__(cls, value: bool, text: str) -> WrittenBool:
        self = super().__new__(cls, value)
        self.text = text
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (bool(self), self.text)


# None cannot be subclassed either, so a null that keeps its text is an object that equals None and is falsy.
class WrittenNull:
    """A null that is not written ``null``. ``in_flow`` and empty, it prints as an empty string (spec/scalars 3.1)."""

    __slots__ = ("in_flow", "text")

    def __init__(self, text: str, in_flow: bool = False) -> None:  # noqa: FBT002  # pickled by position
        self.text, self.in_flow = text, in_flow

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return other is None or isinstance(other, WrittenNull)

    def __hash__(self) -> int:
        return hash(None)

    def __repr__(self) -> str:
        return f"WrittenNull({self.text!r}, {self.in_flow!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        # The writers know these two by their identity, also in the process that they are sent to.
        if self is BARE_NULL or self is FLOW_NULL:
            return "FLOW_NULL" if self.in_flow else "BARE_NULL"
        return type(self), (self.text, self.in_flow)


BARE_NULL = WrittenNull("")
FLOW_NULL = WrittenNull("", in_flow=True)


class Mistyped(str):
    """A text under a tag that it cannot be decoded as, as when a replacement writes ``hi`` over an integer."""

    __slots__ = ("tag",)
    tag: str

    def __new__(cls, text: str, tag: str) -> Mistyped:
        self = super().__new__(cls, text)
        self.tag = tag
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.tag)


class UnprintableMapping(Table):
    """A mapping that kustomize reads but cannot print; ``problem`` is what it says then.

    ``repeated`` holds the entries whose key was there already: the mapping itself has the first of each.
    """

    __slots__ = ("odd_keys", "problem", "repeated")
    problem: str
    repeated: tuple[tuple[str, Value], ...]

    def __init__(self, entries: Manifest, problem: str, repeated: tuple[tuple[str, Value], ...] = ()) -> None:
        super().__init__(entries)
        self.problem, self.repeated = problem, repeated
        self.odd_keys: dict[str, str | None] = {}
        """The keys that were read as no strings, and what newer levels of kustomize print for them, if anything."""


CONTAINERS = frozenset((dict, list, UnprintableMapping))
"""The types of values that hold others."""


def is_null(value: Value) -> bool:
    """Whether the value is a null, however it is written."""
    return value is None or type(value) is WrittenNull


def is_string(value: Value) -> bool:
    """Whether the value has the tag !!str."""
    return isinstance(value, str) and type(value) is not Mistyped and type(value) is not Retyped


def is_scalar(value: Value) -> bool:
    """Whether the value is neither a mapping nor a sequence."""
    return not isinstance(value, (dict, list))


def text_of(value: Value) -> str:
    """How the scalar is written, without its quotes: the text that kustomize sees in the node."""
    if type(value) is str:
        return value
    # The Written… classes and Retyped keep what was in the file.
    if hasattr(value, "text"):
        text: str = value.text
        return text
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    return str.__str__(value) if isinstance(value, str) else repr(value)


def tag_of(value: Value) -> str:
    """The YAML tag in its short form: ``!!str``, ``!!int``, ``!!map``…"""
    kind = type(value)
    if kind is Retyped or kind is Mistyped:
        tag: str = value.tag
        return tag
    if isinstance(value, str):
        return "!!str"
    if kind is bool or kind is WrittenBool:
        return "!!bool"
    if isinstance(value, int):
        return "!!int"
    if isinstance(value, float):
        return "!!float"
    if isinstance(value, dict):
        return "!!map"
    if isinstance(value, list):
        return "!!seq"
    return "!!null"


def copied(value: Value) -> Value:
    """A deep copy; scalars are shared, since nothing changes them."""
    kind = type(value)
    # The common types first: a subclass of dict is rare, and isinstance takes longer than a comparison of types.
    if kind is dict:
        return {key: copied(each) if type(each) in CONTAINERS else each for key, each in value.items()}
    if kind is list:
        return [copied(each) if type(each) in CONTAINERS else each for each in value]
    if kind is UnprintableMapping:
        repeated = tuple((key, copied(each)) for key, each in value.repeated)
        twin = UnprintableMapping({key: copied(each) for key, each in value.items()}, value.problem, repeated)
        twin.odd_keys = value.odd_keys
        return twin
    return value


def plain(value: Value) -> Value:
    """The same value of built-in types only, as users get it: what YAML says, not how it was written."""
    kind = type(value)
    if kind in _BUILT_IN:
        return value
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if kind is list:
        return [plain(each) for each in value]
    if kind is WrittenNull:
        return "" if value.in_flow and not value.text else None
    if kind is WrittenBool:
        return bool(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    from kustompy.model.json_data import json_data

    checked: Value = json_data(value)
    return checked


def shared_plain(value: Value) -> Value:
    """The same as ``plain``, to look at only: whatever is of built-in types already is no copy."""
    kind = type(value)
    if kind is dict:
        changed = {}
        for key, each in value.items():
            found = each if type(each) in _BUILT_IN else shared_plain(each)
            if found is not each or type(key) is not str:
                changed[key] = found
        return {str(key): changed.get(key, each) for key, each in value.items()} if changed else value
    if kind is list:
        others = {}
        for at, each in enumerate(value):
            found = each if type(each) in _BUILT_IN else shared_plain(each)
            if found is not each:
                others[at] = found
        return [others.get(at, each) for at, each in enumerate(value)] if others else value
    return plain(value)


_BUILT_IN = frozenset((str, int, float, bool, type(None)))
