"""Where KRM configs stand that are refused, or fail when they run: each in its own file or entry, and all are told."""

from __future__ import annotations

import textwrap

import pytest

from tests.errors.marks import marked, told

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: b\n"


def config(kind: str, name: str, rest: str = "") -> str:
    return f"apiVersion: builtin\nkind: {kind}\nmetadata:\n  name: {name}\n{rest}"


REFUSED = config("«NopeTransformer", "x")
NO_SOURCE = """\
replacements:
- source:
    «kind: ConfigMap
    name: gone
  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]}]
"""
CASES = {
    "two transformers in two files": {
        "kustomization.yaml": "transformers: [t1.yaml, t2.yaml]\n",
        "t1.yaml": REFUSED,
        "t2.yaml": config("«NopeTransformer", "x-two"),
    },
    "two transformers in one file": {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": f"{REFUSED}---\n{config('«NopeTransformer', 'y')}",
    },
    "two inline transformers of one entry": {
        "kustomization.yaml": "transformers:\n- |-\n"
        + textwrap.indent(f"{REFUSED}---\n{config('«NopeTransformer', 'y')}", "  "),
    },
    "an inline transformer and one in a directory": {
        "kustomization.yaml": f"transformers:\n- c\n- |\n{textwrap.indent(REFUSED, '    ')}",
        "c/kustomization.yaml": "resources: [t.yaml]\n",
        "c/t.yaml": config("«NopeTransformer", "z"),
    },
    "a transformer and a file that is not there": {
        "kustomization.yaml": "transformers: [t.yaml, «gone.yaml]\n",
        "t.yaml": REFUSED,
    },
    "two files that are not there": {"kustomization.yaml": "transformers: [«gone.yaml, «away.yaml]\n"},
    "two generators in two files": {
        "kustomization.yaml": "generators: [g1.yaml, g2.yaml]\n",
        "g1.yaml": config("«NopeGenerator", "x"),
        "g2.yaml": config("«PatchTransformer", "y"),
    },
    "a generator and a transformer": {
        "kustomization.yaml": "generators: [g.yaml]\ntransformers: [t.yaml]\n",
        "g.yaml": config("«NopeGenerator", "x"),
        "t.yaml": REFUSED,
    },
    "two validators": {
        "kustomization.yaml": "validators: [v1.yaml, v2.yaml]\n",
        "v1.yaml": config("«NopeTransformer", "x"),
        "v2.yaml": config("«NopeTransformer", "y"),
    },
    "a field of a wrong type": {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": config("PatchTransformer", "x", "target: «Deployment\n"),
    },
    "a file that a config names": {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": config("PatchTransformer", "x", "path: «gone.yaml\n"),
    },
    "a literal of a generator": {
        "kustomization.yaml": "generators: [g.yaml]\n",
        "g.yaml": config("ConfigMapGenerator", "x", "literals:\n- a=b\n- «c\n"),
    },
    "a source that is not there": {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": config("ReplacementTransformer", "r", NO_SOURCE),
    },
    "a patch without its resource": {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": config(
            "PatchTransformer", "x", "patch: |\n  apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: «gone\n"
        ),
    },
    "a count of what is not there": {
        "kustomization.yaml": "transformers: [t.yaml]\n",
        "t.yaml": config("«ReplicaCountTransformer", "x", "replica: {name: gone, count: 2}\n"),
    },
}


@pytest.mark.parametrize("case", CASES)
def test_the_places_of_configs(case: str) -> None:
    files = {**CASES[case], "c.yaml": MANIFEST}
    files["kustomization.yaml"] += "resources: [c.yaml]\n"
    assert told(files) == marked(files)
