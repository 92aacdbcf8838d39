"""What one build of a lint run gave, for the checks that look at the result."""

from __future__ import annotations

from kustompy.references.among import graph_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.errors import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.provenance.places import Place
    from kustompy.provenance.trace import Trace
    from kustompy.references.graph import Graph

    Generated: TypeAlias = tuple[Resource, Place]
    """A generated resource, and the place of its generator."""
    Result: TypeAlias = tuple[Resource | None, FieldPath, Diagnostic]
    """What a finding is about: a resource and the path in it, or neither where the diagnostic has its own place."""


class Built:
    """The resources of a build, those of them that were generated, who wrote them, and who names whom."""

    __slots__ = ("_graph", "generated", "resources", "settings", "trace")

    def __init__(self, trace: Trace, generated: list[Generated], settings: Settings) -> None:
        self.resources, self.trace = trace.resources, trace
        self.generated, self.settings = generated, settings
        self._graph: Graph | None = None

    @property
    def graph(self) -> Graph:
        """The references among the resources, found when first asked for."""
        if self._graph is None:
            self._graph = graph_of(self.resources)
        return self._graph
