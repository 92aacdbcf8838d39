#!/usr/bin/env python3
"""Whole processes, kustompy against the real kustomize: the same bytes first, then interleaved runs.

    python benches/processes.py                     the rows of the table (minutes: the real binary is quadratic)
    python benches/processes.py apps:10 flat:1000   these rows only
    python benches/processes.py --growth            kustompy alone on growing trees, up to 100,000 objects
    python benches/processes.py --realworld DIR     every tree of a folder with an index.json, the sum of all times

Every figure is a ratio, kustompy ÷ kustomize: the median of the paired runs, with the smallest and largest pair.
Results go to benches/results/ as data and a plot, and as a table into benches/README.md. ``--runs N`` sets how many
pairs there are, ``--keep`` leaves all that alone.
"""

from __future__ import annotations

import argparse
import compileall
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHES.parent), str(BENCHES)]

from benches.make_trees import make_tree, objects_in  # noqa: E402  # beside this script
from benches.plot import log_log_plot  # noqa: E402  # beside this script
from tools.reference import HOW, WANTED, Reference, find_reference  # noqa: E402

RESULTS = BENCHES / "results"
ROWS = ["flat:1", "apps:1", "apps:10", "apps:100", "apps:330", "apps:1000", "flat:1000", "layers:300", "crds:100"]
GROWTH = ["apps:1000", "apps:10000", "flat:1000", "flat:10000", "layers:1000", "layers:10000", "flat:33334"]
# In the real world, what looks like more than such a share of kustomize's time in a few pairs is asked many times.
DOUBTFUL, MANY = 0.8, 15
KUSTOMPY = [sys.executable, str(BENCHES.parent / "bin" / "kustompy"), "build"]
"""The script that pip installs; ``-m`` would time Python's own search for a module to run, too."""


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True)
class Row:
    """One tree, measured with both."""

    tree: str
    objects: int
    kustompy: float
    kustomize: float
    ratio: float
    least: float
    most: float
    cpu_ratio: float
    kustompy_megabytes: float
    kustomize_megabytes: float
    runs: int


def main() -> int:
    """Measure what the command line asks for, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="KIND:N", help=f"default: {' '.join(ROWS)}")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--realworld", type=Path, metavar="DIR")
    parser.add_argument("--runs", type=int, default=0, help="pairs a row; default: as many as fit in about 30 s")
    parser.add_argument("--keep", action="store_true", help="write nothing down")
    options = parser.parse_args()
    # As pip leaves it: whatever PYTHONDONTWRITEBYTECODE says here, users do not compile at every start.
    compileall.compile_dir(BENCHES.parent / "kustompy", quiet=1)
    if options.growth:
        return growth(options.rows or GROWTH, options.runs or 3)
    reference = find_reference()
    if reference is None:
        print(HOW, file=sys.stderr)
        return 1
    if options.realworld:
        return realworld(options.realworld, reference, options.runs or 3, keep=options.keep)
    rows = [measured(each, reference, options.runs) for each in options.rows or ROWS]
    if not options.keep:
        write_results(rows)
    return 0


def measured(tree: str, reference: Reference, runs: int) -> Row:
    """The row of one tree; no figure where the bytes differ."""
    kind, _, n = tree.partition(":")
    with tempfile.TemporaryDirectory() as folder:
        target = str(make_tree(kind, int(n), Path(folder)))
        commands = [*KUSTOMPY, target], [*reference.command, target]
        began = time.perf_counter()
        assert output(commands[0]) == output(commands[1]), f"{tree}: not the same bytes"
        once = time.perf_counter() - began
        pairs = interleaved(*commands, runs or max(3, min(25, int(30 / once))))
    row = row_of(tree, objects_in(kind, int(n)), pairs)
    print(as_markdown([row]).splitlines()[-1], flush=True)
    return row


def output(command: list[str]) -> bytes:
    """What the process prints; it must not fail."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def interleaved(ours: list[str], theirs: list[str], runs: int) -> list[tuple[Run, Run]]:
    """Pairs of runs, so that whatever else the machine does meets both; every other pair the other way round."""
    pairs = []
    for i in range(runs):
        if i % 2:
            second, first = run(theirs), run(ours)
        else:
            first, second = run(ours), run(theirs)
        pairs.append((first, second))
    return pairs


def run(command: list[str]) -> Run:
    """Time one process from start to exit, with its output and its warnings thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Run(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1 << 10 if sys.platform != "darwin" else 1 << 20)
    )


def row_of(tree: str, objects: int, pairs: list[tuple[Run, Run]]) -> Row:
    """Medians, and the spread of the paired ratios."""
    ratios = [ours.seconds / theirs.seconds for ours, theirs in pairs]
    return Row(
        tree=tree,
        objects=objects,
        kustompy=statistics.median(ours.seconds for ours, _ in pairs),
        kustomize=statistics.median(theirs.seconds for _, theirs in pairs),
        ratio=statistics.median(ratios),
        least=min(ratios),
        most=max(ratios),
        cpu_ratio=statistics.median(ours.cpu / theirs.cpu for ours, theirs in pairs),
        kustompy_megabytes=max(ours.megabytes for ours, _ in pairs),
        kustomize_megabytes=max(theirs.megabytes for _, theirs in pairs),
        runs=len(pairs),
    )


def growth(trees: list[str], runs: int) -> int:
    """kustompy alone: seconds, memory and seconds per 1,000 objects on growing trees."""
    print("| tree | objects | seconds | MB | ms per 1,000 objects |\n|---|---|---|---|---|")
    for tree in trees:
        kind, _, n = tree.partition(":")
        with tempfile.TemporaryDirectory() as folder:
            target = str(make_tree(kind, int(n), Path(folder)))
            done = [run([*KUSTOMPY, target]) for _ in range(runs)]
        seconds, objects = statistics.median(each.seconds for each in done), objects_in(kind, int(n))
        megabytes = max(each.megabytes for each in done)
        print(f"| {tree} | {objects:,} | {seconds:.2f} | {megabytes:.0f} | {1e6 * seconds / objects:.1f} |", flush=True)
    return 0


def realworld(folder: Path, reference: Reference, runs: int, *, keep: bool) -> int:
    """All trees of the folder that both can build to the same bytes."""
    rows, skipped = [], []
    for entry in json.loads((folder / "index.json").read_text()):
        target = str(folder / "repos" / entry["repo"].replace("/", "__") / entry["root"])
        commands = [*KUSTOMPY, target, *entry.get("args", [])], [*reference.command, target, *entry.get("args", [])]
        ours, theirs = (subprocess.run(each, capture_output=True, check=False) for each in commands)
        if ours.returncode or theirs.returncode or ours.stdout != theirs.stdout:
            skipped.append(entry["root"])
            continue
        name = f"{entry['repo']}/{entry['root']}"
        objects = theirs.stdout.count(b"\n---\n") + 1
        row = row_of(name, objects, interleaved(*commands, runs))
        if row.ratio > DOUBTFUL:
            row = row_of(name, objects, interleaved(*commands, MANY))
        rows.append(row)
    found = summary(rows)
    print(f"{len(rows)} trees ({len(skipped)} fail or differ): sum of all times {found['sum_ratio']} of kustomize's")
    print(f"deciles of the ratio {found['deciles']}, the greatest {found['greatest']}")
    print(f"slower than kustomize: {found['slower']}")
    if not keep:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "realworld.json").write_text(json.dumps({**circumstances(), **found}, indent=1) + "\n")
    return 0


def summary(rows: list[Row]) -> dict[str, object]:
    """What many trees amount to."""
    ratios = [each.ratio for each in rows]
    return {
        "trees": len(rows),
        "sum_ratio": round(sum(each.kustompy for each in rows) / sum(each.kustomize for each in rows), 3),
        "deciles": [round(each, 3) for each in statistics.quantiles(ratios, n=10)],
        "greatest": round(max(ratios), 3),
        "slower": sum(each > 1 for each in ratios),
    }


def write_results(rows: list[Row]) -> None:
    """The results as data, as a plot, and as a table in the page."""
    RESULTS.mkdir(exist_ok=True)
    about = circumstances()
    data = {**about, "rows": [asdict(each) for each in rows]}
    (RESULTS / "processes.json").write_text(json.dumps(data, indent=1) + "\n")
    table = as_markdown(rows) + "\n\n" + ", ".join(about.values()) + "\n"
    page = BENCHES / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
    _, mark, after = rest.partition("<!-- end of table -->\n")
    assert mark, f"{page} has no place for the table"
    page.write_text(f"{before}<!-- table -->\n{table}{mark}{after}", encoding="utf-8")
    lines = {}
    for kind in ("apps", "flat"):
        points = sorted((each.objects, each.kustomize, each.kustompy) for each in rows if each.tree.startswith(kind))
        lines[f"kustomize, {kind}"] = [(objects, theirs) for objects, theirs, _ in points]
        lines[f"kustompy, {kind}"] = [(objects, ours) for objects, _, ours in points]
    (RESULTS / "processes.svg").write_text(log_log_plot(lines, "objects", "seconds, whole process"))


def as_markdown(rows: list[Row]) -> str:
    """The rows as a table."""
    lines = [
        "| tree | objects | kustompy | kustomize | ratio | spread | CPU ratio | memory | runs |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        memory = f"{row.kustompy_megabytes:.0f} / {row.kustomize_megabytes:.0f} MB"
        lines.append(
            f"| {row.tree} | {row.objects:,} | {row.kustompy:.3f} s | {row.kustomize:.3f} s | **{row.ratio:.3f}** "
            f"| {row.least:.3f}–{row.most:.3f} | {row.cpu_ratio:.3f} | {memory} | {row.runs} |"
        )
    return "\n".join(lines)


def circumstances() -> dict[str, str]:
    """Where and with what this was measured."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": f"CPython {platform.python_version()}",
        "kustomize": f"kustomize {WANTED}",
    }


if __name__ == "__main__":
    sys.exit(main())
