#!/usr/bin/env python3
"""The parts of a build, each alone: read and write against PyYAML's C loader and dumper; merge, references, hash.

    python benches/parts.py            on the text of apps n=1,000
    python benches/parts.py 100        on a smaller one

Needs PyYAML with its C extension (``pip install pyyaml``). Read and write are asserted to agree with PyYAML on the
values first. Figures are processor time, the least of several runs in this process, between which garbage is
collected, and in which none is, as in the command; "first" is the first run, with nothing memoised. The build is held
against reading the files that it reads and writing the text that it gives, the median of interleaved runs.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import yaml

BENCHES = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHES.parent), str(BENCHES)]

from make_trees import FIRST, make_tree  # noqa: E402  # beside this script

import kustompy  # noqa: E402  # the checkout that this script lies in
from kustompy.finish.hash_suffix import content_hash  # noqa: E402
from kustompy.finish.name_references import update_name_references  # noqa: E402
from kustompy.merge_schema import merge_schema  # noqa: E402
from kustompy.model.resource import Resource  # noqa: E402
from kustompy.model.resource_set import ResourceSet  # noqa: E402
from kustompy.model.values import copied, plain  # noqa: E402
from kustompy.patches.strategic_merge import strategic_merge  # noqa: E402
from kustompy.tables import DEFAULT_TABLES, cluster_scoped  # noqa: E402
from kustompy.yamlio.reader import read  # noqa: E402
from kustompy.yamlio.writer import write  # noqa: E402

# spec/yaml-speed.md's figures as shares of PyYAML's C loader and dumper, and how far above them the parts may lie.
READ_SHARE, WRITE_SHARE, SLACK = 92 / 741, 188 / 834, 1.3


def main(arguments: list[str]) -> int:
    """Print one line a part."""
    n = int(arguments[0]) if arguments else 1000
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        flat = make_tree("flat", n, Path(folder) / "flat")
        apps = str(make_tree("apps", n, Path(folder) / "apps"))
        text = (flat / "all.yaml").read_text()
        reading, manifests = once(lambda: read_documents(text))
        writing, _ = once(lambda: write(manifests))
        values = [plain(each) for each in manifests]
        assert values == load(text), "not what PyYAML reads"
        assert load(write(manifests)) == load(text), "what was written reads back as something else"
        print(f"apps n={n}: {text.count(chr(10)):,} lines, {len(manifests):,} manifests\n")
        print("| part | ms | first | against | ms | ratio |\n|---|---|---|---|---|---|")
        read_ms = compare("read", lambda: read_documents(text), reading, "PyYAML CSafeLoader", lambda: load(text))
        write_ms = compare("write", lambda: write(manifests), writing, "PyYAML CSafeDumper", lambda: dump(values))
        together = read_ms + write_ms
        building(apps)
    deployments = [each for each in manifests if each["kind"] == "Deployment"]
    show(f"strategic merge, {n} patches", merging(deployments), "read + write", together)
    show(f"name references, {len(manifests)} resources", referring(manifests), "read + write", together)
    config_maps = [each for each in manifests if each["kind"] == "ConfigMap"]
    hashing = least(lambda: [content_hash(each) for each in config_maps])
    show(f"content hash, {n} config maps", hashing, "read + write", together)
    print(f"\nread at most {READ_SHARE * SLACK:.3f} and write at most {WRITE_SHARE * SLACK:.3f} is the aim; build 2.5")
    return 0


def building(apps: str) -> None:
    """One line: the whole build against reading and writing the same text."""
    files = [path.read_bytes() for path in sorted(Path(apps).parent.rglob("*.yaml"))]
    manifests = [each.manifest for each in kustompy.build(apps)]
    pairs = []
    for _ in range(9):
        gc.collect()
        mine, _ = once(lambda: kustompy.build(apps).to_yaml())
        gc.collect()
        pairs.append((mine, once(lambda: ([read(each) for each in files], write(manifests)))[0]))
    mine, other = (median(each[side] for each in pairs) for side in (0, 1))
    ratio = median(mine / other for mine, other in pairs)
    print(f"| build | {mine:.1f} | | reading and writing the same text | {other:.1f} | **{ratio:.3f}** |", flush=True)


def read_documents(text: str) -> list[Any]:
    """All documents of the text, with our reader."""
    return [each for each in read(text) if each is not None]


def load(text: str) -> list[Any]:
    """The same with PyYAML."""
    return [each for each in yaml.load_all(text, yaml.CSafeLoader) if each is not None]


def dump(manifests: list[Any]) -> str:
    """The same text, but for the finer points, with PyYAML."""
    return yaml.dump_all(manifests, Dumper=yaml.CSafeDumper, default_flow_style=False)


def merging(deployments: list[Any]) -> float:
    """Milliseconds for one patch on each Deployment."""
    patch, schema = read(FIRST)[0], merge_schema()
    fresh: list[Any] = []

    def prepare() -> None:
        fresh[:] = copied(deployments)

    return least(lambda: [strategic_merge(each, copied(patch), schema) for each in fresh], prepare=prepare)


def referring(manifests: list[Any]) -> float:
    """Milliseconds for following the new names, after all resources were renamed."""
    scopes, sets = cluster_scoped(), []

    def prepare() -> None:
        resources = ResourceSet(Resource(copied(each), scopes) for each in manifests)
        for resource in resources:
            resource.remember_id()
            resource.rename(f"prod-{resource.name}")
        resources.ids_changed()
        sets[:] = [resources]

    return least(lambda: update_name_references(sets[0], DEFAULT_TABLES), prepare=prepare)


def compare(part: str, ours: Callable[[], Any], first: float, name: str, theirs: Callable[[], Any]) -> float:
    """One line: ours against theirs. Our milliseconds."""
    mine, other = least(ours), least(theirs, 3)
    print(f"| {part} | {mine:.1f} | {first:.1f} | {name} | {other:.1f} | **{mine / other:.3f}** |", flush=True)
    return mine


def show(part: str, mine: float, name: str, other: float) -> None:
    """One line against a sum that is known already."""
    print(f"| {part} | {mine:.1f} | | {name} | {other:.1f} | **{mine / other:.3f}** |", flush=True)


def once(part: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of one run, and its result."""
    began = time.process_time()
    result = part()
    return 1000 * (time.process_time() - began), result


def least(part: Callable[[], Any], runs: int = 5, prepare: Callable[[], object] = lambda: None) -> float:
    """The least milliseconds of some runs; ``prepare`` is not counted."""
    taken = []
    for _ in range(runs):
        prepare()
        gc.collect()
        taken.append(once(part)[0])
    return min(taken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
