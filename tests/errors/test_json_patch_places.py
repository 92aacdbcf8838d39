"""Where mistakes in JSON patches stand: at the field of the operation, whatever text the operations are in.

In the operations ``«`` is before what the error has to point at, as `tests.errors.marks` reads it.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable

import pytest
from ruamel.yaml import YAML

from tests.errors.marks import marked, told

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: web
"""
CONTAINERS = "/spec/template/spec/containers"
OPERATIONS = {
    "op of another name": "- {op: test, path: /kind, value: Deployment}\n- op: «set\n  path: /spec/replicas\n",
    "op that is a number": "- op: «3\n  path: /spec/replicas\n",
    "no op": "- «path: /spec/replicas\n  value: 3\n",
    "no path": "- «op: remove\n",
    "path that is a number": "- op: remove\n  path: «3\n",
    "path without a slash": "- op: remove\n  path: «spec/nothing\n",
    "path with dots": "- op: remove\n  path: «spec.replicas\n",
    "path to nothing": "- {op: remove, path: /spec/replicas}\n- op: remove\n  path: «/spec/nothing\n",
    "path through nothing": "- op: add\n  path: «/spec/tempalte/x\n  value: 1\n",
    "path through a scalar": "- op: add\n  path: «/spec/replicas/x\n  value: 1\n",
    "index that is too high": f"- op: replace\n  path: «{CONTAINERS}/3/name\n  value: x\n",
    "last index that is too high": f"- op: add\n  path: «{CONTAINERS}/3\n  value: {{name: x}}\n",
    "index with too many digits": f"- op: remove\n  path: «{CONTAINERS}/{'9' * 5000}\n",
    "index in other digits": f"- op: remove\n  path: «{CONTAINERS}/²\n",
    "name for an index": f"- op: remove\n  path: «{CONTAINERS}/web\n",
    "no from": "- «op: move\n  path: /spec/x\n",
    "from that is a list": "- op: copy\n  from: «[a]\n  path: /spec/x\n",
    "from through nothing": "- op: move\n  path: /spec/x\n  from: «/spec/nothing/x\n",
    "from to nothing": "- op: move\n  path: /spec/x\n  from: «/spec/nothing\n",
    "copy from a bad index": f"- op: copy\n  path: /spec/x\n  from: «{CONTAINERS}/5\n",
    "copy to nowhere": "- op: copy\n  from: /spec/replicas\n  path: «/spec/nothing/x\n",
    "move to a bad index": f"- op: move\n  from: /spec/replicas\n  path: «{CONTAINERS}/9\n",
    "scalar for a manifest": '- op: replace\n  path: ""\n  value: «3\n',
    "test of another value": "- op: test\n  path: /spec/replicas\n  value: «3\n",
    "test of nothing": "- op: test\n  path: «/spec/nothing/x\n  value: 3\n",
    "test without a value": "- «op: test\n  path: /spec/replicas\n",
    "operation that is a word": "- op: remove\n  path: /spec/replicas\n- «remove\n",
    "operations that are one": "«op: remove\npath: /spec/replicas\n",
}
TARGET = "target: {group: apps, version: v1, kind: Deployment, name: web}"
CONFIG = f"apiVersion: builtin\nkind: PatchTransformer\nmetadata: {{name: x}}\n{TARGET}\npatch: |\n"
LEGACY = f"apiVersion: builtin\nkind: PatchJson6902Transformer\nmetadata: {{name: x}}\n{TARGET}\njsonOp: |\n"

FIRST = (
    "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: a}\nannotations: {a: b}\n"
    "fieldSpecs: [{path: metadata/annotations, create: true}]\n"
)


def indented(text: str, by: int) -> str:
    return textwrap.indent(text, " " * by)


def with_manifest(files: dict[str, str]) -> dict[str, str]:
    """The tree with a Deployment that the patch is for."""
    return {
        **files,
        "kustomization.yaml": "resources: [d.yaml]\n" + files["kustomization.yaml"],
        "d.yaml": MANIFEST,
    }


FORMS: dict[str, Callable[[str], dict[str, str]]] = {
    "patch file": lambda text: {"kustomization.yaml": f"patches:\n- {TARGET}\n  path: p.yaml\n", "p.yaml": text},
    "inline patch": lambda text: {"kustomization.yaml": f"patches:\n- {TARGET}\n  patch: |-\n{indented(text, 4)}"},
    "blank line before": lambda text: {
        "kustomization.yaml": f"patches:\n- patch: |\n\n{indented(text, 4)}  {TARGET}\n"
    },
    "legacy file": lambda text: {
        "kustomization.yaml": f"patchesJson6902:\n- {TARGET}\n  path: p.yaml\n", "p.yaml": text
    },
    "legacy inline": lambda text: {
        "kustomization.yaml": f"patchesJson6902:\n- {TARGET}\n  patch: |\n{indented(text, 4)}"
    },
    "object": lambda text: {"kustomization.yaml": "transformers: [t.yaml]\n", "t.yaml": CONFIG + indented(text, 2)},
    "second object of a file": lambda text: {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": f"{FIRST}---\n{LEGACY}{indented(text, 2)}",
    },
    "inline object": lambda text: {
        "kustomization.yaml": f"transformers:\n- |-\n{indented(CONFIG + indented(text, 2), 2)}"
    },
    "second inline object": lambda text: {
        "kustomization.yaml": "transformers:\n- |-\n" + indented(f"{FIRST}---\n{CONFIG}{indented(text, 2)}", 2)
    },
    "object of a directory": lambda text: {
        "kustomization.yaml": "transformers: [c]\n", "c/kustomization.yaml": "resources: [t.yaml]\n",
        "c/t.yaml": CONFIG + indented(text, 2),
    },
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mistake", OPERATIONS)
def test_the_place_of_a_mistake(mistake: str, form: str) -> None:
    files = FORMS[form](OPERATIONS[mistake])
    assert told(with_manifest(files)) == marked(with_manifest(files))


@pytest.mark.parametrize("mistake", [name for name, text in OPERATIONS.items() if "«/" in text])
def test_operations_in_a_line_of_json(mistake: str) -> None:
    operations = json.dumps(YAML(typ="safe").load(OPERATIONS[mistake].replace("«", "§")), ensure_ascii=False)
    marked_text = operations.replace('"§', '«"')
    for quoted in (f"'{marked_text}'", f"|-\n    {marked_text}"):
        files = {"kustomization.yaml": f"patches:\n- {TARGET}\n  patch: {quoted}\n"}
        assert told(with_manifest(files)) == marked(with_manifest(files))
