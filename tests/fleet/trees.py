"""Trees of overlays over bases, for the tests of many builds."""

from __future__ import annotations

from pathlib import Path

import kustompy

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: main
        image: app:v1
        env:
        - name: A
          value: "1"
"""
SECRET = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: 'yes'\n"


def write(directory: Path, files: dict[str, str]) -> Path:
    """Write files below a directory."""
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    return directory


def fleet(directory: Path, count: int) -> list[str]:
    """Overlays over two bases, one of which stands on the other; some are the same but for their names."""
    bases = {
        "bases/one/kustomization.yaml": "resources: [web.yaml, s.yaml]\n"
        "labels: [{pairs: {app: web}, includeSelectors: true}]\n"
        "configMapGenerator: [{name: c, literals: [a=b]}]\nimages: [{name: app, newTag: v2}]\n",
        "bases/one/web.yaml": DEPLOYMENT,
        "bases/one/s.yaml": SECRET,
        "bases/two/kustomization.yaml": "resources: [../one]\nnamePrefix: two-\nnamespace: two\n",
    }
    write(directory, bases)
    for i in range(count):
        base, prefix = ("one", "two")[i % 2], i % 7
        text = f"resources: [../../bases/{base}]\nnameSuffix: -v{prefix}\npatches: [{{path: p.yaml}}]\n"
        name = "two-web, namespace: two" if i % 2 else "web"
        patch = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec: {{replicas: {i % 3}}}\n"
        write(directory, {f"overlays/o{i:03}/kustomization.yaml": text, f"overlays/o{i:03}/p.yaml": patch})
    return [str(directory / f"overlays/o{i:03}") for i in range(count)]


def one_by_one(targets: list[str]) -> dict[str, str]:
    """What each target is built to, or the message of its error."""
    found = {}
    for target in targets:
        try:
            found[target] = kustompy.build(target).to_yaml()
        except kustompy.KustompyError as error:
            found[target] = str(error)
    return found
