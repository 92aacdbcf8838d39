"""Writes docs/fields.md: every field of a kustomization, from the table of fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kustompy.fieldspecs.tables import DEFAULT_TABLES
from kustompy.kustomization.abouts import ABOUTS, CHOICES
from kustompy.kustomization.configs import Field
from kustompy.kustomization.fields import FIELDS, STRUCT
from kustompy.kustomization.json_schema import about_row
from kustompy.yamlio.go.go_struct import STRING_TYPES, Struct

if TYPE_CHECKING:
    from kustompy.yamlio.go.go_struct import FieldType

PAGE = Path(__file__).resolve().parent.parent / "docs" / "fields.md"
SCALARS = {**dict.fromkeys(STRING_TYPES, "text"), "bool": "true, false", "int": "number", "int64": "number"}
SCALARS["any"] = "anything"
HEAD = """\
# The fields of a kustomization

Made by `python -m tools fields` from the table of fields (`kustompy/kustomization/fields.py`), from which a build takes
them, too. An editor knows the same from the JSON schema:

    kustompy schema > kustomization.schema.json

and, as the first line of a `kustomization.yaml`, `# yaml-language-server: $schema=kustomization.schema.json`. Names
match in any case when a kustomization is built; the schema asks for the names as they stand here.

The fields stand in the order in which a build reads them. *Builtin* is the `kind` of the KRM object (`apiVersion:
builtin`) that says the same in `generators:` or `transformers:`; *default fields*, how many field specs say where it
writes (`configurations:` adds to them).
"""
STEPS = {
    "read": "The file",
    "accumulate": "What is built",
    "configure": "What the transformers know",
    "generate": "What is generated",
    "components": "Components",
    "transform": "What is changed",
    "validate": "What may refuse",
    "finish": "Once, at the end",
}


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is up to date."""
    text = page()
    if "--check" in arguments:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_rows(), *_structs()]) + "\n"


def _rows() -> Iterator[str]:
    for step, title in STEPS.items():
        yield f"## {title}\n"
        yield "| field | type | what it says | builtin | default fields |\n|---|---|---|---|---|"
        yield from (_row(row) for row in FIELDS if row.step == step)
        yield ""


def _row(row: Field) -> str:
    specs = str(len(getattr(DEFAULT_TABLES, row.specs))) if row.specs else ""
    about = about_row(row) + _choices("Kustomization", row.name)
    return f"| `{row.name}` | {_type(row.type)} | {about} | {f'`{row.kind}`' if row.kind else ''} | {specs} |"


def _structs() -> Iterator[str]:
    yield "## What they hold\n"
    for name, struct in _found(STRUCT).items():
        if struct is not STRUCT:
            yield f"### {name}\n\n| field | type | what it says |\n|---|---|---|"
            for field, kind in struct.fields.items():
                yield f"| `{field}` | {_type(kind)} | {ABOUTS[name][field]}{_choices(name, field)} |"
            yield ""


def _choices(struct: str, field: str) -> str:
    choices = CHOICES.get((struct, field), ())
    return f" One of {', '.join(f'`{each}`' for each in choices)}." if choices else ""


def _found(struct: Struct) -> dict[str, Struct]:
    found = {struct.name: struct}
    for kind in struct.fields.values():
        inner = kind[0] if isinstance(kind, list) else kind
        if isinstance(inner, Struct):
            found |= _found(inner)
    return found


def _type(kind: FieldType) -> str:
    if isinstance(kind, str):
        return SCALARS[kind]
    if isinstance(kind, list):
        return f"list of {_type(kind[0])}"
    if isinstance(kind, dict):
        return f"mapping to {_type(kind['*'])}"
    return f"[{kind.name}](#{kind.name.lower()})"
