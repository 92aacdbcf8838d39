"""The script that makes the tables reads Go constants and OpenAPI documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import kustomize_tables

CONSTANTS = """
package builtinpluginconsts

const labelSpecs = `
commonLabels:
- path: spec/selector
  kind: Thing
  create: true
` + metadataSpecs

const metadataSpecs = `
- path: metadata/labels
  create: true
- path: spec/labels
  kind: Namespace
`

const (
	references = `
nameReference:
- kind: ConfigMap
  version: v1
  fieldSpecs:
  - path: spec/config
    kind: Thing
- kind: Namespace
  fieldSpecs:
  - path: spec/z
    kind: Thing
  - path: spec/a
    kind: Namespace
`
)
"""

ORDER = """
var orderFirst = []string{
	"Namespace",
	"ConfigMap",
}
var orderLast = []string{
	"Webhook",
}
"""

DOCUMENT = {
    "definitions": {
        "io.k8s.api.core.v1.Pod": {
            "properties": {"spec": {"$ref": "#/definitions/io.k8s.api.core.v1.PodSpec"}, "status": {"type": "object"}},
            "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Pod"}],
        },
        "io.k8s.api.core.v1.PodSpec": {
            "properties": {
                "containers": {
                    "type": "array",
                    "items": {"$ref": "#/definitions/io.k8s.api.core.v1.Container"},
                    "x-kubernetes-patch-strategy": "merge",
                    "x-kubernetes-patch-merge-key": "name",
                },
                "args": {"type": "array", "items": {"type": "string"}},
            }
        },
        "io.k8s.api.core.v1.Container": {"properties": {"name": {"type": "string"}}},
    },
    "paths": {
        "/api/v1/namespaces/{namespace}/pods": {
            "get": {"x-kubernetes-group-version-kind": {"group": "", "version": "v1", "kind": "Pod"}}
        },
        "/api/v1/nodes": {"get": {"x-kubernetes-group-version-kind": {"group": "", "version": "v1", "kind": "Node"}}},
    },
}

TABLES = {
    "kind_order.txt": "Namespace\nConfigMap\n\nWebhook\n",
    "scopes.txt": "cluster    v1         Node\nnamespaced v1         Pod\n",
    "field_specs/common_labels.txt": """\
*       *       Namespace -      spec/labels
*       *       Thing     create spec/selector
*       *       *         create metadata/labels
""",
    "name_references.txt": """\
* * Namespace
  * * Thing     - spec/z
  * * Namespace - spec/a
* v1 ConfigMap
  * * Thing - spec/config
""",
    "merge_keys.txt": """\
# field or of the elements of its list (-: nothing more below), merge keys (.: a set of scalars).

core.v1.Pod v1|Pod
 spec core.v1.PodSpec

core.v1.PodSpec
 containers[] - name
""",
}


def test_makes_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    constants = tmp_path / kustomize_tables.SPECS
    constants.mkdir(parents=True)
    (constants / "all.go").write_text(CONSTANTS)
    (tmp_path / "kyaml/resid").mkdir(parents=True)
    (tmp_path / "kyaml/resid/gvk.go").write_text(ORDER)
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    monkeypatch.setattr(kustomize_tables, "OUT", tmp_path / "out")

    assert kustomize_tables.main([str(tmp_path), str(tmp_path / "openapi.json")]) == 0

    for name, table in TABLES.items():
        assert (tmp_path / "out" / name).read_text().partition("\n")[2] == table


def test_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert kustomize_tables.main([]) == 2
    assert "KUSTOMIZE OPENAPI.json" in capsys.readouterr().err
