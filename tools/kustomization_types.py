"""Writes kustompy/kustomization/types.py: a kustomization as TypedDicts, made from the struct that a build checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kustompy.kustomization.fields import STRUCT
from kustompy.yamlio.go.go_struct import STRING_TYPES, Struct

if TYPE_CHECKING:
    from kustompy.yamlio.go.go_struct import FieldType

TARGET = Path(__file__).resolve().parent.parent / "kustompy" / "kustomization" / "types.py"
SCALARS = {**dict.fromkeys(STRING_TYPES, "str"), "bool": "bool", "int": "int", "int64": "int", "any": "Any"}
SINGULAR = {"Target": "VarTarget", "FieldSelector": "VarField"}
HEAD = '''"""The fields of a kustomization, as types; made by python -m tools kustomization_types."""

from __future__ import annotations

from typing import Any, TypedDict
'''


def class_name(struct: Struct) -> str:
    return SINGULAR.get(struct.name, struct.name)


def type_of(field: FieldType, found: dict[str, Struct]) -> str:
    if isinstance(field, str):
        return SCALARS[field]
    if isinstance(field, list):
        return f"list[{type_of(field[0], found)}]"
    if isinstance(field, dict):
        return f"dict[str, {type_of(field['*'], found)}]"
    collect(field, found)
    return class_name(field)


def collect(struct: Struct, found: dict[str, Struct]) -> None:
    """Note the structs that this one is made of, inner ones first."""
    for field in struct.fields.values():
        type_of(field, found)
    known = found.setdefault(class_name(struct), struct)
    assert known.fields.keys() == struct.fields.keys(), f"two structs are called {struct.name}"


def module_text() -> str:
    found: dict[str, Struct] = {}
    collect(STRUCT, found)
    blocks = [HEAD]
    for name, struct in found.items():
        what = "A kustomization" if struct is STRUCT else f"``{struct.name}`` in a kustomization"
        fields = "\n".join(f"    {field}: {type_of(each, {})}" for field, each in struct.fields.items())
        blocks.append(f'\nclass {name}(TypedDict, total=False):\n    """{what}."""\n\n{fields}\n')
    return "\n".join(blocks)


def main(arguments: list[str]) -> int:
    """Write the module, or say whether it is up to date."""
    text = module_text()
    if arguments == ["--check"]:
        return int(TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0
