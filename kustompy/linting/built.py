"""The result of one build, for the checks that look at results."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.model.values import CONTAINERS
from kustompy.provenance.places import Link, step_of_source
from kustompy.references.among import graph_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.kustomization.configs import Record
    from kustompy.linting.observer import Observer
    from kustompy.linting.tree import Run
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Chain, Place, Source
    from kustompy.provenance.trace import Trace
    from kustompy.references.graph import Graph

    Generated: TypeAlias = tuple[Resource, Place]
    """A generated resource, and the place of its generator."""
    Result: TypeAlias = tuple[Resource | None, FieldPath, Diagnostic]
    """A finding: a resource and a path in it, which give its place; None if the diagnostic has one of its own."""
    Trail: TypeAlias = "tuple[int, Trail] | None"


class Built:
    """The resources of a build, the generated ones among them, the record of writes, and the graph of references."""

    __slots__ = (
        "_graph", "_has_looked", "_homes", "_is_base", "_observer", "_patched", "_run", "generated", "output",
        "resources", "settings", "steps", "trace",
    )  # fmt: skip

    PATCHES = frozenset(
        (
            "patches", "patchesStrategicMerge", "patchesJson6902", "PatchTransformer",
            "PatchStrategicMergeTransformer", "PatchJson6902Transformer",
        )
    )  # fmt: skip
    """Fields and kinds of builtins whose steps patch."""
    WRITERS = PATCHES | {"replicas", "ReplicaCountTransformer"}
    """Fields and kinds of builtins whose steps write a value whatever was there."""
    COPIERS = frozenset(("replacements", "ReplacementTransformer"))
    """Fields and kinds of builtins whose steps copy the value of another field."""

    def __init__(self, trace: Trace, run: Run, output: str, observer: Observer) -> None:
        self.resources, self.trace = trace.resources, trace
        self.generated, self.settings, self.steps = run.log.generated, run.settings, observer.steps
        self.output = output
        """The YAML that the build prints."""
        self._run, self._observer = run, observer
        self._graph: Graph | None = None
        self._homes: dict[int, tuple[int, FieldPath]] = {}
        self._patched: dict[int, frozenset[int]] = {}
        self._has_looked = False
        self._is_base: bool | None = None

    @property
    def homes(self) -> dict[int, tuple[int, FieldPath]]:
        """Identity of each mapping and list that a step wrote into → the index of its resource, and its path."""
        self._look()
        return self._homes

    @property
    def patched(self) -> dict[int, frozenset[int]]:
        """Index of each resource that a patch wrote into → the identities of the containers that lead there.

        These are the containers that a patch wrote a leaf of or put there, and all containers around them.
        """
        if not any(asked.what in self.PATCHES for asked in self.steps.values()):
            return {}
        self._look()
        return self._patched

    def _look(self) -> None:
        """Walk all resources, once for all checks, and not at all if none asks."""
        if self._has_looked:
            return
        self._has_looked = True
        for index, resource in enumerate(self.resources):
            touched = self._find_homes(index, resource.manifest)
            if touched:
                self._patched[index] = frozenset(touched)

    def _find_homes(self, index: int, manifest: Manifest) -> set[int]:
        """Note the homes in a resource; return the identities of the containers that lead to what a patch wrote.

        A trail is a container's identity, and the trail of the container around it.
        """
        sources, writes = self.trace.record.sources, self.trace.record.writes
        touched: set[int] = set()
        waiting: list[tuple[FieldPath, Value, Source | None, Trail]] = [((), manifest, None, None)]
        while waiting:
            path, value, around, outer = waiting.pop()
            own = id(value)
            trail: Trail = (own, outer)
            source = sources.get(own)
            # Mostly a container was read with the one around it, and shares its source: one comparison, no call.
            is_touched = source is not None and (around is None or source[1] is not around)
            if is_touched and source is not None:
                is_touched = self._is_put_there(source, around)
            if own in writes:
                self._homes[own] = index, path
                is_touched = is_touched or self._is_written(writes[own])
            rest: Trail = trail if is_touched else None
            # Up to the first container that is known, so that each container is marked once.
            while rest is not None and rest[0] not in touched:
                touched.add(rest[0])
                rest = rest[1]
            if type(value) is list:
                for number, each in enumerate(value):
                    if type(each) in CONTAINERS:
                        waiting.append(((*path, number), each, source, trail))
                continue
            for key in value:
                each = value[key]
                if type(each) in CONTAINERS:
                    waiting.append(((*path, key), each, source, trail))
        return touched

    def _is_written(self, chains: dict[str | int, Chain]) -> bool:
        """Whether a patch wrote one of a container's leaves, even if a later step wrote over it."""
        for each in chains.values():
            while type(each) is Link:
                if each.step.what in self.PATCHES:
                    return True
                each = each.earlier
        return False

    def _is_put_there(self, source: Source, around: Source | None) -> bool:
        """Whether a patch put a container there as a whole: it was not read with the container around it."""
        parent = source[1]
        if around is not None and parent[1] is around[1] and parent[2] == around[2]:
            return False
        return step_of_source(source).what in self.PATCHES

    def text_of(self, path: str) -> str:
        """The text of a file of the tree; empty if it cannot be read."""
        try:
            return self._run.files.read(os.path.normpath(path)).decode("utf-8", "replace")
        except KustompyError:
            return ""

    def kustomizations(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """The kustomization files of the build, with their fields."""
        return self._run.parsed_kustomizations()

    @property
    def is_base(self) -> bool:
        """Whether another kustomization, outside of the build, names this one, and may have what is missing here."""
        if self._is_base is None:
            self._is_base = self._run.is_named_around(self._run.target)
        return self._is_base

    @property
    def is_overlay(self) -> bool:
        """Whether the build is made of more than one kustomization."""
        return len(self._run.kustomizations) > 1

    def written_before(self, resource: Resource, path: FieldPath) -> str:
        """The text of a scalar in its file before a step wrote over it; empty if it is not on one line."""
        before = self.trace.before(resource, path)
        span = None if before is None or not self.trace.lines.is_there(before) else self.trace.lines.span(before)
        if before is None or span is None or span[0] != span[2]:
            return ""
        line = self.trace.read(before.file).decode("utf-8", "replace").split("\n")[span[0] - 1]
        return line[span[1] - 1 : span[3] - 1].strip("'\"")

    def said_in(self, kustomization: str) -> Record:
        """The fields of a kustomization that took part, as a record."""
        return self._observer.said_in(kustomization)

    def fields_of(self, kustomization: str) -> dict[str, Value]:
        """The fields of a kustomization that took part in the build."""
        fields: dict[str, Value] = self._observer.fields_of(kustomization)
        return fields

    @property
    def graph(self) -> Graph:
        """The references among the resources, found when a check first asks."""
        if self._graph is None:
            self._graph = graph_of(self.resources)
        return self._graph
