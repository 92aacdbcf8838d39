"""Asks of the imports inside functions which of them save nothing: ``python -m tools late``.

A command that does not need a module does not load it, which is why functions import. Here commands run, each in a
process of its own, and the modules that each has loaded at its end are noted. An import inside a function saves a load
if the importing module was loaded in some run and the imported one was not. Those that saved none in any run are
printed, with the number of runs that loaded the importing module: they belong to the top of it, unless that makes a
circle. What few runs load is counted and left alone. It takes some minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.measure import AT_TOP, IN_FUNCTION, read

TOP = Path(__file__).resolve().parent.parent
EACH = 12
"""One in so many trees of the fixtures is built."""
ENOUGH = 5
"""How many runs have to load a module before anything is said of its imports."""
SITE = """\
import os, sys

def leave(code, leave=os._exit):
    with open(os.environ["LOADED"], "a") as file:
        file.write("\\n".join(sys.modules))
    leave(code)

os._exit = leave
"""
"""What Python runs at its start: the command ends by ``os._exit``, which is the last moment to look."""
FILES = {
    "base/kustomization.yaml": "resources: [shop.yaml]\nconfigMapGenerator: [{name: settings, literals: [A=b]}]\n",
    "base/shop.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: main, image: example.com/shop:v1, envFrom: [{configMapRef: {name: settings}}]}]}
""",
    "prod/kustomization.yaml": """\
resources: [../base]
namePrefix: prod-
namespace: prod
images: [{name: example.com/shop, newTag: v2}]
replicas: [{name: shop, count: 3}]
patches:
- {target: {kind: Deployment}, patch: "- {op: add, path: /spec/paused, value: true}"}
- patch: |
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: shop}, spec: {minReadySeconds: 5}}
""",
}
COMMANDS = """\
build prod
build base
build nowhere
build prod base
build prod -o out
build prod --validate
build --help
--help
--version
version
affected HEAD
deps prod
diff base prod
diff prod --git HEAD
plan HEAD
plan HEAD --format json
plan HEAD --format markdown
plan HEAD --format html
explain prod
explain prod Deployment/prod-shop
graph prod
graph prod --references
lint prod
lint prod --format sarif
lint prod --format github
lint .
validate prod
validate prod --format json
validate base/shop.yaml
validate .
report prod
targets .
schema
man
completion bash
__complete build
kubeconform base/shop.yaml
cache
doctor prod
cfg cat base
cfg tree base
localize prod
drift prod
deploy prod
rollback prod
edit set image a=b:1
edit add configmap a --from-literal=a=b
edit fix
flux .
argocd .
flux-local get ks
"""


def main(arguments: list[str]) -> int:
    """Print the imports that never save a load; 1 if there are any."""
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        runs = list(loaded(Path(name)))
    modules = read(TOP / "kustompy")
    few = 0
    found = []
    for module, each in modules.items():
        importer = full_name(module)
        with_it = [run for run in runs if importer in run]
        for imported in each.imports[IN_FUNCTION] - each.imports[AT_TOP]:
            few += len(with_it) < ENOUGH
            if len(with_it) >= ENOUGH and all(full_name(imported) in run for run in with_it):
                found.append(f"{module} -> {imported}  ({len(with_it)} runs)")
    print(*sorted(found), sep="\n")
    print(f"{len(runs)} runs; {few} imports are in modules that fewer than {ENOUGH} of them load", file=sys.stderr)
    return int(bool(found))


def full_name(module: str) -> str:
    """The name in ``sys.modules`` of a module as `measure` calls it."""
    return f"kustompy.{module.removesuffix('__init__').removesuffix('.')}".removesuffix(".")


def loaded(folder: Path) -> Iterator[set[str]]:
    """The modules that each run has loaded at its end."""
    (folder / "site").mkdir()
    (folder / "site/sitecustomize.py").write_text(SITE, encoding="utf-8")
    repository = folder / "repository"
    for path, text in FILES.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text, encoding="utf-8")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *step], cwd=repository, check=True)
    with (repository / "prod/kustomization.yaml").open("a", encoding="utf-8") as file:
        file.write("nameSuffix: -x\n")
    for line in COMMANDS.splitlines():
        yield run(line.split(), repository, folder)
    trees = [*sorted(TOP.glob("fixtures/*/*/input")), *sorted(TOP.glob("tests/errors/cases/*/tree"))]
    for tree in trees[::EACH]:
        # some trees expect to lie inside of a repository, and a build may write: a copy
        copy = folder / "tree"
        shutil.copytree(tree, copy, symlinks=True)
        yield run(["build", str(copy)], repository, folder)
        shutil.rmtree(copy)


def run(arguments: list[str], directory: Path, folder: Path) -> set[str]:
    """The names of the modules that a command has loaded at its end."""
    notes = folder / "loaded.txt"
    notes.write_text("", encoding="utf-8")
    path = os.pathsep.join([str(folder / "site"), str(TOP)])
    environment = {**os.environ, "PYTHONPATH": path, "LOADED": str(notes)}
    command = [sys.executable, "-m", "kustompy", *arguments]
    subprocess.run(command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return set(notes.read_text(encoding="utf-8").split())
