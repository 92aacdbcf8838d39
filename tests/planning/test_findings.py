"""Findings of overlays that a plan checks one after the other."""

from __future__ import annotations

from pathlib import Path

from kustompy.linting.settings import Settings
from kustompy.planning.plan.findings import Checks
from kustompy.planning.sides import side_of_build
from kustompy.session.options import Options

DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {size: {type: integer}}}}
"""
THING = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: n}\nspec: {size: large}\n"


def found(checks: Checks, folder: Path) -> list[str]:
    return [each.code for each in checks.found(str(folder), side_of_build(str(folder), Options()))]


def test_definitions_of_an_overlay_hold_for_no_other(tmp_path: Path) -> None:
    for name, files in {"own": {"crd": DEFINITION, "thing": THING}, "without": {"thing": THING}}.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / f"{file}.yaml").write_text(text)
        entries = ", ".join(f"{each}.yaml" for each in files)
        (tmp_path / name / "kustomization.yaml").write_text(f"resources: [{entries}]\n")
    checks = Checks(Options(), Settings(), "1.34")
    assert [found(checks, tmp_path / each) for each in ("own", "without", "own")] == [["KST900"], [], ["KST900"]]
