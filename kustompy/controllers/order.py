"""The order in which objects are applied: each after its dependencies."""

from __future__ import annotations

from kustompy.controllers.names import key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.controllers.objects import Object


def in_order(objects: Sequence[Object]) -> list[Object]:
    """The objects, each after its dependencies, otherwise in the given order; those of a circle come last."""
    left = list(objects)
    done: list[Object] = []
    taken: set[str] = set()
    keys = {each.key for each in objects}
    while left:
        # A dependency that is not among the objects lies elsewhere in the cluster, and may be ready already.
        ready = [each for each in left if all(key in taken or key not in keys for key in before(each))]
        if not ready:
            return [*done, *left]
        done += ready
        taken.update(each.key for each in ready)
        left = [each for each in left if each not in ready]
    return done


def before(subject: Object) -> list[str]:
    """The keys of the objects to apply before this one: its dependencies, and the object whose build contains it."""
    return [*needed_by(subject), *([subject.parent] if subject.parent else [])]


def cycle_of(subject: Object, objects: Sequence[Object]) -> list[str]:
    """The names along a circle of dependencies from an object back to itself; empty if there is none."""
    by_key = {each.key: each for each in objects}
    came_from: dict[str, str] = {}
    waiting = [subject.key]
    while waiting:
        here = waiting.pop()
        for key in needed_by(by_key.get(here, subject)) if here in by_key else ():
            if key == subject.key:
                return _way(here, came_from, subject.key)
            if key not in came_from:
                came_from[key] = here
                waiting.append(key)
    return []


def _way(last: str, came_from: dict[str, str], start: str) -> list[str]:
    found = [start]
    while last != start:
        found.append(last)
        last = came_from[last]
    found.append(start)
    return [each.partition("/")[2] for each in reversed(found)]


def needed_by(subject: Object) -> list[str]:
    """The keys in an object's ``dependsOn``; entries without a name are skipped."""
    # Flux looks for a dependency of the same kind, in the namespace of the object unless the entry names one. Argo CD
    # has no such field. What is malformed is an error only when the object itself is built.
    spec = subject.manifest.get("spec")
    entries = spec.get("dependsOn") if isinstance(spec, dict) else None
    if not isinstance(entries, list):
        return []
    return [
        key_of(subject.kind, each.get("namespace") or subject.namespace, each["name"])
        for each in entries
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]
