"""What builds record that they depend on is what `strace` sees them open, look for and list, and nothing more."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kustompy.model.dependencies import Dependencies
from tests.compat.traced_files import Difference, Seen, _compared, differences, targets_in
from tests.fleet.trees import write

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture(scope="module", autouse=True)
def _strace() -> None:
    """Skip where there is none, or where it may not look at other processes."""
    if shutil.which("strace") is None or subprocess.run(["strace", "-o", "/dev/null", "true"]).returncode:
        pytest.skip("no strace that works")


def test_of_fixtures() -> None:
    targets = targets_in(FIXTURES)[::3]
    assert len(targets) > 100
    assert differences(targets) == []


def test_of_links_and_failures(tmp_path: Path) -> None:
    tree = write(tmp_path.resolve() / "tree", {
        ".git/HEAD": "", "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": "kind: A\n",
        "real/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
        "linked/kustomization.yaml": "resources: [../link/b.yaml]\n",
        "fails/kustomization.yaml": "resources: [../base]\n",
        "gone/kustomization.yaml": "resources: [nope, a b.yaml]\n", "é/kustomization.yaml": "namePrefix: a\n",
    })  # fmt: skip
    (tree / "link").symlink_to("real")
    assert differences([str(tree / each) for each in ("linked", "fails", "gone", "é")]) == []


def test_it_sees_what_nobody_recorded(tmp_path: Path) -> None:
    """The comparison itself: a file that is read behind the back of the record is told, and so is one that is not."""
    tree = write(tmp_path.resolve() / "tree", {
        ".git/HEAD": "", "o/kustomization.yaml": "resources: [a.yaml]\n", "o/b.yaml": "",
        "o/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
    })  # fmt: skip
    seen = Seen({str(tree / "o/b.yaml")}, {str(tree / "o/x")}, {str(tree / "o/b.yaml")})
    found = Dependencies(read=(str(tree / "o/a.yaml"),), missed=(str(tree / "o/y"),))
    assert list(_compared(seen, "o", str(tree), found, is_built=True)) == [
        Difference("o", "opened, and not recorded", str(tree / "o/b.yaml")),
        Difference("o", "recorded, and not opened", str(tree / "o/a.yaml")),
        Difference("o", "looked for, and not recorded", str(tree / "o/x")),
        Difference("o", "listed, and not recorded", str(tree / "o/b.yaml")),
        Difference("o", "recorded, and not looked for", str(tree / "o/y")),
    ]
