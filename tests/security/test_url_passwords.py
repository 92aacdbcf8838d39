"""A password in a URL of the tree is in nothing that is printed, whatever field names the URL and however it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.cli import main

URL = "http://user:p4ssw0rdX@127.0.0.1:9"
ONE = "resources: [c.yaml]\n"
TREES = {
    "a file": f"resources: ['{URL}/a.yaml']",
    "a repository": f"resources: ['{URL}/a/b.git//x?ref=v1']",
    "a repository like an option": f"resources: ['{URL}/a/-b.git//x?ref=-v1']",
    "a repository by ssh": "resources: ['ssh://user:p4ssw0rdX@127.0.0.1/a/b.git']",
    "another protocol": "resources: ['ftp://user:p4ssw0rdX@h/x']",
    "a component": f"components: ['{URL}/a/b.git']",
    "an old base": f"bases: ['{URL}/a/b.git']",
    "a patch": f"{ONE}patches: [{{path: '{URL}/p.yaml'}}]",
    "an old patch": f"{ONE}patchesStrategicMerge: ['{URL}/p.yaml']",
    "a definition": f"crds: ['{URL}/p.yaml']",
    "a schema": f"{ONE}openapi: {{path: '{URL}/p.yaml'}}",
    "a source": f"configMapGenerator: [{{name: a, envs: ['{URL}/p.yaml']}}]",
    "a replacement": f"{ONE}replacements: [{{path: '{URL}/p.yaml'}}]",
    "a transformer": f"{ONE}transformers: ['{URL}/p.yaml']",
    "a chart": f"helmCharts: [{{name: c, repo: '{URL}/x', version: 1.0.0}}]",
    "a chart of no repository": "helmCharts: [{name: c, repo: 'file://user:p4ssw0rdX@h/x', version: 1.0.0}]",
}
COMMANDS = {
    "build": ["build", "--format", "text"],
    "kustomize": ["build", "--format", "kustomize"],
    "json": ["build", "--format", "json"],
    "lint": ["lint"],
    "validate": ["validate"],
}


@pytest.mark.parametrize("flags", [[], ["--offline"], ["--allow-host", "127.0.0.1"]], ids=" ".join)
@pytest.mark.parametrize("name", TREES)
def test_no_password(
    name: str, flags: list[str], helm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kustomization.yaml").write_text(f"{TREES[name]}\n")
    (tmp_path / "c.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    for command in COMMANDS.values():
        main([*command, str(tmp_path), "--enable-helm", "--helm-command", helm, *flags])
        assert "p4ssw0rdX" not in "".join(capsys.readouterr())
