"""Options of a build that have a part in a value: its record names them, also where no file says anything."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.cli import main
from tests.generators.stand_in import StandIn

MADE = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\ndata:\n  a: b\n"
FUNCTION = (
    "apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: foo\n  annotations:\n"
    "    config.kubernetes.io/function: '{}'\n"
)
LIST = f"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- {textwrap.indent(MADE, '  ').lstrip()}"


def told(tmp_path: Path, files: dict[str, str], resource: str, path: str, **options: Any) -> list[str]:
    """The writers of a field, with names for the folder."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    build = kustompy.build(tmp_path, **options)
    return [str(each).replace(f"{tmp_path}/", "") for each in build.explain(resource, path)]


def test_the_label_that_an_option_asks_for(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": MADE}
    path = 'metadata.labels["app.kubernetes.io/managed-by"]'
    assert told(tmp_path, files, "ConfigMap/made", path, managed_by_label=True) == ["option managed_by_label"]
    files["kustomization.yaml"] += "buildMetadata:\n- originAnnotations\n- managedByLabel\n"
    both = told(tmp_path, files, "ConfigMap/made", path, managed_by_label=True)
    assert both == ["kustomization.yaml:4:3 buildMetadata"]
    note = told(tmp_path, files, "ConfigMap/made", 'metadata.annotations["config.kubernetes.io/origin"]')
    assert note == ["kustomization.yaml:3:3 buildMetadata"]


def test_a_label_that_an_option_writes_over(tmp_path: Path) -> None:
    own = MADE.replace("\ndata:", '\n  labels:\n    app.kubernetes.io/managed-by: "me"\ndata:')
    files = {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": own}
    path = 'metadata.labels["app.kubernetes.io/managed-by"]'
    found = told(tmp_path, files, "ConfigMap/made", path, managed_by_label=True)
    assert found == ["a.yaml:6:35 resources", "option managed_by_label"]


def test_the_command_names_the_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(MADE)
    arguments = ["explain", str(tmp_path), "ConfigMap/made", "metadata.labels", "--enable-managedby-label"]
    assert main(arguments) == 0
    assert "(an option)  managed_by_label" in capsys.readouterr().out
    assert main([*arguments, "--format", "json"]) == 0
    [field] = json.loads(capsys.readouterr().out)["fields"]
    assert [(each["what"], each["file"]) for each in field["writers"]] == [("managed_by_label", "")]


def give() -> list[Any]:
    return [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "given"}, "data": {"a": "b"}}]


def change(resources: list[kustompy.Resource]) -> None:
    resources[0]["data"] = {"a": "c"}


def test_callables(tmp_path: Path) -> None:
    options: dict[str, Any] = {"generators": [give], "transformers": [change]}
    files = {"kustomization.yaml": "resources: []\n"}
    changed = told(tmp_path, files, "ConfigMap/given", "data.a", **options)
    assert changed == [f"kustomization.yaml:1:1 transformers: {__name__}.change"]
    made = told(tmp_path, files, "ConfigMap/given", "kind", **options)
    assert made == [f"kustomization.yaml:1:1 generators: {__name__}.give"]


HELM: dict[str, tuple[dict[str, Any], str]] = {
    "{name: c}": ({"helm_kube_version": "1.29", "helm_debug": True}, " (with helm_debug, helm_kube_version)"),
    "{name: c, kubeVersion: '1.30'}": ({"helm_kube_version": "1.29", "helm_api_versions": ["x"]},
                                     " (with helm_api_versions)"),
    "{name: c, releaseName: r}": ({}, ""),
}  # fmt: skip


@pytest.mark.parametrize("entry", HELM)
def test_helm(entry: str, stand_in: Callable[[str], StandIn], tmp_path: Path) -> None:
    stand_in("helm").says({"version": {"stdout": "v3.14.0"}, "template": {"stdout": MADE}})
    options, words = HELM[entry]
    files = {"charts/c/Chart.yaml": "name: c\n", "charts/c/values.yaml": "a: 1\n"}
    files["kustomization.yaml"] = f"helmCharts:\n- {entry}\n"
    options = {**options, "enable_helm": True, "environment": dict(os.environ)}
    assert told(tmp_path / "t", files, "ConfigMap/made", "data.a", **options) == [
        f"kustomization.yaml:2:3 helmCharts{words}"
    ]


CONTAINERS: dict[str, tuple[dict[str, Any], str]] = {
    "{image: i}": ({"function_user": "1:1", "function_env": ["A=1"]}, " (with function_env, function_user)"),
    "{image: i, network: true}": ({"function_network": True}, " (with function_network)"),
    "{image: i, envs: [A=1]}": ({"function_network": True}, ""),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_functions(container: str, stand_in: Callable[[str], StandIn], tmp_path: Path) -> None:
    stand_in("docker").says({"run": {"stdout": LIST}})
    options, words = CONTAINERS[container]
    files = {"kustomization.yaml": "generators: [f.yaml]\n", "f.yaml": FUNCTION.format(f"container: {container}")}
    options = {**options, "enable_alpha_plugins": True, "environment": dict(os.environ)}
    assert told(tmp_path / "t", files, "ConfigMap/made", "data.a", **options) == [f"f.yaml:1:1 Foo{words}"]


@pytest.mark.skipif(sys.platform == "win32", reason="a script is run")
def test_a_program_of_the_tree(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": "generators: [f.yaml]\n",
        "f.yaml": FUNCTION.format("exec: {path: ./f.sh}"),
        "f.sh": f"#!/bin/sh\ncat <<E\n{LIST}E\n",
    }
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "f.sh").touch(0o755)
    options = {"enable_alpha_plugins": True, "enable_exec": True}
    assert told(tmp_path, files, "ConfigMap/made", "data.a", **options) == ["f.yaml:1:1 Foo (with enable_exec)"]


def test_inputs(tmp_path: Path) -> None:
    tree = "secretGenerator:\n- name: s\n  envs: [e.env]\n  files: [f.txt]\n"
    inputs: dict[Path, str | dict[str, str]] = {
        tmp_path / "e.env": {"USER": "me", "TOKEN": "hidden"},
        tmp_path / "f.txt": "text",
    }
    (tmp_path / "kustomization.yaml").write_text(tree)
    build = kustompy.build(tmp_path, inputs=inputs)
    found = [str(each).replace(f"{tmp_path}/", "") for each in build.explain(0, "data.TOKEN")]
    assert found == ["e.env:2:1 secretGenerator (with inputs: TOKEN) (through kustomization.yaml:3)"]
    [writer] = build.explain(0, ("data", "f.txt"))
    assert writer.options == ("inputs",)


def test_parameters_of_a_whole_file(tmp_path: Path) -> None:
    """A file that becomes a value, of whatever format, tells those that stand in it."""
    declared = '[parameters]\nfiles = ["*.conf", "*.yaml"]\nHOST = {}\nCOUNT = { default = "3" }\n'
    (tmp_path / "kustompy.toml").write_text(declared)
    (tmp_path / "kustomization.yaml").write_text("configMapGenerator:\n- name: c\n  files: [a.conf, b.yaml, c.conf]\n")
    (tmp_path / "a.conf").write_text("[main]\nhost = ${HOST}\n")
    (tmp_path / "b.yaml").write_text("host: ${HOST}\ncount: ${COUNT}\n")
    (tmp_path / "c.conf").write_text("none\n")
    build = kustompy.build(tmp_path, inputs=kustompy.declared_inputs(tmp_path, {"HOST": "me"}))
    told = [build.explain(0, ("data", each))[-1].options for each in ("a.conf", "b.yaml", "c.conf")]
    assert told == [("parameters: HOST",), ("parameters: HOST", "parameters: COUNT"), ()]


def test_parameters(tmp_path: Path) -> None:
    (tmp_path / "kustompy.toml").write_text('[parameters]\nfiles = ["a.yaml"]\nHOST = {}\nCOUNT = { default = "3" }\n')
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(MADE.replace("a: b", "host: ${HOST}.example.com\n  count: ${COUNT}"))
    build = kustompy.build(tmp_path, inputs=kustompy.declared_inputs(tmp_path, {"HOST": "me"}))
    assert [each.options for each in build.explain(0, "data.host")] == [("parameters: HOST",)]
    assert [each.options for each in build.explain(0, "data.count")] == [("parameters: COUNT",)]
    assert [each.options for each in build.explain(0, "kind")] == [()]
