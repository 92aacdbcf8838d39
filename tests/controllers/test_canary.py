"""Values of Secrets that objects of controllers lead to are in nothing that any command says, in any format."""

from __future__ import annotations

import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from tests.controllers.helm import stand_in
from tests.controllers.suite import ended

CANARY = "hunter2hunter2"
SPELLINGS = (CANARY, b64encode(CANARY.encode()).decode()[:16])
OBJECT = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: NAME, namespace: flux-system}
spec:
  path: PATH
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substituteFrom: [{kind: Secret, name: cluster}]}
---
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: NAME, namespace: flux-system}
spec:
  chart: {spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
  valuesFrom: [{kind: Secret, name: cluster, valuesKey: KEY TARGET}]
---
"""
SECRET = f"""\
apiVersion: v1
kind: Secret
metadata: {{name: cluster, namespace: flux-system, labels: {{argocd.argoproj.io/secret-type: cluster}}}}
stringData:
  HOST: "{CANARY}"
  BROKEN: "{CANARY}: [x"
  name: prod
  server: https://prod.example.com
  config: "{CANARY}"
"""
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: NAME, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators: [{clusters: {}}]
  template:
    metadata: {name: 'NAME-{{ VALUE }}'}
    spec: {source: {repoURL: https://git.example.com/a, path: good}, destination: {namespace: a}}
---
"""
OVERLAYS = ("good", "syntax", "number", "lint", "dup")
FILES = {
    "objects.yaml": "".join(
        [
            *(OBJECT.replace("NAME", each).replace("PATH", each) for each in OVERLAYS),
            RELEASE.replace("NAME", "values").replace("KEY", "BROKEN").replace(" TARGET", ""),
            RELEASE.replace("NAME", "target").replace("KEY", "HOST").replace(" TARGET", ", targetPath: 'a[x'"),
            RELEASE.replace("NAME", "key").replace("KEY", "NONE").replace(" TARGET", ""),
            SET.replace("NAME", "set").replace("VALUE", ".name"),
            SET.replace("NAME", "config").replace("VALUE", ".config"),
            SECRET,
        ]
    ),
    "good/a.yaml": "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {k: '${HOST}'}}\n",
    "good/b.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: {k: 'x ${HOST}'}}\n",
    "syntax/a.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: '${HOST} ${'}}\n",
    "number/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: ${BROKEN}\n",
    "lint/a.yaml": (
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: '${HOST}', x: '${HOST}'}}\n"
    ),
    # the name of a resource is no value: it is shown whatever it is made of
    "dup/a.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {'${HOST}': '${HOST}'}}}\n",
    "charts/web/Chart.yaml": "name: web\nversion: 1.0.0\n",
}  # fmt: skip
COMMANDS = {
    "flux build .": ("text", "json", "kustomize"),
    "flux get .": ("text", "json"),
    "flux-local test -v --enable-helm": ("",),
    "argocd build .": ("text", "json", "kustomize"),
    "build '.#flux-system/syntax'": ("text", "json", "kustomize"),
    "build '.#flux-system/number'": ("text", "json", "github", "gitlab"),
    "lint '.#*'": ("text", "json", "sarif", "junit", "github", "gitlab", "concise"),
    "validate '.#*'": ("text", "json", "sarif", "junit", "github", "gitlab", "tap"),
    "diff --git HEAD '.#*'": ("text", "unified", "json", "json-patch", "markdown", "html"),
    "plan --base HEAD '.#*'": ("text", "markdown", "json", "html", "github", "gitlab"),
    "graph '.#*'": ("text", "mermaid", "dot", "svg"),
    "deps '.#*'": ("text", "json"),
    "explain '.#flux-system/good'": ("text", "json"),
    "report '.#*'": ("",),
}
SHOWING = ("flux build .", "argocd build .")
"""Commands whose stdout is what is applied, where values of Secrets belong."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for words in (["init", "-q", "-b", "main", "."], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words], cwd=folder, check=True)
    for name in ("good/b.yaml", "lint/a.yaml"):
        path = folder / name
        path.write_text(path.read_text().replace("x", "y"))
    (folder / "good/a.yaml").write_text(FILES["good/a.yaml"].replace("${HOST}", "${HOST}2"))
    return folder


@pytest.mark.skipif(shutil.which("git") is None or sys.platform == "win32", reason="needs git, and scripts as programs")
@pytest.mark.parametrize(("command", "form"), [(command, form) for command in COMMANDS for form in COMMANDS[command]])
def test_no_command_says_a_value(
    command: str, form: str, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.delenv("KUSTOMPY_FORMAT", raising=False)
    helm = f" --enable-helm --helm-command {stand_in(tmp_path)}"
    _, printed, said = ended(f"kustompy {command}{helm}{f' --format {form}' if form else ''}")
    assert "unknown flag" not in said
    assert "illegal flag value" not in said
    assert printed or said
    whole = said if command in SHOWING else printed + said
    assert [each for each in SPELLINGS if each in whole] == [], whole[:2000]
