"""Patterns for paths in manifests: ``Deployment/web:spec.template.spec.containers[*].image``."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from kustompy.model.ids import ResourceId


class PathPattern:
    """A path with wildcards, of all resources or of those of one kind and name."""

    __slots__ = ("kind", "name", "parts")

    def __init__(self, text: str) -> None:
        place, colon, path = text.rpartition(":")
        self.kind, _, self.name = place.partition("/") if colon else ("", "", "")
        self.parts = _split(path)

    def covers(self, resource: ResourceId, path: Sequence[str | int]) -> bool:
        """Whether the pattern leads to the path, or to something above it."""
        if not fnmatchcase(resource.gvk.kind, self.kind or "*") or not fnmatchcase(resource.name, self.name or "*"):
            return False
        # Indexes as texts: `*` and `0` stand for them as for keys.
        return _covers(self.parts, [str(each) for each in path])


def _split(path: str) -> list[str]:
    """Keys at the dots; a key that has dots stands in brackets: ``metadata.labels[app.kubernetes.io/name]``."""
    parts, rest = [], path
    while rest:
        if rest[0] == "[":
            part, _, rest = rest[1:].partition("]")
            parts.append(part.strip("\"'"))
        else:
            end = min(at for at in (rest.find("."), rest.find("["), len(rest)) if at >= 0)
            parts.append(rest[:end])
            rest = rest[end:]
        rest = rest.removeprefix(".")
    return parts


def _covers(parts: Sequence[str], path: Sequence[str]) -> bool:
    if not parts:
        return True
    # The length of a path bounds this: patterns come from the test, and manifests nest a few levels.
    if parts[0] == "**":
        return any(_covers(parts[1:], path[at:]) for at in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], parts[0]) and _covers(parts[1:], path[1:])
