#!/usr/bin/env python3
"""Builds that fail, as whole processes, kustompy against the real kustomize: CPU time, every mistake with its place.

    python benches/failing.py                      the failing fixtures, and trees of the fixtures with a mistake put in
    python benches/failing.py --cases DIR          the failing cases of another folder of the same layout
    python benches/failing.py --only text          kustompy build --format text alone; or --only plain

Each tree is built by both in turn; the ratio of a tree is that of the smallest CPU times of its runs, kustompy ÷
kustomize. Printed are the median, the 90th percentile and the greatest, and the slowest trees by name. ``plain`` prints
the first line alone, as into a pipe; ``text`` prints all mistakes with places and hints.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
ROOT = BENCHES.parent
sys.path[:0] = [str(ROOT)]

from tools.reference import HOW, find_reference  # noqa: E402

KUSTOMPY = [sys.executable, "-m", "kustompy", "build"]
FORMS = {"plain": ["--format", "kustomize"], "text": ["--format", "text"]}
SEED, DRAWN, SHOWN = 20261128, 60, 5


def main() -> int:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=ROOT / "fixtures")
    parser.add_argument("--realworld", type=Path, metavar="DIR", help="a folder of repositories with an index.json")
    parser.add_argument("--only", choices=FORMS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--drawn", type=int, default=DRAWN, help="how many trees with a mistake put in")
    parser.add_argument("-k", default="", help="trees whose name contains this")
    options = parser.parse_args()
    reference = find_reference()
    if reference is None:
        print(HOW, file=sys.stderr)
        return 1
    compileall.compile_dir(ROOT / "kustompy", quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        trees = [*failing(options.cases), *drawn(options.cases, Path(folder), options.drawn)]
        trees += failing_in(options.realworld) if options.realworld else ()
        trees = [each for each in trees if options.k in str(each)]
        for form in [options.only] if options.only else FORMS:
            show(form, [measured(tree, form, list(reference.command), options.runs) for tree in trees])
    return 0


def failing(cases: Path) -> Iterator[Path]:
    """The directories that kustomize fails to build, and that need no flag."""
    for error in sorted(cases.rglob("expected_error.txt")):
        yield from root_of(error.parent)


def failing_in(folder: Path) -> Iterator[Path]:
    """The same of a folder of repositories with an index.json."""
    for row in json.loads((folder / "index.json").read_text()):
        if row["rc"] and not row.get("args"):
            yield folder / "repos" / row["repo"].replace("/", "__") / row["root"]


def root_of(case: Path) -> Iterator[Path]:
    """The directory that is built, unless the case needs flags."""
    meta = json.loads((case / "case.json").read_text()) if (case / "case.json").exists() else {}
    if not meta.get("args") and (case / "input").is_dir():
        yield case / "input" / meta.get("root", ".")


def drawn(cases: Path, folder: Path, count: int) -> Iterator[Path]:
    """Trees that build, with one mistake put in; the same ones in every run."""
    draw = random.Random(SEED)
    fine = [root for each in sorted(cases.rglob("expected.yaml")) for root in root_of(each.parent)]
    fine = [each for each in fine if each.name in ("input", "") and is_in_blocks(each / "kustomization.yaml")]
    for number, root in enumerate(draw.sample(fine, min(count, len(fine)))):
        tree = folder / f"{number}-{root.parent.parent.name}-{root.parent.name}"
        shutil.copytree(root, tree)
        spoil(tree, draw)
        yield tree


def is_in_blocks(file: Path) -> bool:
    """Whether there is the kustomization, and a line behind it counts: what follows a mapping in braces is not read."""
    return file.exists() and not file.read_bytes().lstrip().startswith(b"{")


def spoil(tree: Path, draw: random.Random) -> None:
    """Put a mistake in: a field that there is not, a file that is gone, a text that is no YAML, a base named twice."""
    kustomization = tree / "kustomization.yaml"
    others = sorted(each for each in tree.rglob("*.yaml") if each != kustomization)
    kind = draw.choice(["field", "file", "yaml", "missing"] if others else ["field", "missing"])
    if kind == "field":
        kustomization.write_bytes(kustomization.read_bytes() + b"\nnamePrefixx: a-\n")
    elif kind == "file":
        draw.choice(others).unlink()
    elif kind == "yaml":
        other = draw.choice(others)
        other.write_bytes(other.read_bytes() + b"\n  a: b: c\n")
    else:
        text = kustomization.read_text()
        kustomization.write_text(
            f"{text}\ncomponents: [gone]\n" if "components:" not in text else "resources: [gone]\n"
        )


def measured(tree: Path, form: str, kustomize: list[str], runs: int) -> tuple[float, float, str]:
    """The smallest CPU seconds of both, which are run in turn; the tree fails in both."""
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(cpu([*KUSTOMPY, str(tree), *FORMS[form]]))
        theirs.append(cpu([*kustomize, str(tree)]))
    return (
        min(ours),
        min(theirs),
        tree.name if tree.name != "input" else f"{tree.parent.parent.name}/{tree.parent.name}",
    )


def cpu(command: list[str]) -> float:
    """User and system seconds of a process that must fail."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 1:
        raise SystemExit(f"ends with {process.returncode} and not with 1: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime


def show(form: str, rows: list[tuple[float, float, str]]) -> None:
    """The distribution, and the slowest."""
    ratios = sorted(ours / theirs for ours, theirs, _ in rows)
    print(
        f"{form}: {len(rows)} failing trees, CPU kustompy/kustomize: median {statistics.median(ratios):.2f}, "
        f"p90 {ratios[int(0.9 * len(ratios))]:.2f}, greatest {ratios[-1]:.2f}"
    )
    for ours, theirs, name in sorted(rows, key=lambda row: -row[0] / row[1])[:SHOWN]:
        print(f"  {ours / theirs:5.2f}  {ours * 1000:5.0f} ms / {theirs * 1000:5.0f} ms  {name}")


if __name__ == "__main__":
    raise SystemExit(main())
