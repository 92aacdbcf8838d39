#!/usr/bin/env python3
"""The parts of a build, each alone: read and write against PyYAML's C loader and dumper; merge, references, hash.

    python benches/parts.py            on the text of apps n=1,000
    python benches/parts.py 100        on a smaller one

Needs PyYAML with its C extension (``pip install pyyaml``). Read and write are asserted to agree with PyYAML on the
values first. Figures are processor time, the least of several runs in this process, between which garbage is
collected, and in which none is, as in the command; "first" is the first run, with nothing memoised. The build is held
against reading the files that it reads and writing the text that it gives, the median of interleaved runs: once in new
processes, as the command is, and once repeated in one.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
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

import kustompy  # noqa: E402  # the checkout that this script lies in
from benches.make_trees import FIRST, make_tree  # noqa: E402  # beside this script
from kustompy.fieldspecs.merge_schema import merge_schema  # noqa: E402
from kustompy.fieldspecs.tables import DEFAULT_TABLES, cluster_scoped  # noqa: E402
from kustompy.finish.hash_suffix import content_hash  # noqa: E402
from kustompy.finish.name_references import update_name_references  # noqa: E402
from kustompy.model.resource import Resource  # noqa: E402
from kustompy.model.resource_set import ResourceSet  # noqa: E402
from kustompy.model.values import copied, plain  # noqa: E402
from kustompy.patches.strategic_merge import strategic_merge  # noqa: E402
from kustompy.rendering import pipeline  # noqa: E402
from kustompy.yamlio.read.reader import read  # noqa: E402
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
        building(apps, Path(folder) / "manifests")
    deployments = [each for each in manifests if each["kind"] == "Deployment"]
    show(f"strategic merge, {n} patches", merging(deployments), "read + write", together)
    show(f"name references, {len(manifests)} resources", referring(manifests), "read + write", together)
    config_maps = [each for each in manifests if each["kind"] == "ConfigMap"]
    hashing = least(lambda: [content_hash(each) for each in config_maps])
    show(f"content hash, {n} config maps", hashing, "read + write", together)
    print(f"\nread at most {READ_SHARE * SLACK:.3f} and write at most {WRITE_SHARE * SLACK:.3f} is the aim; build 2.5")
    return 0


def building(apps: str, pickled: Path) -> None:
    """Two lines: the whole build against reading and writing the same text, in new processes and in this one."""
    files, manifests = files_of(apps), [each.manifest for each in kustompy.build(apps)]
    pickled.write_bytes(pickle.dumps(manifests))
    first, repeated = [], []
    for _ in range(9):
        arguments = [sys.executable, __file__, "--alone", apps, str(pickled)]
        alone = float(subprocess.run(arguments, check=True, capture_output=True).stdout)
        arguments[2] = "--build"
        first.append((float(subprocess.run(arguments, check=True, capture_output=True).stdout), alone))
        gc.collect()
        mine, _ = once(lambda: whole_build(apps))
        gc.collect()
        repeated.append((mine, once(lambda: read_and_write(files, manifests))[0]))
    for name, pairs in (("build, the first of its process", first), ("build, repeated", repeated)):
        mine, other = (median(each[side] for each in pairs) for side in (0, 1))
        ratio = median(mine / other for mine, other in pairs)
        print(
            f"| {name} | {mine:.1f} | | reading and writing the same text | {other:.1f} | **{ratio:.3f}** |", flush=True
        )


def in_a_new_process(which: str, apps: str, pickled: str) -> None:
    """Print the milliseconds of the command's build, or of reading and writing alone, with nothing memoised."""
    gc.disable()
    if which == "--build":
        print(once(lambda: command_build(apps))[0])
        return
    files, manifests = files_of(apps), pickle.loads(Path(pickled).read_bytes())
    print(once(lambda: read_and_write(files, manifests))[0])


def files_of(apps: str) -> list[bytes]:
    """The contents of all files of the tree."""
    return [path.read_bytes() for path in sorted(Path(apps).parent.rglob("*.yaml"))]


def whole_build(apps: str) -> tuple[kustompy.Build, str]:
    """The build and its text; taking the manifests down is not counted, as it is not where they are only read."""
    build = kustompy.build(apps)
    return build, build.to_yaml()


def command_build(apps: str) -> tuple[kustompy.Build, str]:
    """The same as the command has it, which does not note where resources come from."""
    build = pipeline.build(apps)
    return build, build.to_yaml()


def read_and_write(files: list[bytes], manifests: list[Any]) -> tuple[list[Any], str]:
    """What is read and what is written, and no more."""
    return [read(each) for each in files], write(manifests)


def read_documents(text: str) -> list[Any]:
    """All documents of the text, with our reader."""
    return [each for each in read(text) if each is not None]


def load(text: str) -> list[Any]:
    """The same with PyYAML."""
    return [each for each in yaml.load_all(text, yaml.CSafeLoader) if each is not None]


def dump(manifests: list[Any]) -> str:
    """The same text, but for the finer points, with PyYAML."""
    text: str = yaml.dump_all(manifests, Dumper=yaml.CSafeDumper, default_flow_style=False)
    return text


def merging(deployments: list[Any]) -> float:
    """Milliseconds for one patch on each Deployment."""
    patch, schema = read(FIRST)[0], merge_schema()
    fresh: list[Any] = []

    def prepare() -> None:
        fresh[:] = copied(deployments)

    return least(lambda: [strategic_merge(each, copied(patch), schema) for each in fresh], prepare=prepare)


def referring(manifests: list[Any]) -> float:
    """Milliseconds for following the new names, after all resources were renamed."""
    scopes = cluster_scoped()
    sets: list[Any] = []

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
    if sys.argv[1:2] in (["--build"], ["--alone"]):
        in_a_new_process(*sys.argv[1:4])
        sys.exit()
    sys.exit(main(sys.argv[1:]))
