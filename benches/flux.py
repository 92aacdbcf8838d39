"""60 Kustomizations of Flux: how long it takes to build them, and to plan a change that reaches one, or all of them.

    python benches/flux.py [COUNT]

Each plan is checked before it is timed: the changes have to be those that were made.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

import kustompy  # noqa: E402  # beside this script

COUNT, TIMES = 60, 5
OBJECT = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: app-NUMBER, namespace: flux-system}
spec:
  path: ./apps/app-NUMBER
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
  targetNamespace: team-NUMBER
  postBuild:
    substitute: {APP: app-NUMBER}
    substituteFrom: [{kind: ConfigMap, name: cluster}]
"""
CLUSTER = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: cluster, namespace: flux-system}
data: {DOMAIN: example.com}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        env: [{name: HOST, value: "${APP}.${DOMAIN}"}]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
ROOT = OBJECT.replace("app-NUMBER", "root").replace("./apps/root", "./cluster").partition("  targetNamespace")[0]


def written(top: Path, count: int) -> None:
    """Write a repository of so many Kustomizations, and commit it."""
    (top / "cluster").mkdir()
    (top / "cluster/root.yaml").write_text(ROOT)
    (top / "cluster/cluster.yaml").write_text(CLUSTER)
    for number in range(count):
        folder = top / f"apps/app-{number}"
        folder.mkdir(parents=True)
        (top / f"cluster/app-{number}.yaml").write_text(OBJECT.replace("NUMBER", str(number)))
        (folder / "kustomization.yaml").write_text("resources: [deployment.yaml, service.yaml]\n")
        (folder / "deployment.yaml").write_text(DEPLOYMENT)
        (folder / "service.yaml").write_text(SERVICE)
    for words in (["init", "-q", "."], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words], cwd=top, check=True)


def changed(path: Path, old: str, new: str) -> None:
    """Change a file of the work tree."""
    path.write_text(path.read_text().replace(old, new))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        top = Path(os.path.realpath(folder))
        written(top, count)
        os.chdir(top)
        built = [each.build for each in kustompy.flux.build("cluster")]
        assert [len(each) for each in built] == [count + 2, *[2] * count]
        tell("build", lambda: kustompy.flux.build("cluster"))
        environment = {"PATH": os.environ["PATH"]}

        def plan() -> kustompy.Plan:
            return kustompy.plan("cluster#*", base="HEAD", environment=environment)

        changed(top / "apps/app-0/deployment.yaml", "replicas: 1", "replicas: 2")
        assert [each.target for each in plan().differing] == ["cluster#flux-system/app-0"]
        tell("plan of a change that reaches one", plan)
        changed(top / "cluster/cluster.yaml", "example.com", "example.org")
        assert len(plan().differing) == count + 1
        tell("plan of a change that reaches all", plan)


def tell(what: str, run: object) -> None:
    """Print the median of some runs."""
    assert callable(run)
    took = []
    for _ in range(TIMES):
        began = perf_counter()
        run()
        took.append(perf_counter() - began)
    print(f"{what}: {median(took):.2f} s")


if __name__ == "__main__":
    main()
