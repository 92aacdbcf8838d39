"""``edit fix``: what it writes, and what it refuses to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: app
        args: [--host=$(HOST), "$(HOST):80"]  # where to
"""
MERGE = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n"
JSON = "- op: replace\n  path: /spec/replicas\n  value: 3\n"
RENAME = "- op: replace\n  path: /metadata/name\n  value: patched\n"
HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (
        ("service.yaml", SERVICE), ("deployment.yaml", DEPLOYMENT), ("merge.yaml", MERGE), ("json.yaml", JSON),
        ("rename.yaml", RENAME),
    ):  # fmt: skip
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fixed(tree: Path, before: str, *flags: str, code: int = 0) -> str:
    file = tree / "kustomization.yaml"
    file.write_text(before)
    assert main(["edit", "fix", *flags]) == code
    return file.read_text()


def test_old_fields_become_those_of_today(tree: Path) -> None:
    before = """\
# all of it
bases:
# the service
- service.yaml
resources:
- deployment.yaml
commonLabels: {team: web}
imageTags: # pinned
- name: app
  newTag: v2
"""
    after = """\
# all of it
# the service
resources:
- deployment.yaml
- service.yaml
images: # pinned
- name: app
  newTag: v2
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
labels:
- includeSelectors: true
  pairs:
    team: web
"""
    assert fixed(tree, before) == after


def test_patches_keep_the_order_that_keeps_the_render(tree: Path) -> None:
    before = (
        HEAD + "resources: [deployment.yaml]\npatchesStrategicMerge: [merge.yaml]\n"
        "patchesJson6902:\n- path: json.yaml\n  target: {kind: Deployment, name: web}\n"
    )
    after = (
        HEAD + "resources: [deployment.yaml]\n"
        "patches:\n- path: merge.yaml\n- path: json.yaml\n  target:\n    kind: Deployment\n    name: web\n"
    )
    assert fixed(tree, before) == after


def test_a_fix_that_changes_the_render_is_refused(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (
        HEAD + "namePrefix: p-\nresources: [deployment.yaml]\n"
        "patchesJson6902:\n- path: rename.yaml\n  target: {kind: Deployment, name: web}\n"
    )
    assert fixed(tree, before, code=1) == before
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == (
        "Error: the fix would change what is built, and was not written: "
        "Deployment.v1.apps/patched.[noNs], Deployment.v1.apps/p-patched.[noNs]"
    )


def test_force_writes_it_all_the_same(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (
        HEAD + "namePrefix: p-\nresources: [deployment.yaml]\n"
        "patchesJson6902:\n- path: rename.yaml\n  target: {kind: Deployment, name: web}\n"
    )
    assert "\npatches:\n- path: rename.yaml\n" in fixed(tree, before, "--force")
    assert "'Fixed' kustomization now produces different output" in capsys.readouterr().out


def test_what_cannot_be_built_is_fixed_without_a_proof(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = HEAD + "resources: [none.yaml]\npatchesStrategicMerge: [merge.yaml]\n"
    assert fixed(tree, before) == HEAD + "resources: [none.yaml]\npatches:\n- path: merge.yaml\n"
    assert "Warning: nothing was compared" in capsys.readouterr().err


def test_variables_become_replacements(tree: Path) -> None:
    before = HEAD + (
        "resources: [service.yaml, deployment.yaml]\n"
        "vars:\n- name: HOST\n  objref: {kind: Service, name: web, apiVersion: v1}\n"
    )
    after = HEAD + (
        "resources: [service.yaml, deployment.yaml]\n"
        "replacements:\n- source:\n    kind: Service\n    name: web\n    version: v1\n"
        "  targets:\n"
        "  - fieldPaths:\n    - spec.template.spec.containers.0.args.0\n"
        "    options:\n      delimiter: =\n      index: 1\n"
        "    select:\n      group: apps\n      kind: Deployment\n      name: web\n      version: v1\n"
        "  - fieldPaths:\n    - spec.template.spec.containers.0.args.1\n"
        "    options:\n      delimiter: ':'\n"
        "    select:\n      group: apps\n      kind: Deployment\n      name: web\n      version: v1\n"
    )
    assert fixed(tree, before, "--vars") == after
    text = DEPLOYMENT.replace("$(HOST)", "HOST_PLACEHOLDER")
    assert (tree / "deployment.yaml").read_text() == text


def test_a_variable_inside_of_a_word_is_refused(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "deployment.yaml").write_text(DEPLOYMENT.replace("--host=$(HOST)", "a$(HOST)b"))
    before = HEAD + (
        "resources: [service.yaml, deployment.yaml]\n"
        "vars:\n- name: HOST\n  objref: {kind: Service, name: web, apiVersion: v1}\n"
    )
    assert fixed(tree, before, "--vars", code=1) == before
    assert "$(HOST) is not delimited" in capsys.readouterr().err
    assert "$(HOST)" in (tree / "deployment.yaml").read_text()


@pytest.mark.parametrize("before", [HEAD + "resources:\n- service.yaml # it\n", HEAD + "namePrefix: x\n"])
def test_what_is_of_today_stays(tree: Path, before: str) -> None:
    assert fixed(tree, before) == before
