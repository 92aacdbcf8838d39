"""What a plan costs in a repository of 1,000 overlays, as ratios in one run.

    python benches/plan.py [--overlays N] [--rounds N]

Ten bases have a hundred overlays each. One overlay is changed, then one base. Times are CPU seconds of whole processes
and of the git that they run, medians of some rounds, and beside them that of ``python -c pass`` and of building all
overlays in one process.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASES = 10
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  revisionHistoryLimit: 3
  selector:
    matchLabels: {{app: web-{number}}}
  template:
    metadata:
      labels: {{app: web-{number}}}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        envFrom:
        - configMapRef: {{name: settings}}
        resources:
          requests: {{cpu: 100m, memory: 128Mi}}
          limits: {{memory: 256Mi}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {{app: web-{number}}}
  ports:
  - port: 80
    targetPort: 8080
"""
BASE = """\
resources:
- deployment.yaml
- service.yaml
configMapGenerator:
- name: settings
  literals:
  - LEVEL=info
"""
OVERLAY = """\
resources:
- ../../bases/b{base}
namespace: team-{number}
namePrefix: t{number}-
images:
- name: registry.example.com/web
  newTag: v{number}
replicas:
- name: web
  count: 2
patches:
- path: memory.yaml
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        resources:
          limits:
            memory: 512Mi
"""
BUILD_ALL = """\
import glob, gc
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options
gc.disable()
for each in sorted(glob.glob("overlays/*")):
    build(each, Options()).to_yaml()
"""


def main() -> None:
    """Make the repository, check what is planned, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--overlays", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        make(tree, given.overlays)
        measure(tree, given.overlays, given.rounds)


def make(tree: Path, overlays: int) -> None:
    """Write bases and overlays, and commit them."""
    for number in range(BASES):
        base = tree / f"bases/b{number}"
        base.mkdir(parents=True)
        (base / "kustomization.yaml").write_text(BASE)
        (base / "deployment.yaml").write_text(DEPLOYMENT.format(number=number))
        (base / "service.yaml").write_text(SERVICE.format(number=number))
    for number in range(overlays):
        overlay = tree / f"overlays/o{number:04}"
        overlay.mkdir(parents=True)
        (overlay / "kustomization.yaml").write_text(OVERLAY.format(number=number, base=number % BASES))
        (overlay / "memory.yaml").write_text(PATCH)
    git(tree, "init", "-q", "-b", "main")
    git(tree, "add", "-A")
    git(tree, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "one")


def git(tree: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=tree, check=True)


def measure(tree: Path, overlays: int, rounds: int) -> None:
    """Time each case beside the two that it is held against."""
    one, base = tree / "overlays/o0007/memory.yaml", tree / "bases/b3/deployment.yaml"
    shared = overlays // BASES
    start = seconds(lambda: python(tree, "-c", "pass"), rounds)
    everything = seconds(lambda: python(tree, "-c", BUILD_ALL), max(rounds // 2, 1))
    print(f"python -c pass                      {start * 1000:8.0f} ms")
    print(f"all {overlays} overlays built           {everything * 1000:8.0f} ms")
    one.write_text(PATCH.replace("512Mi", "768Mi"))
    rows = [
        ("1 overlay affected", plan(tree, 1), rounds),
        ("1 overlay, changes alone", plan(tree, 1, "--no-findings"), rounds),
        ("1 overlay, without causes", plan(tree, 1, "--no-findings", "--no-causes"), rounds),
        ("1 overlay, with a cache", plan(tree, 1, "--cache", "CACHE"), rounds),
        ("1 overlay, changes alone, with it", plan(tree, 1, "--cache", "CACHE", "--no-findings"), rounds),
    ]
    report(rows, start, everything)
    one.write_text(PATCH)
    base.write_text(DEPLOYMENT.format(number=3).replace("revisionHistoryLimit: 3", "revisionHistoryLimit: 4"))
    rows = [
        (f"{shared} overlays affected", plan(tree, shared), rounds),
        (f"{shared} overlays, changes alone", plan(tree, shared, "--no-findings"), rounds),
        (f"{shared} overlays, without causes", plan(tree, shared, "--no-findings", "--no-causes"), rounds),
    ]
    report(rows, start, everything)


def report(rows: list[tuple[str, Callable[[], None], int]], start: float, everything: float) -> None:
    for name, run, rounds in rows:
        took = seconds(run, rounds)
        print(f"{name:<35} {took * 1000:8.0f} ms  {took / start:6.1f} × start  {took / everything:6.2f} of all builds")


def plan(tree: Path, affected: int, *arguments: str) -> Callable[[], None]:
    """A run that plans, after one that checks what is planned."""
    words = [os.fspath(tree / ".git/cache") if each == "CACHE" else each for each in arguments]
    command = ["-m", "kustompy", "plan", "--base", "HEAD", *words]
    said = python(tree, *command)
    wanted = f"{affected} overlay{'s' * (affected != 1)} ({affected} changed): "
    assert said.splitlines()[-1].startswith(wanted), said
    return lambda: (python(tree, *command), None)[1]


def python(tree: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.fspath(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The median of some rounds: seconds of the CPU, also those of git."""
    times = []
    for _ in range(rounds):
        began = used()
        run()
        times.append(used() - began)
    return statistics.median(times)


def used() -> float:
    """Seconds of the CPU that processes took which have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


if __name__ == "__main__":
    main()
