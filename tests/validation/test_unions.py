"""A union that a merge left with two members is told at the patch that brought the second, with null as the remedy."""

from __future__ import annotations

import pytest

import kustompy

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web
        livenessProbe:
          exec: {command: [true-ish]}
"""
PROBE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
        livenessProbe:
          httpGet: {port: 80}
"""
STRATEGY = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  strategy:
    type: Recreate
"""


def found(patch: str) -> list[tuple[str, int, str, str, str]]:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": BASE,
        "o/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        "o/patch.yaml": patch,
    }  # fmt: skip
    findings = kustompy.validate(kustompy.build("o", files=files, disk=False))
    return [(each.file.removeprefix("/"), each.line, each.code, each.message, each.hint) for each in findings]


@pytest.mark.parametrize(
    ("patch", "wanted"),
    [
        (
            PROBE,
            (
                "o/patch.yaml",
                10,
                "KST932",
                "Forbidden: may not be specified together with exec",
                "the patch leaves exec as it was: write `exec: null` in it",
            ),
        ),
        (
            STRATEGY,
            (
                "o/patch.yaml",
                6,
                "KST934",
                "Forbidden: rollingUpdate: may not be set when type is Recreate",
                "the patch leaves rollingUpdate as it was: write `rollingUpdate: null` in it",
            ),
        ),
    ],
    ids=["the patch has the second member", "the patch has what rules the member out"],
)
def test_the_patch_is_told(patch: str, wanted: tuple[str, int, str, str, str]) -> None:
    assert found(patch) == [wanted]


def test_the_remedy_mends_it() -> None:
    assert found(PROBE + "          exec: null\n") == []
    assert found(STRATEGY + "    rollingUpdate: null\n") == []
