"""A build loads only the modules that it uses: what starts fast stays so because this list is short."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What rendering one object without a transformer may load, besides what ``python -m`` loads for an empty package.
OF_PYTHON = {"__future__", "_collections", "errno", "gc"}
OF_OURS = {
    "kustompy": "_version __main__ cli errors fieldspecs finish kustomization limits memo model rendering"
    " results session system upstream yamlio",
    "kustompy.cli": "build build_flags flags interruption output start",
    "kustompy.fieldspecs": "by_gvk edit tables",
    "kustompy.finish": "name_references order",
    "kustompy.kustomization": "configs fields file structs",
    "kustompy.model": "ids resource resource_set values",
    "kustompy.rendering": "accumulate pipeline",
    "kustompy.results": "result",
    "kustompy.session": "context options repeated session",
    "kustompy.system": "descriptors files root",
    "kustompy.yamlio": "go read scalars writer",
    "kustompy.yamlio.go": "go_struct key_order",
    "kustompy.yamlio.read": "block chunks flow lexicon manifests reader",
    "kustompy.yamlio.scalars": "quoting scalars strings",
}
MAY_LOAD = {"kustompy"} | {f"{package}.{name}" for package, names in OF_OURS.items() for name in names.split()}

KUSTOMIZATION = "resources:\n- service.yaml\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n  - port: 80\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/__main__.py").write_text("")
    (tmp_path / "kustomization.yaml").write_text(KUSTOMIZATION)
    (tmp_path / "service.yaml").write_text(SERVICE)
    return tmp_path


def test_a_small_build_loads_only_what_it_uses(tree: Path) -> None:
    build = loaded(tree, "kustompy", "build", str(tree)) - loaded(tree, "empty")
    assert "kustompy.rendering.pipeline" in build
    assert build - MAY_LOAD - OF_PYTHON == set()


OVERLAY = """\
resources: [../base]
namePrefix: prod-
namespace: team
commonAnnotations: {owner: team}
images: [{name: registry.example.com/team/app, newTag: v2}]
configMapGenerator: [{name: settings, literals: [REGION=eu]}]
patches:
- target: {kind: Deployment}
  patch: |
    - {op: add, path: /spec/paused, value: true}
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: shop}
    spec: {template: {spec: {containers: [{name: main, tty: true}]}}}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {template: {spec: {containers: [{name: main, image: registry.example.com/team/app:v1}]}}}
"""
FOR_OTHERS = {
    "golang.regexp.machine", "patches.keyed_lists", "yamlio.go.go_values", "yamlio.go.json_round_trip",
    "yamlio.read.identity", "yamlio.read.json_reader", "yamlio.read.lists", "yamlio.read.parser",
    "yamlio.scalars.folding",
}  # fmt: skip


def test_an_overlay_loads_nothing_for_what_it_does_not_say(tmp_path: Path) -> None:
    for name, text in {
        "base/kustomization.yaml": "resources: [shop.yaml]\n",
        "base/shop.yaml": DEPLOYMENT,
        "overlay/kustomization.yaml": OVERLAY,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    build = loaded(tmp_path, "kustompy", "build", str(tmp_path / "overlay"))
    assert {"kustompy.transformers.images", "kustompy.patches.strategic_merge"} <= build
    assert build & {f"kustompy.{name}" for name in FOR_OTHERS} == set()


def test_importing_the_package_loads_nothing_else(tree: Path) -> None:
    code = "import sys; before = set(sys.modules); import kustompy; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) - {"__future__"} == {"kustompy", "kustompy._version"}


def loaded(directory: Path, *module: str) -> set[str]:
    """The modules that ``python -m`` imports on the way to the end of the program."""
    command = [sys.executable, "-X", "importtime", "-m", *module]
    done = subprocess.run(command, cwd=directory, env=environment(), capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip() for line in lines[1:]}


def environment() -> dict[str, str]:
    """Enough of an environment to find the checkout; nothing that would load more."""
    return {"PYTHONPATH": str(ROOT)}
