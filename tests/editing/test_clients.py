"""The calls that real clients make, one after another in one folder, as their programs have them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kustompy.cli import main

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
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
        image: controller
"""
BEFORE = "# ours\nresources:\n- deployment.yaml # the app\n"
CALLS = {
    "Argo CD": (
        """\
version --short
edit set nameprefix -- prod-
edit set namesuffix -- -v1
edit set image controller=reg.example/controller:v2
edit set replicas web=3
edit add label --force --without-selector --include-templates team:web
edit add annotation --force on:call
edit set namespace -- shop
edit add component component
build .
""",
        BEFORE
        + """\
namePrefix: prod-
nameSuffix: -v1
images:
- name: controller
  newName: reg.example/controller
  newTag: v2
replicas:
- name: web
  count: 3
labels:
- includeTemplates: true
  pairs:
    team: web
commonAnnotations:
  "on": call
namespace: shop
components:
- component
""",
    ),
    "kubebuilder": (
        "edit set image controller=controller:latest\nedit set namespace system\nbuild .\n",
        BEFORE + "images:\n- name: controller\n  newName: controller\n  newTag: latest\nnamespace: system\n",
    ),
    "chartify": (
        """\
version
edit set image controller=reg/c:1.0
edit set nameprefix a-
edit set namesuffix -- -z
edit set namespace ns
-o out.yaml build --load-restrictor=LoadRestrictionsNone --enable-helm .
""",
        BEFORE + 'images:\n- name: controller\n  newName: reg/c\n  newTag: "1.0"\n'
        "namePrefix: a-\nnameSuffix: -z\nnamespace: ns\n",
    ),
    "a release action": (
        """\
edit set image controller@sha256:0123
edit set image controller=*:v3
edit add label -f version:3
edit set annotation a/b:c
edit add configmap settings --behavior=create --from-literal=a=b
edit add secret token --from-literal=t=u --type=Opaque
edit add patch --path patch.yaml --kind Deployment
edit remove patch --path patch.yaml --kind Deployment
edit add resource service.yaml
edit remove resource service.yaml
""",
        BEFORE
        + """\
images:
- name: controller
  newTag: v3
commonLabels:
  version: "3"
commonAnnotations:
  a/b: c
configMapGenerator:
- name: settings
  behavior: create
  literals:
  - a=b
secretGenerator:
- name: token
  type: Opaque
  literals:
  - t=u
""",
    ),
    "pants": ("build --load-restrictor LoadRestrictionsNone -o out.yaml .\n", BEFORE),
    "skaffold": ("build .\n", BEFORE),
    "kapitan": ("build .\n", BEFORE),
    "int128/kustomize-action": ("build . -o out\n", BEFORE),
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "kustomization.yaml").write_text(BEFORE)
    (tmp_path / "deployment.yaml").write_text(DEPLOYMENT)
    (tmp_path / "service.yaml").write_text(SERVICE)
    (tmp_path / "component").mkdir()
    (tmp_path / "component/kustomization.yaml").write_text(
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: ''\ncommonAnnotations: {c: d}\n"
    )
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("calls", "after"), CALLS.values(), ids=CALLS.keys())
def test_calls(calls: str, after: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for call in calls.splitlines():
        assert main(call.split()) == 0, capsys.readouterr().err
    assert (tree / "kustomization.yaml").read_text() == after


def test_create_then_edit_then_build(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustomization.yaml").unlink()
    assert main(["create", "--autodetect", "--namespace=shop"]) == 0
    assert main(["edit", "set", "image", "controller:v2"]) == 0
    assert main(["build", "."]) == 0
    assert "image: controller:v2" in capsys.readouterr().out


def test_flux_local(tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["cfg", "grep", "kind=^(Kustomization|ConfigMap|Secret|Service)$", "."]) == 0
    assert capsys.readouterr().out.startswith(SERVICE + "  annotations:\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{SERVICE}---\n{DEPLOYMENT}".encode())))
    assert main(["cfg", "grep", "kind=^(Deployment)$", "--invert-match", "--annotate=false"]) == 0
    assert capsys.readouterr().out == SERVICE
