"""Every way to write a scalar, in the place of every other, through each thing that writes scalars over scalars.

What a merge or replacement leaves depends on the style and tag of what was there, which a later step may bring to
light: each case is one build of hundreds of fields.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from kustompy.rendering.pipeline import build
from tools.reference import Reference

STRINGS = [
    "x", '"x"', "'x'", '"5"', '"true"', "|\nx\n", ">\nx\ny\n", ">-\nx y\n", '"2001-01-01"', "!!str 5", "yes", '".5"',
    '"a: b"', "$(X)", "No", "1:20", "=",
]  # fmt: skip
OTHERS = [
    "5", "1.50", "true", "null", "~", "", "0x10", "2001-01-01", "1e3", "012", "1_000", "+1", "-.5", "NULL", "True",
    "2001-01-01T00:00:00Z",
]  # fmt: skip
ALL = [*STRINGS, *OTHERS]
NULLS = ("null", "~", "", "NULL")

Files = dict[str, str]


def mapping(values: list[str], indent: str) -> str:
    """Fields f0, f1, … with these scalars."""
    lines = []
    for number, value in enumerate(values):
        head, *block = value.rstrip("\n").split("\n")
        lines.append(f"{indent}f{number}: {head}".rstrip())
        lines += [f"{indent}  {line}" for line in block]
    return "".join(f"{line}\n" for line in lines)


def thing(values: list[str], name: str = "t") -> str:
    """An object whose spec has the fields."""
    return f"apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: {name}\nspec:\n{mapping(values, '  ')}"


def config_map(values: list[str], field: str) -> str:
    """A config map with the fields among its labels, annotations or data."""
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: t\n"
    return (
        f"{head}data:\n{mapping(values, '  ')}" if field == "data" else f"{head}  {field}:\n{mapping(values, '    ')}"
    )


def two_patches(before: list[str]) -> Files:
    rows = list(product(before, ALL, ALL))
    first, second, third = (thing([row[index] for row in rows]) for index in range(3))
    patches = "resources: [r.yaml]\npatches: [{path: p.yaml}, {path: q.yaml}]\n"
    return {"r.yaml": first, "p.yaml": second, "q.yaml": third, "kustomization.yaml": patches}


def patch_after_another(target: str) -> Files:
    """The first patch writes none of the fields."""
    rows = list(product(ALL, ALL))
    passing = thing([]).replace("spec:\n", "other: x\n")
    patches = f"resources: [r.yaml]\npatches: [{{path: p.yaml{target}}}, {{path: q.yaml}}]\n"
    before, after = (thing([row[index] for row in rows]) for index in range(2))
    return {"r.yaml": before, "p.yaml": passing, "q.yaml": after, "kustomization.yaml": patches}


def patched_field(field: str, more: str) -> Files:
    rows = list(product(ALL, ALL))
    before, after = (config_map([row[index] for row in rows], field) for index in range(2))
    kustomization = f"resources: [r.yaml]\npatches: [{{path: p.yaml}}]\n{more}"
    return {"r.yaml": before, "p.yaml": after, "kustomization.yaml": kustomization}


def replaced(options: str, patched: bool = False) -> Files:
    """Replacements into strings, since a text that is no number is an error in the place of one."""
    rows = [row for row in product(STRINGS, ALL, STRINGS if patched else ["x"]) if row[1] not in NULLS]
    entry = (
        "- source: {{kind: Thing, name: s, fieldPath: spec.f{0}}}\n"
        "  targets: [{{select: {{name: t}}, fieldPaths: [spec.f{0}], options: {{{1}}}}}]\n"
    )
    entries = "".join(entry.format(number, options) for number in range(len(rows)))
    patches = "patches: [{path: p.yaml}]\n" if patched else ""
    return {
        "r.yaml": f"{thing([row[0] for row in rows])}---\n{thing([row[1] for row in rows], 's')}",
        "p.yaml": thing([row[2] for row in rows]),
        "kustomization.yaml": f"resources: [r.yaml]\n{patches}replacements:\n{entries}",
    }


def json_patched(first: str, second: str) -> Files:
    """A JSON patch that touches none of the fields, before or behind a merge."""
    rows = list(product(ALL, ALL))
    patches = {"json": "{target: {kind: Thing}, path: json.yaml}", "merge": "{path: p.yaml}"}
    before, after = (thing([row[index] for row in rows]) for index in range(2))
    return {
        "r.yaml": before,
        "p.yaml": after,
        "json.yaml": "- {op: add, path: /other, value: 1}\n",
        "kustomization.yaml": f"resources: [r.yaml]\npatches: [{patches[first]}, {patches[second]}]\n",
    }


CASES = {
    "two patches over strings": two_patches(STRINGS[:9]),
    "two patches over words": two_patches(STRINGS[9:]),
    "two patches over others": two_patches(OTHERS[:8]),
    "two patches over the rest": two_patches(OTHERS[8:]),
    "a patch after another": patch_after_another(""),
    "a patch after another for targets": patch_after_another(", target: {kind: Thing}"),
    "a patch of labels": patched_field("labels", ""),
    "a patch of annotations": patched_field("annotations", "namePrefix: a-\n"),
    "a patch of data": patched_field("data", ""),
    "a replacement": replaced(""),
    "a replacement of a part": replaced("delimiter: '-', index: 1"),
    "a replacement after a patch": replaced("", patched=True),
    "a JSON patch before a patch": json_patched("json", "merge"),
    "a JSON patch behind a patch": json_patched("merge", "json"),
}


@pytest.mark.parametrize("files", CASES.values(), ids=list(CASES))
def test_scalars_over_scalars(files: Files, reference: Reference, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    theirs = reference.build(str(tmp_path))
    assert theirs.code == 0, theirs.stderr.decode()
    assert build(str(tmp_path)).to_yaml().splitlines() == theirs.stdout.decode().splitlines()
