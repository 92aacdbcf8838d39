"""A secret that goes through every command, format and failure never shows but where a Secret is printed."""

from __future__ import annotations

import base64
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.cli.help_pages import table
from kustompy.deploying.kubectl import Kubectl
from tests.deploying.cluster import Cluster
from tests.deploying.fake_kubectl import FakeKubectl
from tests.sops.sealing import CASES, KEY

CANARY = "hush-canary"
VALUES = {
    "DATABASE_URL": f"postgres://{CANARY}-url:5432/notes",
    "SESSION_KEY": f"first line\n{CANARY}-key=of two lines",
    "TLS_KEY": f"-----BEGIN-----\n{CANARY}-tls\n-----END-----\n",
}
SETTINGS = """\
[inputs."overlays/prod/secrets.env"]
env = ["DATABASE_URL", "SESSION_KEY"]

[inputs."overlays/prod/tls.key"]
value-of = "TLS_KEY"

[inputs."overlays/prod/sealed.env"]
sops = "overlays/prod/secrets.sops.env"

[sops]
files = ["overlays/*/*.sops.yaml"]
"""
PROD = """\
namespace: notes
resources: [namespace.yaml, several.sops.yaml, ../../base]
secretGenerator:
- name: app
  envs: [secrets.env]
- name: tls
  files: [tls.key, more.key]
- name: sealed
  envs: [sealed.env]
"""
NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: notes\n"
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        envFrom: [{secretRef: {name: app}}]
"""
INPUT_FILE = "--input-file=overlays/prod/more.key=more.txt"
# what each command is called with
CALLS: dict[str, list[list[str]]] = {
    "affected": [["affected", "--since", "HEAD", "."]],
    "deploy": [["deploy", "overlays/prod"], ["deploy", "overlays/prod", "--dry-run"]],
    "deps": [["deps", "overlays/prod"], ["deps", "overlays/prod", "--all"]],
    "diff": [["diff", "--git", "HEAD", "overlays/prod"], ["diff", "overlays/other", "overlays/prod"]],
    "doctor": [["doctor", "overlays/prod"]],
    "drift": [["drift", "overlays/prod"]],
    "explain": [
        ["explain", "overlays/prod", "Secret/app"],
        ["explain", "overlays/prod", "Secret/keys"],
        ["explain", "overlays/prod", "Login/web"],
    ],
    "graph": [["graph", "overlays/prod"]],
    "lint": [["lint", "overlays/prod"]],
    "plan": [["plan", "--base", "HEAD"]],
    "report": [["report", "overlays/prod"]],
    "rollback": [["rollback", "overlays/prod", "--to", "HEAD"]],
    "targets": [["targets", "."]],
    "validate": [["validate", "overlays/prod", "--policy-set", "best-practice"]],
}
PRINTING = {"argocd", "build", "flux", "flux-local"}
"""Commands that print Secrets as they are; ``build`` has a test of its own."""

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("pyrage") is None, reason="needs kustompy[sops]"),
]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose values change from its commit to the work tree; the current directory."""
    files = {
        "kustompy.toml": SETTINGS, "overlays/prod/kustomization.yaml": PROD, "overlays/prod/namespace.yaml": NAMESPACE,
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": WEB, "more.txt": f"{CANARY}-more\n",
        "overlays/other/kustomization.yaml": "resources: [../../base]\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for name in ("secrets.sops.env", "several.sops.yaml"):
        shutil.copy(CASES / name, tmp_path / "overlays/prod" / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOPS_AGE_KEY", KEY)
    for name, value in VALUES.items():
        monkeypatch.setenv(name, value)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q", "-b", "main"], ["add", "kustompy.toml", "base", "overlays"], ["commit", "-qm", "one"]):
        subprocess.run(["git", *author, *words], check=True)
    (tmp_path / "overlays/prod/kustomization.yaml").write_text(PROD + "nameSuffix: -x\n")
    return tmp_path


SPELLINGS = [CANARY, *(base64.b64encode(b"x" * at + CANARY.encode()).decode()[4 if at else 0 : -4] for at in range(3))]


def shows(text: str) -> bool:
    """Whether the secret stands in a text, as it is or in base64 at any place of a longer one."""
    return any(each in text for each in SPELLINGS)


def test_every_command_with_inputs_is_called() -> None:
    taking = {name for name, (_, flags) in table().items() if any(each.name == "input-file" for each in flags)}
    assert taking - {*CALLS} - PRINTING == set()


def test_the_spellings_are_found() -> None:
    for before in ("", "a", "ab", "abc"):
        assert shows(base64.b64encode(f"{before}{CANARY}-and more".encode()).decode())


def formats(command: str) -> list[list[str]]:
    """A flag for each form that the command prints."""
    flags = {each.name: each.choices for each in table()[command][1]}
    return [[f"--format={each}"] for each in flags.get("format", ())] or [[]]


@pytest.mark.parametrize("command", CALLS)
def test_no_command_shows_it(
    command: str, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeKubectl(Cluster())
    for name in ("deploy", "drift"):
        monkeypatch.setattr(f"kustompy.cli.{name}.kubectl_of", lambda line: kubectl(fake))
    for call in CALLS[command]:
        own = [] if command in ("doctor", "targets") else [INPUT_FILE]
        for flags in formats(command):
            code = main([*call, *own, *flags])
            out, err = capsys.readouterr()
            assert not shows(out + err), (call, flags, out + err)
            assert out or err or command in ("affected", "doctor"), (call, flags)
            assert code in (0, 1), (call, flags, err)


def kubectl(fake: FakeKubectl) -> Kubectl:
    return Kubectl(run=fake, environment=os.environ, pause=lambda seconds: None)


def test_a_build_shows_it_in_secrets_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "overlays/prod", INPUT_FILE]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for manifest in kustompy.load(out):
        # the values that sops has in other manifests are for the cluster, too
        is_private = manifest["kind"] in ("Secret", "Login")
        assert shows(kustompy.dump(manifest)) == is_private, manifest["metadata"]["name"]
    assert showing(tree) == {"more.txt"}
    assert main(["build", "overlays", "-o", "out/", "--cache", "cache", INPUT_FILE]) == 0
    assert showing(tree) == {"more.txt", "out/overlays/prod.yaml"}


def showing(directory: Path) -> set[str]:
    """The files that show it."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    return {str(path.relative_to(directory)) for path in files if shows(path.read_bytes().decode("latin-1"))}


PATCH = "patches:\n- target: {kind: Secret, name: app}\n  patch: |-\n"
# what is written below the kustomization, or in the place of a part of it
FAILURES: dict[str, str | tuple[str, str]] = {
    "an unknown field": "nameprefix: a\n",
    "a patch that does not apply": f"{PATCH}    - op: remove\n      path: /data/NOTHING\n",
    "a test that fails": f"{PATCH}    - op: test\n      path: /data/DATABASE_URL\n      value: a\n",
    "a path into a value": f"{PATCH}    - op: add\n      path: /data/DATABASE_URL/0\n      value: a\n",
    "a merge of another shape": f"{PATCH}    kind: Secret\n    data: text\n",
    "a key twice": ("  envs: [secrets.env]", "  envs: [secrets.env]\n  literals: [DATABASE_URL=a]"),
    "an env file of sops that is none": ("envs: [sealed.env]", "envs: [several.sops.yaml]"),
    "a resource that is an input": ("[namespace.yaml,", "[tls.key, secrets.env, namespace.yaml,"),
    "a patch that is an input": "patches: [{path: tls.key}, {path: sealed.env}]\n",
    "a patch that sops has": "patches: [{path: several.sops.yaml}]\n",
    "a replacement that misses": """\
replacements:
- source: {kind: Secret, name: app, fieldPath: data.A}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.a]}]
""",
    "a replacement of a part": """\
replacements:
- source: {kind: Secret, name: keys, fieldPath: stringData.text, options: {delimiter: ':', index: 9}}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.paused], options: {create: true}}]
""",
    "a value where it is no use": """\
replacements:
- source: {kind: Secret, name: keys, fieldPath: stringData.text}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas, metadata.labels.a], options: {create: true}}]
""",
    "the same resource twice": ("[namespace.yaml,", "[several.sops.yaml, namespace.yaml,"),
    "a var of a secret": """\
vars:
- name: A
  objref: {kind: Secret, name: keys, apiVersion: v1}
  fieldref: {fieldpath: stringData}
""",
    "a transformer that is an input": "transformers: [sealed.env]\n",
    "a component that is an input": "components: [tls.key]\n",
    "a configuration that is an input": "configurations: [sealed.env]\n",
    "a definition that is an input": "crds: [tls.key]\n",
}


@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_shows_it(failure: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = FAILURES[failure]
    changed = PROD + change if isinstance(change, str) else PROD.replace(*change)
    assert changed != PROD
    (tree / "overlays/prod/kustomization.yaml").write_text(changed)
    for call in (
        ["build"],
        ["build", "--format=sarif"],
        ["lint"],
        ["validate", "--format=json"],
        ["explain", "Secret/app"],
    ):
        command, *rest = call
        main([command, "overlays/prod", *rest, INPUT_FILE])
        out, err = capsys.readouterr()
        if command == "build" and out.startswith("apiVersion"):
            continue  # nothing failed: Secrets are printed
        assert not shows(out + err), (call, out + err)
    main(["plan", "--base", "HEAD", INPUT_FILE])
    out, err = capsys.readouterr()
    assert not shows(out + err), out + err


DAMAGE: dict[str, Callable[[str], str]] = {
    "changed": lambda text: text.replace("EMPTY=\n", "EMPTY=a\n"),
    "cut": lambda text: text[: len(text) // 2],
    "another key": lambda text: text.replace("SESSION_KEY=", "SESSION="),
    "plain beside": lambda text: text + f"PLAIN={CANARY}-plain\n",
    "a line of no kind": lambda text: text + f"{CANARY}-line\n",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_of_sops_shows_nothing(damage: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tree / "overlays/prod/secrets.sops.env"
    changed = DAMAGE[damage](file.read_text())
    assert changed != file.read_text()
    file.write_text(changed)
    for command in ("build", "lint", "validate"):
        assert main([command, "overlays/prod", INPUT_FILE]) == 1
        out, err = capsys.readouterr()
        assert not shows(out + err), (command, out + err)
