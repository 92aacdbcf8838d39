"""Entries of mappings that are one node to kustomize: it makes a label once, and puts it wherever it is missing.

Whatever writes one of them later, a patch on ``metadata.labels`` in an overlay, say, writes them all.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import Step
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record


class SharedEntries:
    """The mappings of one resource that share entries, by the entry's name: most of what is edited has another one."""

    __slots__ = ("names", "trace")

    def __init__(self, trace: Record | None = None) -> None:
        self.trace = trace
        self.names: dict[str, list[list[Manifest]]] = {}
        """The groups of mappings that share an entry, by its name; the newest group first."""

    def join(self, name: str, mappings: list[Manifest]) -> None:
        """From here on the entry of that name is one and the same in all of these mappings."""
        # The newest group first: a mapping that was in an earlier one is found in this one now.
        self.names[name] = [mappings, *self.names.get(name, ())]

    def _group(self, mapping: Manifest, name: str) -> list[Manifest]:
        """The mappings that share the mapping's entry, itself among them; none where nobody does."""
        for group in self.names.get(name, ()):
            for each in group:
                # By identity: equal mappings are the rule where labels are the same everywhere.
                if each is mapping:
                    return group
        return []

    def written(self, mapping: Manifest, name: str) -> None:
        """An entry was written: so it is in every mapping that shares it."""
        for other in self._group(mapping, name):
            other[name] = mapping[name]
            if self.trace is not None and other is not mapping:
                self.trace.put(other, name, self.trace.chain(mapping, name))

    def removed(self, mapping: Manifest, name: str) -> None:
        """An entry was taken away, which the other mappings do not notice."""
        group = self._group(mapping, name)
        group[:] = [each for each in group if each is not mapping]

    def set_apart(self, mapping: Value) -> None:
        """All entries of a mapping were made anew: they are nobody else's any more."""
        if isinstance(mapping, dict):
            for name in mapping:
                self.removed(mapping, name)

    def edited(self, container: Value, key: Step) -> None:
        """A field was written, or what is in it."""
        if key in self.names:
            self.written(container, key)
        value: Value = container[key]
        if isinstance(value, dict):
            for name in self.names:
                if name in value:
                    self.written(value, name)
