"""Check plain data against a typed description as Go's encoding/json decodes into structs, with its error texts.

kustomize reads its own files that way: unknown fields are refused, names match in any case, null leaves a field unset,
and problems are reported in the order of the sorted keys (spec section 1.2).
"""

from __future__ import annotations

from kustompy.errors import MISFIT, KustomizationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    FieldType: TypeAlias = "str | list[FieldType] | dict[str, FieldType] | Struct"
    """A scalar's Go name (strings may have one of types of their own), [element], {"*": value} of a map, a Struct, or
    "any"."""


class Struct:
    """A Go struct: its name in error texts, and its fields by their JSON names.

    ``embedded`` says of fields that come from embedded structs by which path: ``{"kind": ("ResId", "Gvk")}``;
    ``pointed``, whether lists hold pointers to it; ``package``, where it is defined if not where what is decoded is.
    """

    __slots__ = ("embedded", "fields", "lower", "name", "package", "pointed")

    def __init__(
        self,
        name: str,
        fields: dict[str, FieldType],
        embedded: Mapping[str, tuple[str, ...]] | None = None,
        *,
        pointed: bool = False,
        package: str = "",
    ) -> None:
        self.name, self.fields, self.embedded, self.pointed = name, fields, embedded or {}, pointed
        self.package = package
        # encoding/json takes a name in any case if none fits exactly.
        self.lower = {field.lower(): field for field in fields}


class Problem:
    """One thing that does not fit, and where it stands in the data.

    ``facts`` are the type that a value has, the one that is wanted, and the field. ``unknown_to`` is the struct that
    has no such field, which the readers of some files pass over.
    """

    __slots__ = ("code", "facts", "message", "path", "unknown_to")

    def __init__(
        self, message: str, path: FieldPath, code: str, *, facts: tuple[str, ...] = (), unknown_to: Struct | None = None
    ) -> None:
        self.message, self.path, self.code, self.facts, self.unknown_to = message, path, code, facts, unknown_to

    def error(self, message: str, code: str = "", file: str = "", at: FieldPath = ()) -> KustomizationError:
        """The error that says so in these words, under the problem's own code or another one."""
        return KustomizationError(
            message, code=code or self.code, file=file, path=(*at, *self.path), fault=MISFIT if self.facts else "",
            facts=self.facts, on_key=self.unknown_to is not None,
        )  # fmt: skip


GVK: dict[str, FieldType] = {"group": "string", "version": "string", "kind": "string"}
BY_GVK = dict.fromkeys(GVK, ("Gvk",))
"""By which embedded struct Go gets to these fields, as its error texts tell."""
FIELD_SPEC = Struct("FieldSpec", {**GVK, "path": "string", "create": "bool"}, BY_GVK, package="types")
"""What kustomizations and ``configurations:`` files list."""


def refused(problem: Problem, code: str, file: str = "", at: FieldPath = ()) -> KustomizationError:
    """The error of sigs.k8s.io/yaml for what does not fit, found ``at`` a place of the file."""
    return problem.error(f"error unmarshaling JSON: while decoding JSON: {problem.message}", code, file, at)


def decode(
    value: Value, struct: Struct, package: str = "types", *, lenient: bool = False, converts: bool = False
) -> tuple[Value, list[Problem]]:
    """The data under the canonical names, without nulls, and what does not fit, in the order Go finds it.

    A reading that ``converts`` is what sigs.k8s.io/yaml does when it knows the struct: numbers and booleans become text
    where a string is wanted. A ``lenient`` one passes over unknown fields, too.
    """
    decoder = _Decoder(package, lenient=lenient, converts=lenient or converts)
    if value is None:
        return {}, []
    if type(value) is not dict:
        text = f"json: cannot unmarshal {json_word(value)} into Go value of type {package}.{struct.name}"
        return {}, [Problem(text, (), "KST203")]
    return decoder.struct(value, struct, (), ()), decoder.problems


class _Decoder:
    __slots__ = ("converts", "lenient", "package", "problems")

    def __init__(self, package: str, *, lenient: bool, converts: bool) -> None:
        self.package, self.lenient, self.converts = package, lenient, converts
        self.problems: list[Problem] = []

    def struct(self, value: Value, struct: Struct, path: FieldPath, names: tuple[str, ...]) -> Value:
        decoded = {}
        # sigs.k8s.io/yaml makes JSON of a Go map, whose keys are sorted: problems are met in that order.
        for key in sorted(value):
            name = key if key in struct.fields else struct.lower.get(key.lower())
            if name is None:
                if not self.lenient:
                    from kustompy.golang.text import quoted

                    text = f"json: unknown field {quoted(key)}"
                    self.problems.append(Problem(text, (*path, key), "KST202", unknown_to=struct))
                continue
            each, kind, converts = value[key], struct.fields[name], self.converts
            # A null leaves the field as it is, whatever its type.
            if each is None:
                continue
            if _is_as_wanted(each, kind):
                decoded[name] = each
                continue
            # sigs.k8s.io/yaml looks for the field in the embedded struct itself, and converts nothing
            self.converts = converts and name not in struct.embedded
            at = (*names, *struct.embedded.get(name, ()), name)
            decoded[name] = self.field(each, kind, struct, (*path, key), at)
            self.converts = converts
        return decoded

    def field(self, value: Value, kind: FieldType, struct: Struct, path: FieldPath, names: tuple[str, ...]) -> Value:
        if isinstance(kind, str):
            # `name: 1` for a string: sigs.k8s.io/yaml writes the number as text if it knows the type of the struct it
            # reads into.
            if self.converts and kind in STRING_TYPES and isinstance(value, (bool, int, float)):
                return _as_text(value)
            if type(value) is float and kind in _INTEGERS and value.is_integer() and abs(value) < _FIRST_EXPONENT:
                value = int(_json_number(value))  # which is how Go writes it into the JSON between
            if kind != "any" and not _fits(value, kind):
                self.refuse(value, kind, struct, path, names)
                # encoding/json goes on behind a value of a wrong type, the field being zero; kustomize tells the first
                # problem alone.
                return ZEROS[kind]
            return value
        if isinstance(kind, list):
            if type(value) is not list:
                return self.refuse(value, kind, struct, path, names)
            zero = _zero(kind[0])
            return [
                # A null in a list is the zero of the element: an empty string, an empty struct.
                zero if each is None else self.field(each, kind[0], struct, (*path, index), names)
                for index, each in enumerate(value)
            ]
        if type(value) is not dict:
            return self.refuse(value, kind, struct, path, names)
        if isinstance(kind, Struct):
            return self.struct(value, kind, path, names)
        inner = kind["*"]
        zero = _zero(inner)
        return {
            key: zero if value[key] is None else self.field(value[key], inner, struct, (*path, key), names)
            for key in sorted(value)
        }

    def refuse(self, value: Value, kind: FieldType, struct: Struct, path: FieldPath, names: tuple[str, ...]) -> Value:
        word = json_word(value)
        if word == "number" and kind in _INTEGERS:
            word = f"number {_json_number(value)}"
        where = f"{struct.name}.{'.'.join(names)}"
        wanted = _go_type(kind, self.package)
        text = f"json: cannot unmarshal {word} into Go struct field {where} of type {wanted}"
        self.problems.append(Problem(text, path, "KST201", facts=(word, wanted, names[-1])))
        return _zero(kind)


def _is_as_wanted(value: Value, kind: FieldType) -> bool:
    """Whether the value is a string or a list of strings where one is wanted: nothing is to be done about it."""
    if type(value) is str:
        return kind == "string"
    return type(value) is list and kind == ["string"] and all(type(each) is str for each in value)


# Named string types of kustomize's structs: Go tells them by these names when something else is there.
STRING_TYPES = (
    "string", "types.PatchStrategicMerge", "types.SortOrder", "types.Cloud", "namespace.RoleBindingSubjectMode",
)  # fmt: skip
ZEROS: dict[str, Value] = {**dict.fromkeys(STRING_TYPES, ""), "bool": False, "int": 0, "int64": 0, "any": None}
"""What Go has in a scalar field that is not said, by its type."""


def _zero(kind: FieldType) -> Value:
    if isinstance(kind, str):
        return ZEROS[kind]
    return [] if isinstance(kind, list) else {}


def _as_text(value: bool | int | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        from kustompy.yamlio.go.go_values import go_float

        return go_float(value)
    return str(value)


def _fits(value: Value, kind: str) -> bool:
    if kind in STRING_TYPES:
        return isinstance(value, str)
    if kind == "bool":
        return type(value) is bool
    return type(value) is int and -(1 << 63) <= value < 1 << 63


_INTEGERS = ("int", "int64")
_FIRST_EXPONENT = 1e21


def _json_number(value: int | float) -> str:
    if isinstance(value, float):
        from kustompy.yamlio.go.go_json import number

        return number(value)
    return str(value)


def json_word(value: Value) -> str:
    """The kind of a JSON value in Go's error texts."""
    if type(value) is bool:
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


# Types of slices that have names of their own in the package of the built-in configuration.
_NAMED_LISTS = {"FieldSpec": "types.FsSlice", "NameBackReferences": "builtinconfig.nbrSlice"}


def _go_type(kind: FieldType, package: str) -> str:
    if isinstance(kind, str):
        return "interface {}" if kind == "any" else kind
    if isinstance(kind, list):
        if package == "builtinconfig" and isinstance(kind[0], Struct) and kind[0].name in _NAMED_LISTS:
            return _NAMED_LISTS[kind[0].name]
        pointed = isinstance(kind[0], Struct) and kind[0].pointed
        return ("[]*" if pointed else "[]") + _go_type(kind[0], package)
    if isinstance(kind, Struct):
        return f"{kind.package or package}.{kind.name}"
    return "map[string]" + _go_type(kind["*"], package)
