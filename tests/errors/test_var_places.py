"""Where mistakes in ``vars:`` stand: at the entry that is wrong, in the kustomization that has it."""

from __future__ import annotations

import pytest

from tests.errors.marks import marked, told

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: $(A)\n"
OTHER = MANIFEST.replace("  name: c\n", "  name: c\n  namespace: other\n")
GOOD = "- {name: A, objref: {apiVersion: v1, kind: ConfigMap, name: c}}\n"
NO_OBJECT = "- {name: B, objref: {apiVersion: v1, kind: ConfigMap, name: d}}\n"
NO_FIELD = "- name: B\n  objref: {apiVersion: v1, kind: ConfigMap, name: c}\n  fieldref:\n    fieldpath: «data.b\n"
CASES = {
    "no object": {"kustomization.yaml": f"resources: [c.yaml]\nvars:\n{GOOD}{NO_OBJECT.replace('{name', '«{name')}"},
    "no field": {"kustomization.yaml": f"resources: [c.yaml]\nvars:\n{GOOD}{NO_FIELD}"},
    "two objects": {
        "kustomization.yaml": f"resources: [c.yaml, o.yaml]\nvars:\n{GOOD.replace('{name: A', '«{name: A')}",
        "o.yaml": OTHER,
    },
    "the same name twice": {"kustomization.yaml": f"resources: [c.yaml]\nvars:\n{GOOD}- «{GOOD[2:]}"},
    "no field in a base": {
        "kustomization.yaml": "resources: [b]\nvars:\n" + GOOD.replace("name: A", "name: Z"),
        "b/kustomization.yaml": f"resources: [c.yaml]\nvars:\n{NO_FIELD}",
        "b/c.yaml": MANIFEST,
    },
    "a name that a base has": {
        "kustomization.yaml": f"resources: [b]\nvars:\n- «{GOOD[2:]}",
        "b/kustomization.yaml": f"resources: [c.yaml]\nvars:\n{GOOD}",
        "b/c.yaml": MANIFEST,
    },
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("case", CASES)
def test_the_places_of_vars(case: str) -> None:
    files = {"c.yaml": MANIFEST, **CASES[case]}
    assert told(files) == marked(files)
