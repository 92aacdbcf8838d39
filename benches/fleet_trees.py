#!/usr/bin/env python3
"""Makes the fleet that benches/fleet.py builds: overlays over a few bases, the same bytes for the same arguments.

    python benches/fleet_trees.py 1000 10 /tmp/fleet       1,000 overlays over 10 bases of 41 objects

A base has 13 applications of three objects each, a Namespace and a NetworkPolicy; each application is a file. An
overlay has a namespace, a prefix, labels, an image, a patch and a generated config map, as people write them.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from benches.make_trees import APPLICATION  # noqa: E402  # beside this script

APPLICATIONS = 13
_REST = {
    "namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n",
    "network-policy.yaml": (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny\nspec:\n"
        "  podSelector: {}\n  policyTypes:\n  - Ingress\n"
    ),
}
_OVERLAY = """\
namespace: team-{i:05}
namePrefix: c{i:05}-
labels:
- pairs:
    cluster: c{i:05}
resources:
- ../../bases/{base}
images:
- name: registry.example.com/team/app
  newTag: v{i}
patches:
- path: replicas.yaml
configMapGenerator:
- name: settings
  literals:
  - CLUSTER=c{i:05}
  - REGION=region-{region}
"""
_PATCH = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-00000\nspec:\n  replicas: {replicas}\n"


def make_fleet(overlays: int, bases: int, directory: Path) -> list[str]:
    """Write the fleet; the directories of its overlays."""
    for base in range(bases):
        _write_base(directory / f"bases/b{base}", base)
    found = []
    for i in range(overlays):
        overlay = directory / f"overlays/c{i:05}"
        overlay.mkdir(parents=True)
        text = _OVERLAY.format(i=i, base=f"b{i % bases}", region=i % 7)
        (overlay / "kustomization.yaml").write_text(text)
        (overlay / "replicas.yaml").write_text(_PATCH.format(replicas=1 + i % 9))
        found.append(str(overlay))
    return found


def _write_base(directory: Path, base: int) -> None:
    directory.mkdir(parents=True)
    files = dict(_REST)
    for i in range(APPLICATIONS):
        text = APPLICATION.format(i=i, next=(i + 1) % APPLICATIONS, minor=base, patch=i, cpu=50 + i * 10)
        files[f"app-{i:02}.yaml"] = text
    for name, text in files.items():
        (directory / name).write_text(text)
    entries = "".join(f"- {name}\n" for name in sorted(files))
    (directory / "kustomization.yaml").write_text(f"resources:\n{entries}")


if __name__ == "__main__":
    for each in make_fleet(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])):
        print(each)
