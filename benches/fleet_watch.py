#!/usr/bin/env python3
"""From the save of a file to the new output of its overlay, while `kustompy build --watch` runs over a fleet.

    python benches/fleet_watch.py                  30 saves under 1,000 overlays on 10 bases, told by the system and not

The output is looked at twice a millisecond. Every save is a new patch of another overlay, written and renamed.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

import kustompy  # noqa: E402  # the checkout that this script lies in
from benches.fleet_trees import make_fleet  # noqa: E402  # beside this script

SAVES = 30
POLLING = "import sys; sys.modules['watchfiles'] = None; "
START = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kustompy.cli import run; run()"
WAYS = {"the system tells": "", "looking again and again": POLLING}


def main() -> int:
    """Print the milliseconds of each way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("overlays", nargs="?", type=int, default=1000)
    count = parser.parse_args().overlays
    print("| | median | the slowest | processor time | while idle |\n|---|---|---|---|---|")
    for name, before in WAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            targets = make_fleet(count, 10, Path(folder).resolve() / "tree")
            seconds, own, idle = measured(targets, Path(folder).resolve(), before)
        shown = (f"{each * 1000:.0f} ms" for each in (statistics.median(seconds), max(seconds), own))
        print(f"| {name} | {' | '.join(shown)} | {idle:.0%} of a processor |")
    return 0


def measured(targets: list[str], directory: Path, before: str) -> tuple[list[float], float, float]:
    """The seconds of each save, the processor time of one, and how busy the watch is while nothing happens."""
    command = [sys.executable, "-c", before + START, "build", "tree/overlays", "-o", "out", "--watch"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while "Ctrl-C ends it" not in process.stderr.readline():
        assert process.poll() is None, "the watch has ended"
    time.sleep(4)  # until times of files are trusted
    used, began = spent(process.pid), time.monotonic()
    time.sleep(3)
    idle = (spent(process.pid) - used) / (time.monotonic() - began)
    step = max(1, len(targets) // SAVES)
    used, began = spent(process.pid), time.monotonic()
    seconds = [saved(Path(each), directory) for each in targets[::step][:SAVES]]
    own = (spent(process.pid) - used - idle * (time.monotonic() - began)) / len(seconds)
    process.send_signal(signal.SIGINT)
    process.wait(10)
    process.stderr.close()
    return seconds, own, idle


def spent(process: int) -> float:
    """The processor time of a process, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def saved(target: Path, directory: Path) -> float:
    """Save a patch: the seconds until the output is what a build gives."""
    output = directory / f"out/tree/overlays/{target.name}.yaml"
    patch, old = target / "replicas.yaml", output.read_bytes()
    (target / ".new").write_text(patch.read_text().rpartition("replicas")[0] + "replicas: 77\n")
    began = time.perf_counter()
    (target / ".new").replace(patch)
    while output.read_bytes() == old:
        time.sleep(0.0005)
        assert time.perf_counter() - began < 10, "nothing has come"
    seconds = time.perf_counter() - began
    assert output.read_text() == kustompy.build(target).to_yaml()
    time.sleep(0.1)
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
