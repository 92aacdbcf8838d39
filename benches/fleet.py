#!/usr/bin/env python3
"""A fleet of overlays over a few bases: kustompy's ways to build it, against a loop of builds and of real kustomize.

    python benches/fleet.py                        1,000 overlays on 10 bases
    python benches/fleet.py --quick                300 on 3, two minutes on a slow machine
    python benches/fleet.py --kustomize PATH       and a loop of a kustomize or kubectl binary, timed on 50, or 20

Every row is a ratio to the loop of `kustompy.build` in the same round; the median of three rounds, or two, with the
spread of the wall time. Beside it stands the ratio of processor time, that of child processes included, which other
programs disturb less. The last lines estimate 500,000 overlays (10,000 clusters of 50) by the measured costs.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

import kustompy  # noqa: E402  # the checkout that this script lies in
from benches.fleet_trees import make_fleet  # noqa: E402  # beside this script
from kustompy.fleet.cache import Cache  # noqa: E402
from kustompy.fleet.many import outcomes_of  # noqa: E402
from kustompy.session.options import Options  # noqa: E402
from kustompy.yamlio.writer import write as print_to_text  # noqa: E402

FEW = 50
"""How many overlays over one base are told apart."""
SETTLED = 3.1
"""Seconds until the cache trusts the times of files."""
CLUSTERS, EACH = 10_000, 50
CORES = 64


class Size(NamedTuple):
    """How much is built, and how often."""

    overlays: int
    bases: int
    rounds: int
    processes: int
    """How many overlays real kustomize builds."""


WHOLE, QUICK = Size(1000, 10, 3, 50), Size(300, 3, 2, 20)


class Seconds(NamedTuple):
    """What something takes by the clock, and of the processors."""

    wall: float
    used: float


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--kustomize", default=os.environ.get("KUSTOMPY_KUSTOMIZE", ""))
    asked = parser.parse_args()
    size = QUICK if asked.quick else WHOLE
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder).resolve()
        targets = make_fleet(size.overlays, size.bases, directory / "tree")
        rows: dict[str, list[Seconds]] = {}
        for _ in range(size.rounds):
            for name, seconds in measured(targets, size, directory, asked.kustomize).items():
                rows.setdefault(name, []).append(seconds)
    report(rows, size.overlays)
    return 0


def measured(targets: list[str], size: Size, directory: Path, kustomize: str) -> dict[str, Seconds]:
    """The seconds of each way in one round."""
    cache, out = directory / "cache", directory / "out"
    shutil.rmtree(cache, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    found = {"a loop of kustompy.build": timed(lambda: loop(targets, out))}
    found["one process"] = timed(lambda: built(targets, out, jobs=1))
    found["two processes"] = timed(lambda: built(targets, out, jobs=2))
    over_one = targets[:: size.bases][:FEW]
    found["50 overlays over one base"] = timed(lambda: built(over_one, out, jobs=1))
    manifests = [[dict(each.manifest) for each in kustompy.build(target)] for target in over_one]
    found["printing those 50 and no more"] = timed(lambda: [print_to_text(each) for each in manifests])
    several = [timed(lambda: built(targets[:1], out, jobs=1)) for _ in range(5)]
    found["one overlay"] = Seconds(*(statistics.median(each) for each in zip(*several, strict=True)))
    found["one process, filling a cache"] = timed(lambda: built(targets, out, jobs=1, cache=cache))
    time.sleep(SETTLED)
    built(targets, out, jobs=1, cache=cache)
    found["nothing changed, by the cache"] = timed(lambda: built(targets, out, jobs=1, cache=cache))
    (Path(targets[7]) / "replicas.yaml").write_text(
        (Path(targets[7]) / "replicas.yaml").read_text() + f"# {time.time()}\n"
    )
    found["one file changed, by the cache"] = timed(lambda: built(targets, out, jobs=1, cache=cache))
    if kustomize:
        command = [kustomize, "kustomize"] if "kubectl" in kustomize else [kustomize, "build"]
        few = targets[: size.processes]
        seconds = timed(lambda: [subprocess.run([*command, each], capture_output=True, check=True) for each in few])
        found["a loop of kustomize"] = Seconds(*(each / len(few) * len(targets) for each in seconds))
    return found


def loop(targets: list[str], out: Path) -> None:
    """Build and write each target by itself."""
    for each in targets:
        write(out, each, kustompy.build(each).to_yaml())


def built(targets: list[str], out: Path, *, jobs: int, cache: Path | None = None) -> None:
    """Build and write all targets."""
    options = Options()
    kept = Cache(str(cache), options) if cache is not None else None
    for outcome in outcomes_of(targets, options, jobs=jobs, cache=kept):
        if outcome.error is not None:
            raise outcome.error
        write(out, outcome.target, outcome.text)


def write(out: Path, target: str, text: str) -> None:
    """Write a text as the command does, unless it is there."""
    path, content = out / f"{os.path.basename(target)}.yaml", text.encode()
    if path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    out.mkdir(exist_ok=True)
    path.write_bytes(content)


def timed(run: Callable[[], object]) -> Seconds:
    """The seconds that it takes."""
    begin, used = time.perf_counter(), spent()
    run()
    return Seconds(time.perf_counter() - begin, spent() - used)


def spent() -> float:
    """The processor time of this process and of its children that have ended."""
    both = [resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def report(rows: dict[str, list[Seconds]], count: int) -> None:
    """Print the ratios to the loop, and the estimate."""
    loop = rows["a loop of kustompy.build"]
    print("| | seconds | of the loop | spread | processor time | of the loop |\n|---|---|---|---|---|---|")
    for name, seconds in rows.items():
        walls, uses = (ratios(seconds, loop, at) for at in (0, 1))
        wall, used = (statistics.median(each[at] for each in seconds) for at in (0, 1))
        spread = f"{min(walls):.3f}–{max(walls):.3f}"
        ratio, own = (f"{statistics.median(each):.3f}" for each in (walls, uses))
        print(f"| {name} | {wall:.3f} | {ratio} | {spread} | {used:.3f} | {own} |")
    print()
    for name, over in OVER:
        if over in rows:
            wall, used = (statistics.median(ratios(rows[name], rows[over], at)) for at in (0, 1))
            print(f"{name} ÷ {over}: {wall:.3f}, {used:.3f} of the processor time")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nlargest memory of this process: {memory:.0f} MB")
    cost, hit = (
        statistics.median(each.used for each in rows[name]) / count
        for name in ("one process", "nothing changed, by the cache")
    )
    total = CLUSTERS * EACH
    print(f"\n{total:,} overlays ({CLUSTERS:,} clusters × {EACH}), by the processor time:")
    minutes = total * cost / 60
    print(f"  at {cost * 1000:.1f} ms: {minutes:.0f} min on one core, {minutes / CORES:.1f} on {CORES}")
    print(f"  unchanged, at {hit * 1000:.2f} ms: {total * hit / 60:.1f} min on one core")


def ratios(some: list[Seconds], others: list[Seconds], at: int) -> list[float]:
    """The ratio in each round."""
    return [each[at] / other[at] for each, other in zip(some, others, strict=True)]


OVER = (
    ("two processes", "one process"),
    ("50 overlays over one base", "one overlay"),
    ("printing those 50 and no more", "one overlay"),
    ("nothing changed, by the cache", "one process"),
    ("one file changed, by the cache", "one process"),
    ("one process", "a loop of kustomize"),
    ("two processes", "a loop of kustomize"),
)


if __name__ == "__main__":
    raise SystemExit(main())
