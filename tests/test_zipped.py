"""The package works from an archive, as a wheel on ``PYTHONPATH``, or a ``.pyz``, has it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import kustompy
assert kustompy.__file__.startswith(sys.argv[1]), kustompy.__file__
from kustompy.cli import main
raise SystemExit(main(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wheel") / "kustompy.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for folder, name in (("kustompy", "kustompy"), ("schemas", "kustompy/_schemas")):
            for each in sorted((ROOT / folder).rglob("*")):
                if each.is_file() and each.suffix != ".pyc":
                    archive.write(each, f"{name}/{each.relative_to(ROOT / folder).as_posix()}")
    return path


@pytest.mark.parametrize("command", ["build", "validate", "lint"])
def test_each_command(command: str, archive: Path) -> None:
    tree = str(ROOT / "examples/gitops/overlays/prod")
    outputs = []
    for place in (archive, ROOT):
        run = [sys.executable, "-P" if sys.version_info >= (3, 11) else "-s", "-c", PROGRAM, str(place), command, tree]
        done = subprocess.run(run, capture_output=True, text=True, cwd=archive.parent, check=False)
        outputs.append((done.returncode, done.stdout, done.stderr))
    assert outputs[0] == outputs[1]
    assert outputs[0][0] == 0, outputs[0]
