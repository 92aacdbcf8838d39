"""examples/deploy.py, from the build to the apply, with a kubectl that records what it was given."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kustompy

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROD = EXAMPLES / "gitops/overlays/prod"

STAND_IN = f"""#!{sys.executable}
import json, pathlib, sys
here = pathlib.Path(__file__).parent
with open(here / "calls.jsonl", "a") as calls:
    calls.write(json.dumps([sys.argv[1:], sys.stdin.read()]) + "\\n")
verb = next(each for each in sys.argv[1:] if each in ("diff", "apply"))
print((here / verb).read_text(), end="")
sys.exit(int((here / (verb + ".code")).read_text()))
"""


class Kubectl:
    """The stand-in: what it prints and how it ends, and what it was called with."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.path = directory / "kubectl"
        self.path.write_text(STAND_IN)
        self.path.chmod(0o755)
        self.answers("diff", "-replicas: 1\n+replicas: 4\n", 1)
        self.answers("apply", "deployment.apps/web serverside-applied\n", 0)

    def answers(self, verb: str, text: str, code: int) -> None:
        (self.directory / verb).write_text(text)
        (self.directory / f"{verb}.code").write_text(str(code))

    @property
    def calls(self) -> list[tuple[list[str], str]]:
        log = self.directory / "calls.jsonl"
        return [tuple(json.loads(line)) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def kubectl(tmp_path: Path) -> Kubectl:
    return Kubectl(tmp_path)


def deploy(kubectl: Kubectl, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / "deploy.py"), "--kubectl", str(kubectl.path), *arguments]
    return subprocess.run(command, input=answer, capture_output=True, text=True, check=False)


def test_build_diff_apply(kubectl: Kubectl) -> None:
    done = deploy(kubectl, str(PROD), "--yes", "--context", "prod")
    rendered = kustompy.build(PROD).to_yaml()
    assert kubectl.calls == [
        (["--context", "prod", "diff", "--server-side", "-f", "-"], rendered),
        (["--context", "prod", "apply", "--server-side", "-f", "-"], rendered),
    ]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == [
        "all of them are valid", "-replicas: 1", "+replicas: 4", "", "deployment.apps/web serverside-applied"
    ]  # fmt: skip


def test_another_tag(kubectl: Kubectl) -> None:
    deploy(kubectl, str(PROD), "--tag", "registry.example.com/notes/web=9.9", "--dry-run")
    [(arguments, text)] = kubectl.calls
    assert arguments[0] == "diff"
    assert "image: registry.example.com/notes/web:9.9\n" in text


def test_nothing_to_do(kubectl: Kubectl) -> None:
    kubectl.answers("diff", "", 0)
    done = deploy(kubectl, str(PROD))
    assert (done.returncode, done.stdout.splitlines()[-1], len(kubectl.calls)) == (0, "nothing would change", 1)


@pytest.mark.parametrize(("answer", "code", "calls"), [("y\n", 0, 2), ("n\n", 6, 1)])
def test_it_asks(kubectl: Kubectl, answer: str, code: int, calls: int) -> None:
    done = deploy(kubectl, str(PROD), answer=answer)
    assert (done.returncode, len(kubectl.calls)) == (code, calls)


def test_against_a_saved_render(kubectl: Kubectl, tmp_path: Path) -> None:
    saved = tmp_path / "saved.yaml"
    saved.write_text(kustompy.build(PROD).to_yaml().replace("replicas: 4", "replicas: 3"))
    done = deploy(kubectl, str(PROD), "--against", str(saved), "--dry-run")
    assert "\n-  replicas: 3\n+  replicas: 4\n" in done.stdout
    assert (done.returncode, kubectl.calls) == (0, [])


def overlay_with(tmp_path: Path, name: str, old: str, new: str) -> str:
    """A copy of the overlay in which one file says something else."""
    tree = tmp_path / "gitops"
    shutil.copytree(EXAMPLES / "gitops", tree)
    file = tree / "overlays/prod" / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    return str(file.parent)


def test_a_failing_build_stops_everything(kubectl: Kubectl, tmp_path: Path) -> None:
    done = deploy(kubectl, overlay_with(tmp_path, "kustomization.yaml", "- uploads.yaml", "- upload.yaml"), "--yes")
    assert done.stderr.startswith("build failed: accumulating resources: ")
    assert (done.returncode, done.stdout, kubectl.calls) == (1, "", [])


def test_what_is_not_valid_is_not_applied(kubectl: Kubectl, tmp_path: Path) -> None:
    done = deploy(kubectl, overlay_with(tmp_path, "uploads.yaml", "accessModes:", "accessMode:"), "--yes")
    assert done.stderr.startswith(
        "validation failed: 2 findings\n  PersistentVolumeClaim.v1.[noGrp]/uploads.notes: spec"
    )
    assert (done.returncode, kubectl.calls) == (3, [])


@pytest.mark.parametrize(
    ("verb", "message", "code"),
    [
        ("diff", "diff failed: kubectl diff ended with exit code 2\n", 4),
        ("apply", "apply failed: kubectl apply ended with exit code 2; nothing was rolled back\n", 5),
    ],
)
def test_a_failing_kubectl(kubectl: Kubectl, verb: str, message: str, code: int) -> None:
    kubectl.answers(verb, "", 2)
    done = deploy(kubectl, str(PROD), "--yes")
    assert (done.returncode, done.stderr) == (code, message)


def test_no_kubectl(kubectl: Kubectl) -> None:
    done = deploy(kubectl, str(PROD), "--kubectl", str(kubectl.directory / "none"))
    assert (done.returncode, done.stderr) == (
        4, f"diff failed: cannot run {kubectl.directory / 'none'}: No such file or directory\n"
    )  # fmt: skip
