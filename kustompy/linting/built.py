"""What one build of a lint run gave, for the checks that look at the result."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.model.values import CONTAINERS
from kustompy.provenance.places import Link, step_of_source
from kustompy.references.among import graph_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from kustompy.errors import Diagnostic
    from kustompy.linting.observer import Observer
    from kustompy.linting.tree import Run
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.provenance.places import Chain, Place, Source
    from kustompy.provenance.trace import Trace
    from kustompy.references.graph import Graph

    Generated: TypeAlias = tuple[Resource, Place]
    """A generated resource, and the place of its generator."""
    Result: TypeAlias = tuple[Resource | None, FieldPath, Diagnostic]
    """What a finding is about: a resource and the path in it, or neither where the diagnostic has its own place."""


class Built:
    """The resources of a build, those of them that were generated, who wrote them, and who names whom."""

    __slots__ = (
        "_graph", "_has_looked", "_homes", "_observer", "_patched", "_run", "generated", "output", "resources",
        "settings", "steps", "trace",
    )  # fmt: skip

    PATCHES = frozenset(
        (
            "patches", "patchesStrategicMerge", "patchesJson6902", "PatchTransformer",
            "PatchStrategicMergeTransformer", "PatchJson6902Transformer",
        )
    )  # fmt: skip
    """What asks for the steps that patch."""
    WRITERS = PATCHES | {"replicas", "ReplicaCountTransformer"}
    """What asks for the steps that write a value whatever was there."""
    COPIERS = frozenset(("replacements", "ReplacementTransformer"))
    """What asks for the steps that write the value of another field."""

    def __init__(self, trace: Trace, run: Run, output: str, observer: Observer) -> None:
        self.resources, self.trace = trace.resources, trace
        self.generated, self.settings, self.steps = run.log.generated, run.settings, observer.steps
        self.output = output
        """What the build prints."""
        self._run, self._observer = run, observer
        self._graph: Graph | None = None
        self._homes: dict[int, tuple[int, FieldPath]] = {}
        self._patched: set[int] = set()
        self._has_looked = False

    @property
    def homes(self) -> dict[int, tuple[int, FieldPath]]:
        """Each mapping and list that something was written into, by its identity: the index of its resource, a path."""
        self._look()
        return self._homes

    @property
    def patched(self) -> list[int]:
        """The indexes of the resources that a patch wrote something into."""
        if not any(asked.what in self.PATCHES for asked in self.steps.values()):
            return []
        self._look()
        return sorted(self._patched)

    def _look(self) -> None:
        """Walk through all resources, once."""
        if self._has_looked:
            return
        self._has_looked = True
        for index, resource in enumerate(self.resources):
            self._find_homes(index, (), resource.manifest, None)

    def _find_homes(self, index: int, path: FieldPath, value: Value, around: Source | None) -> None:
        record = self.trace.record
        chains, source = record.writes.get(id(value)), record.sources.get(id(value))
        if chains is not None:
            self._homes[id(value)] = index, path
        if index not in self._patched and (self._is_put_there(source, around) or self._is_written(chains)):
            self._patched.add(index)
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if type(each) in CONTAINERS:
                self._find_homes(index, (*path, key), each, source)

    def _is_written(self, chains: dict[str | int, Chain] | None) -> bool:
        """Whether a patch wrote some of a container's leaves."""
        if chains is None:
            return False
        return any(isinstance(each, Link) and each.step.what in self.PATCHES for each in chains.values())

    def _is_put_there(self, source: Source | None, around: Source | None) -> bool:
        """Whether a patch has put a container there as a whole: it was not read with the one around it."""
        if source is None:
            return False
        parent = source[1]
        if around is not None and (parent is around or (parent[1] is around[1] and parent[2] == around[2])):
            return False
        return step_of_source(source).what in self.PATCHES

    def text_of(self, path: str) -> str:
        """The text of a file of the tree; empty if it cannot be read."""
        try:
            return self._run.files.read(os.path.normpath(path)).decode("utf-8", "replace")
        except KustompyError:
            return ""

    def kustomizations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The kustomization files that were read, with their fields."""
        return self._run.parsed_kustomizations()

    @property
    def is_overlay(self) -> bool:
        """Whether the build is made of more than one kustomization."""
        return len(self._run.kustomizations) > 1

    def written_before(self, resource: Resource, path: FieldPath) -> str:
        """The text of a scalar as it stood in its file before a step wrote over it; empty if there was none."""
        before = self.trace.before(resource, path)
        span = None if before is None or not self.trace.lines.is_there(before) else self.trace.lines.span(before)
        if before is None or span is None or span[0] != span[2]:
            return ""
        line = self.trace.read(before.file).decode("utf-8", "replace").split("\n")[span[0] - 1]
        return line[span[1] - 1 : span[3] - 1].strip("'\"")

    def fields_of(self, kustomization: str) -> dict[str, Any]:
        """The fields of a kustomization that took part in the build."""
        fields: dict[str, Any] = self._observer.fields_of(kustomization)
        return fields

    @property
    def graph(self) -> Graph:
        """The references among the resources, found when first asked for."""
        if self._graph is None:
            self._graph = graph_of(self.resources)
        return self._graph
