"""``kustompy.edit``, ``kustompy.fix``: the edits as functions."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy

K = "kustomization.yaml"


def test_written_when_the_block_ends(tmp_path: Path) -> None:
    file = tmp_path / K
    file.write_text("# top\nresources: [a.yaml] # all\n")
    with kustompy.edit(tmp_path) as kustomization:
        kustomization.set_image("app=reg/app:v2")
        kustomization.add_resource("b.yaml", verify=False)
        kustomization.set_replicas({"web": 3})
        kustomization.add_label({"team": "yes"}, selectors=False)
        kustomization.add_patch(path="p.yaml", target={"kind": "Deployment", "labelSelector": "a=b"})
        kustomization.add_config_map("c", literals={"a": "1"})
        assert file.read_text() == "# top\nresources: [a.yaml] # all\n"
        assert kustomization.fields["images"] == [{"name": "app", "newName": "reg/app", "newTag": "v2"}]
    assert (
        file.read_text()
        == """\
# top
resources: [a.yaml, b.yaml] # all
images:
- name: app
  newName: reg/app
  newTag: v2
replicas:
- name: web
  count: 3
labels:
- pairs:
    team: "yes"
patches:
- path: p.yaml
  target:
    kind: Deployment
    labelSelector: a=b
configMapGenerator:
- name: c
  literals:
  - a=1
"""
    )


def test_nothing_is_written_when_the_block_fails(tmp_path: Path) -> None:
    (tmp_path / K).write_text("namespace: a\n")
    with pytest.raises(ZeroDivisionError), kustompy.edit(tmp_path) as kustomization:
        kustomization.set_namespace("b")
        raise ZeroDivisionError
    assert (tmp_path / K).read_text() == "namespace: a\n"


def test_every_edit_and_its_opposite(tmp_path: Path) -> None:
    before = "namePrefix: a-\n"
    (tmp_path / K).write_text(before)
    with kustompy.edit(tmp_path) as one:
        one.set_image("app:v1")
        one.set_replicas({"web": 1})
        one.set_namespace("n")
        one.set_name_suffix("-s")
        one.add_label({"a": "b"})
        one.set_label({"a": '"q"'})
        one.add_annotation({"a": "b"})
        one.set_annotation({"a": "c"})
        one.add_patch(patch="- op: remove\n  path: /a\n")
        one.add_config_map("c", literals={"a": "1"}, namespace="n")
        one.set_config_map("c", literals={"a": "2"}, namespace="n", new_namespace="m")
        one.add_secret("s", literals={"a": "1"})
        one.set_secret("s", literals={"a": "2"})
        one.set_build_metadata("originAnnotations")
        one.add_build_metadata("managedByLabel")
    assert one.fields["commonLabels"] == {"a": '"q"'}
    with kustompy.edit(tmp_path) as two:
        two.remove_image("app")
        two.remove_replicas("web")
        two.set_namespace("")
        two.set_name_suffix("")
        two.remove_label("a")
        two.remove_annotation("a")
        two.remove_patch(patch="- op: remove\n  path: /a\n")
        two.remove_config_map("c", namespace="m")
        two.remove_secret("s")
        two.remove_build_metadata("originAnnotations", "managedByLabel")
    assert (tmp_path / K).read_text() == before


def test_lists_of_paths(tmp_path: Path) -> None:
    (tmp_path / K).write_text("namePrefix: a-\n")
    (tmp_path / "x.yaml").write_text("")
    with kustompy.edit(tmp_path) as one:
        one.add_resource("x.yaml")
        one.add_component("x.yaml")
        one.add_generator("x.yaml", "none.yaml")
        one.add_transformer("x.yaml")
        one.set_name_prefix("b-")
    assert one.messages == ("none.yaml has no match",)
    with kustompy.edit(tmp_path) as two:
        for remove in (two.remove_resource, two.remove_component, two.remove_generator, two.remove_transformer):
            remove("*.yaml")
    assert (tmp_path / K).read_text() == "namePrefix: b-\n"


def test_kustomizes_layout(tmp_path: Path) -> None:
    (tmp_path / K).write_text("namespace: a # why\n")
    with kustompy.edit(tmp_path) as kustomization:
        kustomization.set_namespace("b")
        kustomization.reprint = True
    assert (tmp_path / K).read_text() == (
        "namespace: b\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    )


@pytest.mark.parametrize("target", [{"labels": "a=b"}, {"Kind": "x"}])
def test_a_target_of_unknown_fields_is_refused(target: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / K).write_text("")
    with pytest.raises(kustompy.UsageError), kustompy.edit(tmp_path) as kustomization:
        kustomization.add_patch(path="p.yaml", target=target)
    assert (tmp_path / K).read_text() == ""


def test_fix(tmp_path: Path) -> None:
    (tmp_path / K).write_text("bases: [base]\n")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / K).write_text("resources: [c.yaml]\n")
    (tmp_path / "base/c.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")
    done = kustompy.fix(str(tmp_path))
    assert (done.changed, done.error, done.unproven) == ([], "", "")
    assert (tmp_path / K).read_text() == (
        "resources: [base]\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    )
