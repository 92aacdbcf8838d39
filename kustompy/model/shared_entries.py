"""Entries of mappings that are one node to kustomize: it makes a label once, and puts it wherever it is missing.

Whatever writes one of them later, a patch on ``metadata.labels`` in an overlay, say, writes them all.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.model.values import Manifest, Value


class SharedEntries:
    """The mappings of one resource that share entries, by the mapping's identity and the entry's name."""

    __slots__ = ("_groups",)

    def __init__(self) -> None:
        # The mappings are kept alive by their groups, so that no other can come to have the identity of one of them.
        self._groups: dict[tuple[int, str], list[Manifest]] = {}

    def join(self, name: str, mappings: list[Manifest]) -> None:
        """From here on the entry of that name is one and the same in all of these mappings."""
        for mapping in mappings:
            self._groups[id(mapping), name] = mappings

    def written(self, mapping: Manifest, name: str) -> None:
        """An entry was written: so it is in every mapping that shares it."""
        for other in self._groups.get((id(mapping), name), ()):
            other[name] = mapping[name]

    def removed(self, mapping: Manifest, name: str) -> None:
        """An entry was taken away, which the other mappings do not notice."""
        group = self._groups.pop((id(mapping), name), None)
        if group is not None:
            group[:] = [each for each in group if each is not mapping]

    def set_apart(self, mapping: Value) -> None:
        """All entries of a mapping were made anew: they are nobody else's any more."""
        if isinstance(mapping, dict):
            for name in mapping:
                self.removed(mapping, name)

    def edited(self, container: Any, key: Any) -> None:
        """A field was written, or what is in it."""
        value: Value = container[key]
        for other in self._groups.get((id(container), key), ()):
            other[key] = value
        if isinstance(value, dict):
            for name in value:
                self.written(value, name)
