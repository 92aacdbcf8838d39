#!/usr/bin/env python3
"""Wraps drawn overlays round trees that are there, and compares what kustompy and the real binary make of them.

    python tests/compat/wrapped.py --examples 20000 --seed 1 --jobs 2 --keep /tmp/differences [FOLDER…]

The trees are those of fixtures/, and every directory with a kustomization below the folders. An example is its seed
and its number: the same two draw the same overlay, as long as the trees are the same.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2])]

from kustompy.errors import KustompyError  # noqa: E402
from kustompy.rendering.pipeline import build  # noqa: E402
from kustompy.upstream import DEFAULT_LEVEL  # noqa: E402
from tests.compat.differential import Outcome, Verdict, excused, kind_of, normal, our_outcome, their_outcome, write_tree  # noqa: E402
from tools.fixtures import metadata, tree_of, wanted_cases  # noqa: E402
from tools.reference import HOW, Reference, find_reference  # noqa: E402

WORDS = ["a", "prod", "x-1", "web", "b.c", "v2", "5", "true", "1e3", "team-a"]
KEYS = ["app", "env", "example.com/part", "tier", "app.kubernetes.io/name", "app.kubernetes.io/managed-by"]
METADATA = ["originAnnotations", "transformerAnnotations", "managedByLabel"]
LARGEST = 60_000
"""So many bytes a tree may print: the real binary takes seconds for larger ones."""


class Base:
    """A tree that builds, and what it builds: overlays draw names, kinds and images from it."""

    def __init__(self, directory: str, objects: list[dict[str, Any]]) -> None:
        self.directory, self.objects = directory, objects
        self.images = sorted(set(re.findall(r"'image': '([^':@]+)", str(objects))))


def base_at(directory: str) -> Base | None:
    """The tree in the directory, None if it does not build, builds nothing, or prints too much."""
    try:
        built = build(directory)
        text = built.to_yaml()
    except KustompyError:
        return None
    objects = [each.to_dict() for each in built if each.name]
    return Base(directory, objects) if objects and len(text) < LARGEST else None


def fixture_trees() -> list[str]:
    """The directories of the fixtures that are built without arguments."""
    found = []
    for case in wanted_cases([]):
        meta = metadata(case)
        if not meta.get("args") and (case / "expected.yaml").exists():
            found.append(os.path.realpath(tree_of(case, meta) / meta.get("root", ".")))
    return found


def trees_below(folder: str) -> list[str]:
    """The directories below a folder that have a kustomization."""
    return sorted({str(each.parent.resolve()) for each in Path(folder).rglob("kustomization.y*ml")})


class Overlay:
    """One drawn kustomization, and what lies beside it."""

    def __init__(self, random: Random, base: Base, resource: str) -> None:
        self.random, self.base = random, base
        self.fields: dict[str, Any] = {"resources": [resource]}
        self.files: dict[str, str] = {}
        parts = [
            self.namespace, self.names, self.labels, self.common, self.annotations, self.images, self.replicas,
            self.replacements, self.build_metadata, self.patch, self.json_patch, self.generator, self.component,
            self.order,
        ]  # fmt: skip
        for part in random.sample(parts, random.randint(1, 5)):
            part(self.fields)

    def word(self) -> str:
        return self.random.choice(WORDS)

    def pairs(self) -> dict[str, str]:
        return {self.random.choice(KEYS): self.word() for _ in range(self.random.randint(1, 2))}

    def one(self) -> dict[str, Any]:
        """An object of the base."""
        return self.random.choice(self.base.objects)

    def namespace(self, fields: dict[str, Any]) -> None:
        fields["namespace"] = self.word()

    def names(self, fields: dict[str, Any]) -> None:
        if self.random.random() < 0.7:
            fields["namePrefix"] = f"{self.word()}-"
        if self.random.random() < 0.4:
            fields["nameSuffix"] = f"-{self.word()}"

    def labels(self, fields: dict[str, Any]) -> None:
        switch = self.random.choice([{}, {"includeSelectors": True}, {"includeTemplates": True}])
        fields["labels"] = [{"pairs": self.pairs(), **switch}]

    def common(self, fields: dict[str, Any]) -> None:
        fields["commonLabels"] = self.pairs()

    def annotations(self, fields: dict[str, Any]) -> None:
        fields["commonAnnotations"] = self.pairs()

    def images(self, fields: dict[str, Any]) -> None:
        name = self.random.choice(self.base.images or ["nginx"])
        change = self.random.choice(
            [{"newTag": "9"}, {"newName": "other/image"}, {"digest": "sha256:ab12"}, {"tagSuffix": "-x"}]
        )
        fields["images"] = [{"name": name, **change}]

    def replicas(self, fields: dict[str, Any]) -> None:
        named = [each for each in self.base.objects if each.get("kind") in ("Deployment", "StatefulSet", "ReplicaSet")]
        if named:
            fields["replicas"] = [{"name": self.random.choice(named)["metadata"]["name"], "count": 3}]

    def selector(self) -> dict[str, Any]:
        chosen = self.one()
        return {"kind": chosen["kind"], "name": str(chosen["metadata"]["name"])}

    def replacements(self, fields: dict[str, Any]) -> None:
        path = self.random.choice(["metadata.name", "metadata.namespace", "kind", "spec.replicas"])
        target = self.random.choice(
            [
                "metadata.annotations.copied", "metadata.labels.app", "spec.template.metadata.labels.app",
                "spec.template.spec.containers.*.image", "spec.template.spec.containers.0.env.0.value",
            ]
        )  # fmt: skip
        options = self.random.choice([{}, {"create": True}, {"delimiter": "-", "index": 0}])
        fields["replacements"] = [
            {
                "source": {**self.selector(), "fieldPath": path},
                "targets": [{"select": {"kind": self.one()["kind"]}, "fieldPaths": [target], "options": options}],
            }
        ]

    def build_metadata(self, fields: dict[str, Any]) -> None:
        fields["buildMetadata"] = self.random.sample(METADATA, self.random.randint(1, 3))

    def patch(self, fields: dict[str, Any]) -> None:
        chosen = self.one()
        metadata: dict[str, Any] = {
            "name": chosen["metadata"]["name"],
            self.random.choice(["labels", "annotations"]): self.pairs(),
        }
        if "namespace" in chosen["metadata"]:
            metadata["namespace"] = chosen["metadata"]["namespace"]
        head = {key: chosen[key] for key in ("apiVersion", "kind") if key in chosen}
        extra: dict[str, Any] = self.random.choice([{}, {"$patch": "delete"}, {"spec": {"added": self.word()}}])
        fields.setdefault("patches", []).append({"patch": json.dumps({**head, "metadata": metadata, **extra})})

    def json_patch(self, fields: dict[str, Any]) -> None:
        operation = self.random.choice(
            [
                {"op": "add", "path": "/metadata/labels", "value": self.pairs()},
                {"op": "add", "path": "/metadata/annotations", "value": self.pairs()},
                {"op": "replace", "path": "/metadata/name", "value": self.word()},
                {"op": "remove", "path": "/spec"},
            ]
        )
        entry = {"target": self.selector(), "patch": json.dumps([operation])}
        fields.setdefault("patches", []).append(entry)

    def generator(self, fields: dict[str, Any]) -> None:
        kind = self.random.choice(["configMapGenerator", "secretGenerator"])
        entry: dict[str, Any] = {"name": self.word(), "literals": [f"k={self.word()}"]}
        maps = [each["metadata"]["name"] for each in self.base.objects if each.get("kind") == "ConfigMap"]
        if maps and kind == "configMapGenerator" and self.random.random() < 0.5:
            entry |= {"name": str(self.random.choice(maps)), "behavior": self.random.choice(["merge", "replace"])}
        fields[kind] = [entry]

    def component(self, fields: dict[str, Any]) -> None:
        inner: dict[str, Any] = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
        self.random.choice([self.labels, self.names, self.annotations, self.patch, self.replacements])(inner)
        self.files["component/kustomization.yaml"] = json.dumps(inner)
        fields["components"] = ["component"]

    def order(self, fields: dict[str, Any]) -> None:
        fields["sortOptions"] = {"order": self.random.choice(["legacy", "fifo"])}


def drawn(random: Random, base: Base, folder: str) -> None:
    """Write one or two overlays over the base into the folder; the outer one lies in ``outer``."""
    inner = Overlay(random, base, os.path.relpath(base.directory, f"{folder}/inner"))
    write_tree({"kustomization.yaml": json.dumps(inner.fields), **inner.files}, Path(folder, "inner"))
    outer = Overlay(random, base, "../inner") if random.random() < 0.4 else None
    if outer is not None:
        write_tree({"kustomization.yaml": json.dumps(outer.fields), **outer.files}, Path(folder, "outer"))


def compared(reference: Reference, random: Random, base: Base, folder: str) -> Verdict:
    """Draw an overlay over the base into the folder, and build it both ways."""
    drawn(random, base, folder)
    target = f"{folder}/outer" if os.path.isdir(f"{folder}/outer") else f"{folder}/inner"
    try:
        theirs = their_outcome(reference, target)
    except subprocess.TimeoutExpired:
        return Verdict("excluded", Outcome(b"", "hangs"), Outcome(b""))
    ours = our_outcome(target, reference.level)
    kind = kind_of(theirs, ours)
    if theirs.crash and kind == "accepted":
        kind = "excluded"
    if kind == "differs" and excused(theirs.stdout.decode(), False) == excused(ours.stdout.decode(), False):
        kind = "excluded"
    if kind == "differs" and any(their_outcome(reference, target) != theirs for _ in range(4)):
        kind = "excluded"
    same = kind == "failed" and normal(theirs.error, folder) == normal(ours.error, folder)
    return Verdict(kind, theirs, ours, same)


def run(share: tuple[int, int, int, int, str, list[str], str]) -> Counter[str]:
    """One process's share of the examples."""
    seed, first, end, step, kept, directories, level = share
    reference = find_reference(level)
    assert reference is not None, HOW
    bases: dict[str, Base | None] = {}
    counts: Counter[str] = Counter()
    for number in range(first, end, step):
        random = Random(f"{seed}/{number}")
        directory = random.choice(directories)
        if directory not in bases:
            bases[directory] = base_at(directory)
        base = bases[directory]
        if base is None:
            counts["no base"] += 1
            continue
        with tempfile.TemporaryDirectory(prefix="wrapped") as temporary:
            folder = os.path.realpath(temporary)
            verdict = compared(reference, random, base, folder)
            counts[verdict.kind] += 1
            counts["same message"] += verdict.same_message
            if verdict.is_difference:
                print(f"{seed}/{number} {verdict.kind} {directory}", flush=True)
                if kept:
                    keep(Path(kept, f"{seed}-{number}"), folder, verdict)
        if number % 500 < step:
            print(f"# {number}: {dict(counts)}", flush=True)
    return counts


def keep(folder: Path, tree: str, verdict: Verdict) -> None:
    """Copy an overlay that differs, with what both said of it."""
    files = {str(each.relative_to(tree)): each.read_text() for each in Path(tree).rglob("*") if each.is_file()}
    write_tree(files, folder)
    (folder / "theirs").write_text(verdict.theirs.error or verdict.theirs.stdout.decode())
    (folder / "ours").write_text(verdict.ours.error or verdict.ours.stdout.decode())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", help="folders of more trees")
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first example")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", default="", help="a folder for the overlays that differ")
    parser.add_argument("--level", default=DEFAULT_LEVEL, help="the level of kustomize at which both build")
    options = parser.parse_args()
    if find_reference(options.level) is None:
        print(HOW, file=sys.stderr)
        return 1
    directories = [*fixture_trees(), *(each for folder in options.folders for each in trees_below(folder))]
    end = options.first + options.examples
    shares = [
        (options.seed, options.first + job, end, options.jobs, options.keep, directories, options.level)
        for job in range(options.jobs)
    ]
    with multiprocessing.Pool(options.jobs) as pool:
        counts = sum(pool.map(run, shares), Counter())
    print(dict(counts))
    return int(any(counts[kind] for kind in ("differs", "refused", "accepted", "crash")))


if __name__ == "__main__":
    sys.exit(main())
