#!/usr/bin/env python3
"""What it costs to know who wrote each value: a traced build, and a validation with one finding, against a plain build.

    python benches/tracing.py                   every row
    python benches/tracing.py apps:100          these rows only

Ratios of CPU seconds in one process, medians of pairs that are measured in turn. ``patches:N`` is N Deployments with a
targeted patch each, one of which writes a wrong value: build and ``validate``, which builds once more to find the line.
"""

from __future__ import annotations

import functools
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHES.parent), str(BENCHES)]

import kustompy  # noqa: E402  # the checkout that this script lies in
from benches.make_trees import make_tree  # noqa: E402  # beside this script
from kustompy.provenance.record import Record  # noqa: E402
from kustompy.rendering.pipeline import rendered  # noqa: E402
from kustompy.session.garbage import UNCOLLECTED  # noqa: E402
from kustompy.session.options import PRINT, Options, Purpose  # noqa: E402
from kustompy.session.session import Session  # noqa: E402
from kustompy.system.files import Files  # noqa: E402
from kustompy.yamlio.writer import write  # noqa: E402

ROWS = ["apps:100", "apps:1000", "patches:800"]
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app{i}}}
spec:
  selector: {{matchLabels: {{app: app{i}}}}}
  template:
    metadata: {{labels: {{app: app{i}}}}}
    spec: {{containers: [{{name: a, image: b}}]}}
"""
PATCH = """\
- target: {{kind: Deployment, name: app{i}}}
  patch: |-
    - op: add
      path: /spec/replicas
      value: {value}
"""


def main(rows: list[str]) -> int:
    """One line for each tree."""
    print("| tree | plain build | with the record | ratio | spread | pairs |\n|---|---|---|---|---|---|")
    for row in rows or ROWS:
        kind, _, n = row.partition(":")
        with tempfile.TemporaryDirectory() as folder:
            if kind == "patches":
                target = make_patches(int(n), Path(folder))
                print(measured(row, functools.partial(kustompy.build, target), validation_of(target)), flush=True)
            else:
                target = str(make_tree(kind, int(n), Path(folder)))
                assert text_of(target, Purpose(trace=Record())) == text_of(target, PRINT), f"{row}: not the same text"
                plain = functools.partial(text_of, target, PRINT)
                print(measured(row, plain, functools.partial(traced_text, target)), flush=True)
    return 0


def text_of(target: str, purpose: Purpose) -> str:
    """What a build for the purpose prints."""
    session = Session(Files(), Options(), purpose)
    with UNCOLLECTED:
        text = write([each.manifest for each in rendered(target, session)])
    session.close()
    return text


def traced_text(target: str) -> str:
    """What a build prints that records who wrote each value."""
    return text_of(target, Purpose(trace=Record()))


def validation_of(target: str) -> Callable[[], object]:
    """A build and its validation, which has one finding."""

    def validate() -> None:
        (finding,) = kustompy.validate(kustompy.build(target))
        assert finding.path == ("spec", "replicas")
        assert finding.line

    return validate


def make_patches(n: int, folder: Path) -> str:
    """A tree of n Deployments with a patch each."""
    (folder / "all.yaml").write_text("---\n".join(DEPLOYMENT.format(i=i) for i in range(n)))
    patches = "".join(PATCH.format(i=i, value="many" if i == n // 2 else i) for i in range(n))
    (folder / "kustomization.yaml").write_text(f"resources: [all.yaml]\npatches:\n{patches}")
    return str(folder)


def measured(row: str, plain: Callable[[], object], other: Callable[[], object]) -> str:
    """The row of one tree."""
    plain(), other()
    pairs: list[tuple[float, float]] = []
    stop = time.perf_counter() + 10
    while len(pairs) < 5 or (time.perf_counter() < stop and len(pairs) < 100):
        pairs.append((seconds(plain), seconds(other)))
    ratios = [second / first for first, second in pairs]
    first, second = (1000 * statistics.median(each[side] for each in pairs) for side in (0, 1))
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    return (
        f"| {row} | {first:.1f} ms | {second:.1f} ms | **{statistics.median(ratios):.2f}** | {spread} | {len(pairs)} |"
    )


def seconds(work: Callable[[], object]) -> float:
    """The CPU time that the work takes."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
