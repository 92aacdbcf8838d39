#!/usr/bin/env python3
"""Makes the trees that the benches render. The same arguments make the same bytes.

    python benches/make_trees.py apps 100 /tmp/apps-100      prints the directory to build

========  ==================================================================================================
apps      an overlay with one of everything over n applications of three objects each
flat      one file with n applications of three objects each, and no transformer
layers    n small bases, each under an overlay of its own, all under one overlay
crds      n CustomResourceDefinitions of the size that operators ship, about 1,400 lines each
========  ==================================================================================================
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

APPLICATION = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{i:05}
  labels:
    app.kubernetes.io/name: app-{i:05}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: app-{i:05}
  template:
    metadata:
      labels:
        app: app-{i:05}
      annotations:
        prometheus.io/scrape: "true"
    spec:
      serviceAccountName: default
      containers:
      - name: main
        image: registry.example.com/team/app:v{minor}.{patch}
        args: ["serve", "--port=8080", "--level", "info"]
        ports:
        - name: http
          containerPort: 8080
        envFrom:
        - configMapRef:
            name: app-{i:05}
        - configMapRef:
            name: settings
        env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        resources:
          requests:
            cpu: {cpu}m
            memory: 128Mi
          limits:
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
          periodSeconds: 10
        volumeMounts:
        - name: config
          mountPath: /etc/app
      volumes:
      - name: config
        configMap:
          name: app-{i:05}
---
apiVersion: v1
kind: Service
metadata:
  name: app-{i:05}
spec:
  selector:
    app: app-{i:05}
  ports:
  - name: http
    port: 80
    targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app-{i:05}
data:
  LOG_LEVEL: info
  TIMEOUT: "30"
  PEER: http://app-{next:05}.team.svc.cluster.local
  app.properties: |
    color=green
    size={cpu}
    # which one this is
    index={i}
"""

OVERLAY = """\
namePrefix: prod-
namespace: team
labels:
- pairs:
    environment: production
  includeSelectors: true
commonAnnotations:
  owner: team@example.com
resources:
- ../base
images:
- name: registry.example.com/team/app
  newTag: v9.1.0
replicas:
- name: app-00000
  count: 3
configMapGenerator:
- name: settings
  literals:
  - REGION=eu-1
  - FEATURES=a,b,c
patches:
- target:
    kind: Deployment
  patch: |-
    - op: add
      path: /spec/template/spec/terminationGracePeriodSeconds
      value: 45
- path: first.yaml
"""

FIRST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-00000
spec:
  template:
    spec:
      containers:
      - name: main
        resources:
          limits:
            memory: 1Gi
      - name: proxy
        image: registry.example.com/team/proxy:v1
"""

SMALL_BASE = """\
apiVersion: v1
kind: Service
metadata:
  name: service-{i:05}
spec:
  selector:
    app: service-{i:05}
  ports:
  - port: 80
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: config-{i:05}
data:
  index: "{i}"
"""

PROSE = (
    "the name of a resource that this object refers to defines how pods are selected when they run on nodes "
    "must be one of value field list key namespace controller default true if not set specified policy"
)


def main(arguments: list[str]) -> int:
    """Make one tree and print which directory to build."""
    if len(arguments) != 3 or arguments[0] not in MAKERS:
        print(__doc__)
        return 2
    kind, n, folder = arguments
    print(make_tree(kind, int(n), Path(folder)))
    return 0


def make_tree(kind: str, n: int, folder: Path) -> Path:
    """Write the tree into the folder; the directory to build."""
    return MAKERS[kind](n, folder)


def objects_in(kind: str, n: int) -> int:
    """How many objects the tree renders to."""
    return {"apps": 3 * n + 1, "flat": 3 * n, "layers": 2 * n, "crds": n}[kind]


def make_apps(n: int, folder: Path) -> Path:
    """One of everything over n applications, a file each."""
    names = [f"app-{i:05}.yaml" for i in range(n)]
    for i, name in enumerate(names):
        write(folder / "base" / name, application(i, n))
    write(folder / "base/kustomization.yaml", listing(names))
    write(folder / "overlay/kustomization.yaml", OVERLAY)
    write(folder / "overlay/first.yaml", FIRST)
    return folder / "overlay"


def make_flat(n: int, folder: Path) -> Path:
    """All objects in one file."""
    write(folder / "all.yaml", "---\n".join(application(i, n) for i in range(n)))
    write(folder / "kustomization.yaml", listing(["all.yaml"]))
    return folder


def make_layers(n: int, folder: Path) -> Path:
    """n bases, n overlays, one overlay over them."""
    for i in range(n):
        write(folder / f"bases/b-{i:05}/all.yaml", SMALL_BASE.format(i=i))
        write(folder / f"bases/b-{i:05}/kustomization.yaml", listing(["all.yaml"]))
        overlay = f"nameSuffix: -v{i % 7}\ncommonAnnotations: {{index: '{i}'}}\n" + listing([f"../../bases/b-{i:05}"])
        write(folder / f"overlays/o-{i:05}/kustomization.yaml", overlay)
    top = "namespace: team\nnamePrefix: top-\n" + listing([f"../overlays/o-{i:05}" for i in range(n)])
    write(folder / "top/kustomization.yaml", top)
    return folder / "top"


def make_crds(n: int, folder: Path) -> Path:
    """n CustomResourceDefinitions, a file each."""
    names = [f"crd-{i:03}.yaml" for i in range(n)]
    for i, name in enumerate(names):
        write(folder / name, custom_resource_definition(i))
    write(folder / "kustomization.yaml", listing(names))
    return folder


MAKERS = {"apps": make_apps, "flat": make_flat, "layers": make_layers, "crds": make_crds}


def application(i: int, n: int) -> str:
    """Deployment, Service and ConfigMap of one application."""
    return APPLICATION.format(i=i, next=(i + 1) % n, minor=i % 9, patch=i % 31, cpu=50 + i % 200)


def custom_resource_definition(i: int) -> str:
    """A definition with a nested schema and the long descriptions that generators take from comments."""
    chance = random.Random(i)
    lines = [
        "apiVersion: apiextensions.k8s.io/v1",
        "kind: CustomResourceDefinition",
        "metadata:",
        f"  name: things{i:03}.example.com",
        "  annotations:",
        "    controller-gen.kubebuilder.io/version: v0.16.1",
        "spec:",
        "  group: example.com",
        "  names:",
        f"    kind: Thing{i:03}",
        f"    plural: things{i:03}",
        "  scope: Namespaced",
        "  versions:",
        "  - name: v1",
        "    served: true",
        "    storage: true",
        "    schema:",
        "      openAPIV3Schema:",
        "        type: object",
        "        properties:",
    ]
    while len(lines) < 1400:
        add_property(lines, chance, f"field{len(lines):04}", indent=10, depth=0)
    return "\n".join(lines) + "\n"


def add_property(lines: list[str], chance: random.Random, name: str, indent: int, depth: int) -> None:
    """One property of the schema: a scalar, a list of strings, or an object with properties of its own."""
    pad = " " * indent
    lines.append(f"{pad}{name}:")
    words = [chance.choice(PROSE.split()) for _ in range(chance.randint(4, 40))]
    if chance.random() < 0.5:
        lines.append(f"{pad}  description: |-")
    else:
        lines.append(f"{pad}  description: {words.pop(0).capitalize()}")
    lines.extend(f"{pad}    {' '.join(words[start : start + 10])}" for start in range(0, len(words), 10))
    form = chance.random()
    if form < 0.3 and depth < 6:
        lines.extend([f"{pad}  type: object", f"{pad}  required:", f"{pad}  - a", f"{pad}  properties:"])
        for each in "abcd"[: chance.randint(1, 4)]:
            add_property(lines, chance, each, indent + 4, depth + 1)
    elif form < 0.5:
        lines.extend([f"{pad}  type: array", f"{pad}  items:", f"{pad}    type: string"])
    elif form < 0.7:
        lines.extend([f"{pad}  type: integer", f"{pad}  format: int32", f"{pad}  minimum: 0", f"{pad}  default: 1"])
    else:
        lines.extend([f"{pad}  type: string", f"{pad}  pattern: ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"])


def listing(names: list[str]) -> str:
    """The ``resources:`` field of a kustomization."""
    return "resources:\n" + "".join(f"- {name}\n" for name in names)


def write(path: Path, text: str) -> None:
    """Write the file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
