"""The table of docs/security.md: ``python tests/security/measure.py``; with a kustomize at hand also its numbers."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from tests.security.hostile import TREES, Hostile, lay_out, outcome  # noqa: E402
from tools.reference import find_reference  # noqa: E402

MEMORY, SECONDS = 8_000_000, 60
_CHILD = """
import resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True)
seconds = time.perf_counter() - began
print(done.returncode, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def reference_cell(tree: Hostile, folder: Path) -> str:
    """What the real binary does with the tree, in memory that is limited."""
    reference = find_reference()
    if reference is None or "laughs" in tree.name:
        return "-"
    command = f"ulimit -v {MEMORY}; exec timeout {SECONDS} {' '.join(reference.command)} {folder}"
    child = [sys.executable, "-c", _CHILD, "bash", "-c", command]
    code, seconds, memory = subprocess.run(child, capture_output=True, text=True, check=True).stdout.split()
    ended = {"0": "builds", "1": "refuses"}.get(code, "killed")
    return f"{ended}, {float(seconds):.2f} s, {float(memory):.0f} MB"


def main() -> None:
    """Print the table."""
    sys.stdout.write("| input | kustompy | time | memory | kustomize v5.8.1 |\n|---|---|---|---|---|\n")
    for tree in TREES:
        with tempfile.TemporaryDirectory() as folder:
            ours = outcome(tree, Path(folder))
            theirs = reference_cell(tree, lay_out(tree, Path(folder)))
        flags = f" (`{' '.join(tree.flags)}`)" if tree.flags else ""
        said = tree.code or "builds"
        sys.stdout.write(f"| {tree.name}{flags} | {said} | {ours.seconds:.2f} s | {ours.memory:.0f} MB | {theirs} |\n")


if __name__ == "__main__":
    main()
