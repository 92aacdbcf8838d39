#!/usr/bin/env python3
"""Ways to kustomize from Python: what importing them takes, and what a repeated build to plain data takes.

    python benches/alternatives.py PYKUSTOMIZE     the folder that holds the unpacked package pykustomize

Runs in an environment with kustompy, PyYAML and cffi, and with the binary that KUSTOMPY_KUSTOMIZE names.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHES.parent), str(BENCHES)]

from benches.make_trees import make_tree  # noqa: E402  # beside this script

RUNS = 9

# import, and an expression that builds the tree in `tree`
WAYS = {
    "kustompy": ("import kustompy", "kustompy.build(tree).to_dicts()"),
    "pykustomize": (
        "import asyncio, pykustomize",
        "loop.run_until_complete(pykustomize.Kustomizer().build_json(tree)).resources",
    ),
    "pytest_kustomize": (
        "import subprocess, yaml",
        "list(yaml.safe_load_all(subprocess.run(' '.join([*command, tree]), shell=True, capture_output=True).stdout))",
    ),
    "subprocess and PyYAML's C loader": (
        "import subprocess, yaml",
        "list(yaml.load_all(subprocess.run([*command, tree], capture_output=True).stdout, yaml.CSafeLoader))",
    ),
}

REPEATED = """
import json, statistics, sys, time
tree, command, wanted = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
{imports}
if "asyncio" in globals():
    loop = asyncio.new_event_loop()
assert len({expression}) == wanted, len({expression})
times = []
stop = time.perf_counter() + 4
while len(times) < 5 or (time.perf_counter() < stop and len(times) < 100):
    began = time.perf_counter()
    {expression}
    times.append(time.perf_counter() - began)
print(statistics.median(times))
"""


def main(pykustomize: str) -> int:
    """One line for each way."""
    import json

    binary = os.environ["KUSTOMPY_KUSTOMIZE"]
    command = [binary, "kustomize" if Path(binary).name == "kubectl" else "build"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BENCHES.parent), pykustomize])}
    with tempfile.TemporaryDirectory() as folder:
        trees = [(str(BENCHES.parent / "examples/gitops/overlays/prod"), 15)]
        trees += [(str(make_tree("apps", n, Path(folder) / str(n))), 3 * n + 1) for n in (10, 100)]
        print("| way | import | " + " | ".join(f"{count} objects" for _, count in trees) + " |\n|---|---|---|---|---|")
        for way, (imports, expression) in WAYS.items():
            figures = [f"{1000 * import_time(imports, environment):.1f} ms"]
            for tree, count in trees:
                code = REPEATED.format(imports=imports, expression=expression)
                arguments = [sys.executable, "-c", code, tree, json.dumps(command), str(count)]
                done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
                figures.append(f"{1000 * float(done.stdout):.1f} ms")
            print(f"| {way} | {' | '.join(figures)} |", flush=True)
    return 0


def import_time(imports: str, environment: dict[str, str]) -> float:
    """What an interpreter that imports takes longer than one that does not, the median of pairs."""
    pairs = [(seconds(imports, environment), seconds("pass", environment)) for _ in range(RUNS)]
    return statistics.median(one - other for one, other in pairs)


def seconds(code: str, environment: dict[str, str]) -> float:
    """What a new interpreter takes for the code."""
    import time

    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
