"""The JSON patch of ``diff A B``, as it is printed, applied to A has to give B: over pairs of overlays side by side.

    python -m tests.compat.patched_pairs DIR...         pairs of the kustomizations below the directories
    python -m tests.compat.patched_pairs --index FILE   pairs of the roots of an index of trees, as that of a corpus

``--every N`` takes one of N pairs. Values of Secrets are not printed: those operations are taken from the library.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonpatch

import kustompy
from kustompy.model.secrets import HIDDEN
from kustompy.planning.forms.json import patches
from tests.compat.traced_files import targets_in

Manifest = dict[str, Any]


def pairs(targets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Targets beside each other in one directory, each with the next one."""
    for _, beside in itertools.groupby(sorted(targets), os.path.dirname):
        yield from itertools.pairwise(beside)


def leads_there(a: kustompy.Build, b: kustompy.Build) -> bool:
    """Whether the patch of two builds makes the second one of the first."""
    changes = kustompy.diff(a, b)
    left = {name_of(each): each for each in manifests(a)}
    made = []
    for change, told in zip(changes, json.loads(patches(changes)), strict=True):
        target = told["target"]
        before = left.pop((target["group"], target["kind"], target["name"], target["namespace"]), None)
        operations = told["patch"]
        if HIDDEN in json.dumps(operations):
            operations = json.loads(json.dumps(change.operations))
        after = jsonpatch.apply_patch(before, operations)
        made += [after] if after is not None else []
    return in_order([*left.values(), *made]) == in_order(manifests(b))


def manifests(build: kustompy.Build) -> list[Manifest]:
    items: list[Manifest] = json.loads(build.to_json())["items"]
    return items


def name_of(manifest: Manifest) -> tuple[str, str, str, str]:
    """What the target of a patch says of it, but for the version."""
    group = manifest["apiVersion"].rpartition("/")[0]
    metadata = manifest.get("metadata") or {}
    return group, manifest["kind"], str(metadata.get("name", "")), str(metadata.get("namespace", ""))


def in_order(found: list[Manifest]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in found)


def main() -> int:
    """Say which pairs do not fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    targets = [each for path in asked.paths for each in targets_in(path)]
    if asked.index is not None:
        rows = json.loads(asked.index.read_text())
        targets += [str(asked.index.parent / "repos" / row["repo"].replace("/", "__") / row["root"]) for row in rows]
    tried = wrong = unbuilt = 0
    for one, other in itertools.islice(pairs(targets), 0, None, asked.every):
        try:
            a, b = kustompy.build(one), kustompy.build(other)
        except kustompy.KustompyError:
            unbuilt += 1
            continue
        for first, second in ((a, b), (b, a)):
            tried += 1
            if not leads_there(first, second):
                wrong += 1
                print(f"{one} {other}: the patch does not lead there")
    print(f"{tried} patches of {tried // 2} pairs, {wrong} wrong; {unbuilt} pairs do not build")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
