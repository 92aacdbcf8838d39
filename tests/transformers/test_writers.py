"""Who wrote a value, where transformers put mappings of their own in the place of those that were there."""

from __future__ import annotations

import pytest

import kustompy

OBJECT = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  labels:
    app: x
data:
  k: v
  only: o
"""
# A key that is no string to YAML makes a mapping of another kind, which knows what the one before it knew.
LABELS = "labels:\n- pairs: {app: z}\n- pairs: {'true': b, c: d}\n"
OPERATIONS = """
patches:
- target: {kind: ConfigMap}
  patch: |-
    - {op: add, path: /data/k, value: n}
    - {op: replace, path: /data/k, value: m}
    - {op: add, path: /spec, value: {x: [y], z: 1}}
    - {op: add, path: /spec/x/-, value: {w: 1}}
    - {op: replace, path: /spec/x/0, value: 5}
"""
GENERATOR = """
configMapGenerator:
- name: a
  behavior: merge
  literals: [k=1, j=2]
  options: {labels: {app: w, more: z}, disableNameSuffixHash: true}
"""
AFFIXES = "namePrefix: p-\nnameSuffix: -s\n"
NO_AFFIXES = "labels: []\nnamePrefix: ''\n"
WRITERS = [
    (LABELS, "metadata.labels.app", ["a.yaml:7:10", "kustomization.yaml:3:16"]),
    (LABELS, "metadata.labels.c", ["kustomization.yaml:4:25"]),
    (OPERATIONS, "data.k", ["a.yaml:9:6", "kustomization.yaml:6:39", "kustomization.yaml:7:43"]),
    (OPERATIONS, "spec.x[0]", ["kustomization.yaml:8:42", "kustomization.yaml:10:45"]),
    (OPERATIONS, "spec.x[1].w", ["kustomization.yaml:9:45"]),
    (OPERATIONS, "spec.z", ["kustomization.yaml:8:49"]),
    (GENERATOR, "data.k", ["a.yaml:9:6", "kustomization.yaml:6:14"]),
    (GENERATOR, "data.only", ["a.yaml:10:9"]),
    (GENERATOR, "data.j", ["kustomization.yaml:6:19"]),
    (GENERATOR, "metadata.labels.app", ["a.yaml:7:10", "kustomization.yaml:7:27"]),
    (GENERATOR, "metadata.labels.more", ["kustomization.yaml:7:36"]),
    (AFFIXES, "metadata.name", ["a.yaml:5:9", "kustomization.yaml:2:13", "kustomization.yaml:3:13"]),
    (NO_AFFIXES, "metadata.name", ["a.yaml:5:9"]),
]


@pytest.mark.parametrize(("fields", "path", "writers"), WRITERS)
def test_writers(fields: str, path: str, writers: list[str]) -> None:
    tree = {"/tree/kustomization.yaml": f"resources: [a.yaml]\n{fields}", "/tree/a.yaml": OBJECT}
    build = kustompy.build("/tree", files=tree, disk=False)
    name = "ConfigMap/p-a-s" if fields == AFFIXES else "ConfigMap/a"
    found = [str(each).removeprefix("/tree/").partition(" ")[0] for each in build.explain(name, path)]
    assert found == writers
