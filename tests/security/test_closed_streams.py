"""A stream that was closed before the command began is an error that is told, whatever the command prints or reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kustompy.cli import main
from tests.security.hostile import ROOT

FINE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
PRINTING = [
    "affected --since HEAD .", "argocd get .", "build k", "cache info", "cfg cat k", "cfg count k", "cfg tree k",
    "completion bash", "deps k", "diff k other", "doctor --no-binary k", "edit fix", "explain k ConfigMap/a",
    "flux get .", "fn source k", "graph k", "kubeconform k", "kubeconform -v", "lint k", "lint --explain KST300",
    "man", "openapi info", "plan --base HEAD .", "report k", "schema", "targets .", "validate k",
    "version", "init new --app a --image b:1", "build --help", "--version", "edit list-builtin-plugin",
]  # fmt: skip
READING = [
    "validate -",
    "lint -",
    "kubeconform",
    "affected --stdin k",
    "cfg cat",
    "cfg count",
    "diff k -",
    "cfg tree -",
]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two overlays, and objects of Flux and Argo CD."""
    for name in ("k", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kustomization.yaml").write_text("resources: [a.yaml]\n")
        (tmp_path / name / "a.yaml").write_text(FINE + f"data: {{a: {name}}}\n")
    flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n"
    argo = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n"
    (tmp_path / "flux.yaml").write_text(flux + "spec: {path: k, sourceRef: {kind: GitRepository, name: a}}\n")
    (tmp_path / "argo.yaml").write_text(argo + "spec: {source: {repoURL: a, path: k}}\n")
    (tmp_path / "kustomization.yaml").write_text("resources: [k]\n")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "k/a.yaml").write_text(FINE + "data: {a: changed}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", PRINTING)
def test_stdout(command: str, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Python has no stream for what was closed."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main(command.split()) != 0
    assert "write /dev/stdout: bad file descriptor" in capsys.readouterr().err


@pytest.mark.parametrize("command", READING)
def test_stdin(command: str, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(command.split()) != 0
    said = "".join(capsys.readouterr())
    assert "stdin" in said
    assert "Traceback" not in said


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
def test_a_shell(tree: Path) -> None:
    """What is opened then has the number of the stream: nothing of it is printed into, and nothing read from it."""
    command = f"PYTHONPATH={ROOT} {sys.executable} -m kustompy"
    script = (
        f"{command} build k >&-; echo $?; {command} build k -o out.yaml >&- <&-; echo $?\n"
        f"{command} plan --base HEAD . >&- <&-; echo $?; {command} validate - <&-; echo $?\n"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert [each for each in done.stdout.split("\n") if each.isdigit()] == ["1", "0", "1", "2"]
    assert "Traceback" not in done.stderr
    assert done.stderr.count("bad file descriptor") >= 2
    assert (tree / "out.yaml").read_text().startswith("apiVersion: v1\ndata:\n  a: changed\n")
    assert (tree / "k/a.yaml").read_text() == FINE + "data: {a: changed}\n"
