"""A resource knows where it was read, or what made it."""

from __future__ import annotations

from typing import Any

import pytest

import kustompy
from kustompy.provenance.lines import Lines
from kustompy.provenance.places import WHOLE, Place
from kustompy.rendering.pipeline import rendered
from kustompy.session.options import Options
from kustompy.session.session import Session
from kustompy.system.files import Files

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}}}\n"
A, B, C = (CONFIG_MAP.format(name) for name in "abc")
LIST = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
"""
OWN_LIST = """\
apiVersion: v1
kind: ConfigMapList
items:
- null
- {metadata: {name: b}, kind: ConfigMap, apiVersion: v1}
"""
GENERATOR = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\nliterals: [a=b]\n"

TREES: dict[str, tuple[dict[str, str], list[Any]]] = {
    "one document each": ({"r.yaml": f"{A}---\n{B}"}, [("r.yaml", 0, ()), ("r.yaml", 1, ())]),
    "empty documents": ({"r.yaml": f"---\n---\n{A}---\n# none\n---\n{B}"}, [("r.yaml", 1, ()), ("r.yaml", 3, ())]),
    "a list": ({"r.yaml": LIST}, [("r.yaml", 0, ("items", 0)), ("r.yaml", 0, ("items", 1))]),
    "a list of a kind": ({"r.yaml": f"{OWN_LIST}---\n{A}"}, [("r.yaml", 1, ()), ("r.yaml", 0, ("items", 1))]),
    "a base": (
        {"r.yaml": C, "b/kustomization.yaml": "resources: [a.yaml]\n", "b/a.yaml": A},
        [("r.yaml", 0, ()), ("b/a.yaml", 0, ())],
    ),
    "a component": (
        {
            "r.yaml": A,
            "c/kustomization.yaml": "kind: Component\nresources: [b.yaml]\n",
            "c/b.yaml": B,
        },
        [("r.yaml", 0, ()), ("c/b.yaml", 0, ())],
    ),
    "a generator's entry": (
        {"kustomization.yaml": "configMapGenerator: [{name: a}, {name: b}]\n"},
        [("kustomization.yaml", 0, ("configMapGenerator", 0)), ("kustomization.yaml", 0, ("configMapGenerator", 1))],
    ),
    "a generator's config": (
        {"kustomization.yaml": "generators: [g.yaml]\n", "g.yaml": GENERATOR},
        [("g.yaml", 0, ())],
    ),
    "an inline config": (
        {"kustomization.yaml": "generators:\n- |\n" + "".join(f"  {line}\n" for line in GENERATOR.splitlines())},
        [("kustomization.yaml", 0, ("generators", 0))],
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_where_resources_come_from(name: str) -> None:
    files, wanted = TREES[name]
    entries = [each for each in files if each == "r.yaml"] + ["b"] * ("b/a.yaml" in files)
    components = "components: [c]\n" if "c/b.yaml" in files else ""
    files = {"kustomization.yaml": f"resources: [{', '.join(entries)}]\n{components}", **files}
    memory = {f"/{path}": text.encode() for path, text in files.items()}
    session = Session(Files(memory, disk=False), Options())

    found = [each.source for each in rendered("/", session)]

    assert set(found) == {(f"/{file}", document, path) for file, document, path in wanted}


def test_places_in_files_that_are_no_yaml() -> None:
    lines = Lines({"a.env": b"A=1\nB=2 \n"}.__getitem__)
    assert [lines.text(Place("a.env", line=line)) for line in (WHOLE, 1, 2, 9)] == ["A=1", "A=1", "B=2", None]
    assert [lines.span(Place("a.env", line=line)) for line in (WHOLE, 2)] == [(1, 1, 1, 1), (2, 1, 2, 1)]


def test_where_the_last_steps_stand() -> None:
    """Those that a field asks for stand at the field, all others in the file."""
    fields = {"resources": ["a.yaml"], "configMapGenerator": [{"name": "m"}], "buildMetadata": ["managedByLabel"]}
    built = kustompy.build(fields, files={"a.yaml": A}, disk=False)
    assert [each.line for each in built.explain(0, "metadata.labels.app\\.kubernetes\\.io/managed-by")] == [2]
    hashed = [each for each in built.explain(1, "metadata.name") if each.what == "hash suffix"]
    assert [(each.line, each.column) for each in hashed] == [(1, 1)]
