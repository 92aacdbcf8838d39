"""The order in which objects are applied: each after those that it depends on."""

from __future__ import annotations

from kustompy.controllers.names import key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.controllers.objects import Object


def in_order(objects: Sequence[Object]) -> list[Object]:
    """The objects, each behind those that it depends on, else as they were; those of a circle come last."""
    left = list(objects)
    done: list[Object] = []
    taken: set[str] = set()
    keys = {each.key for each in objects}
    while left:
        ready = [each for each in left if all(key in taken or key not in keys for key in before(each))]
        if not ready:
            return [*done, *left]
        done += ready
        taken.update(each.key for each in ready)
        left = [each for each in left if each not in ready]
    return done


def before(subject: Object) -> list[str]:
    """The keys of what has to be applied before an object: what it depends on, and the object that makes it."""
    return [*needed_by(subject), *([subject.parent] if subject.parent else [])]


def cycle_of(subject: Object, objects: Sequence[Object]) -> list[str]:
    """The names on a way from an object by what it depends on back to itself; empty if there is none."""
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
    """The keys of what an object says that it depends on."""
    spec = subject.manifest.get("spec")
    entries = spec.get("dependsOn") if isinstance(spec, dict) else None
    if not isinstance(entries, list):
        return []
    return [
        key_of(subject.kind, each.get("namespace") or subject.namespace, each["name"])
        for each in entries
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]
