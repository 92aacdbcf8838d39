"""Writes the types of the table of fields: kustompy/kustomization/types.py and records.py.

The first has a kustomization as TypedDicts, for users; the second has the attributes of ``Record`` and ``Config``, for
mypy alone: a build does not import it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kustompy.kustomization.builtins import BUILTINS
from kustompy.kustomization.fields import STRUCT
from kustompy.yamlio.go.go_struct import FIELD_SPEC, STRING_TYPES, Struct

if TYPE_CHECKING:
    from kustompy.yamlio.go.go_struct import FieldType

HOME = Path(__file__).resolve().parent.parent / "kustompy" / "kustomization"
SCALARS = {**dict.fromkeys(STRING_TYPES, "str"), "bool": "bool", "int": "int", "int64": "int", "any": "Any"}
# Structs whose Go name says little where it stands alone, by the package that Go has them in.
CLASS_NAMES = {("", "Target"): "VarTarget", ("", "FieldSelector"): "VarField", ("builtins", "Target"): "ValueAddTarget"}
TYPES_HEAD = '''"""The fields of a kustomization, as types; made by python -m tools kustomization_types."""

from __future__ import annotations

from typing import Any, TypedDict
'''
RECORDS_HEAD = '''"""What builtins are told, as types of records; made by python -m tools kustomization_types."""

from __future__ import annotations

from kustompy.kustomization.configs import Config, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.model.values import Value
'''


def class_name(struct: Struct) -> str:
    return CLASS_NAMES.get((struct.package, struct.name), struct.name)


def type_of(field: FieldType) -> str:
    """The type of a field of a TypedDict."""
    if isinstance(field, str):
        return SCALARS[field]
    if isinstance(field, list):
        return f"list[{type_of(field[0])}]"
    if isinstance(field, dict):
        return f"dict[str, {type_of(field['*'])}]"
    return class_name(field)


def type_of_attribute(field: FieldType) -> str:
    """The type of an attribute of a record: what is not said has a zero, and only a pointer may be None."""
    if isinstance(field, str):
        return SCALARS[field].replace("Any", "Value")
    if isinstance(field, list):
        return "tuple[FieldSpec, ...]" if field[0] is FIELD_SPEC else f"Sequence[{element_of(field[0])}]"
    if isinstance(field, dict):
        return f"Mapping[str, {type_of_attribute(field['*'])}]"
    return f"{class_name(field)} | None" if field.pointed else class_name(field)


def element_of(field: FieldType) -> str:
    return class_name(field) if isinstance(field, Struct) else type_of_attribute(field)


def structs_in(field: FieldType) -> list[Struct]:
    """The structs that a type is made of, inner ones first."""
    if isinstance(field, Struct):
        return [*(each for inner in field.fields.values() for each in structs_in(inner)), field]
    if isinstance(field, list):
        return structs_in(field[0])
    return structs_in(field["*"]) if isinstance(field, dict) else []


def collect(struct: Struct, found: dict[str, Struct]) -> None:
    """Note the structs that this one is made of, inner ones first."""
    for each in structs_in(struct):
        known = found.setdefault(class_name(each), each)
        assert known.fields.keys() == each.fields.keys(), f"two structs are called {each.name}"


def types_text() -> str:
    found: dict[str, Struct] = {}
    collect(STRUCT, found)
    blocks = [TYPES_HEAD]
    for name, struct in found.items():
        what = "A kustomization" if struct is STRUCT else f"``{struct.name}`` in a kustomization"
        fields = "\n".join(f"    {field}: {type_of(each)}" for field, each in struct.fields.items())
        blocks.append(f'\nclass {name}(TypedDict, total=False):\n    """{what}."""\n\n{fields}\n')
    return "\n".join(blocks)


def records_text() -> str:
    found: dict[str, Struct] = {}
    collect(STRUCT, found)
    builtins = [(row, Struct(row.kind, row.fields)) for row in BUILTINS.values()]
    for _, struct in builtins:
        collect(struct, found)
    blocks = [RECORDS_HEAD]
    kinds = {id(struct): row.home for row, struct in builtins}
    for name, struct in found.items():
        if struct is FIELD_SPEC:
            continue
        home = kinds.get(id(struct), "")
        base, what = ("Config", f"What ``{home}`` is told") if home else ("Record", f"``{struct.name}``")
        fields = "".join(f"    {field}: {type_of_attribute(each)}\n" for field, each in struct.fields.items())
        body = f"    __slots__ = ()\n{fields and chr(10) + fields}"
        blocks.append(f'\nclass {name}({base}):\n    """{what}."""\n\n{body}')
    return "\n".join(blocks)


MODULES = {"types.py": types_text, "records.py": records_text}


def main(arguments: list[str]) -> int:
    """Write the modules, or say whether they are up to date."""
    for name, made in MODULES.items():
        if arguments == ["--check"]:
            if (HOME / name).read_text(encoding="utf-8") != made():
                return 1
        else:
            (HOME / name).write_text(made(), encoding="utf-8")
    return 0
