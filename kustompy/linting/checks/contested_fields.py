"""Fields that two entries of one kustomization write: the value of the first is lost."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.observer import put
from kustompy.provenance.places import Link, Place, place_of
from kustompy.provenance.record import OVER
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.linting.observer import Asked
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.provenance.places import Base, Chain

# Targets are patterns: a name with any other character may select many resources.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")


def contested_fields(built: Built) -> Iterator[Result]:
    """Each pair of entries that write one field differently, at the first such field of each pair."""
    if not _may_contest(built):
        return
    known: set[tuple[Place, Place]] = set()
    for container, chains in built.trace.record.writes.items():
        for key, chain in chains.items():
            # Most leaves have one writer; this line is all that they cost.
            if type(chain) is not Link or type(chain.earlier) is not Link:
                continue
            for earlier, later in _pairs(chain):
                if not _are_rivals(built, earlier, later):
                    continue
                pair = _entry(built, earlier), _entry(built, later)
                if pair in known:
                    continue
                if container not in built.homes:
                    continue
                index, path = built.homes[container]
                resource = built.resources[index]
                if not _differ(earlier, later, _at(resource, path, key)):
                    continue
                known.add(pair)
                yield None, (), _said(built, resource, (*path, key), earlier, later)


def _may_contest(built: Built) -> bool:
    """Whether any kustomization has several entries that write values, whatever was there."""
    writers: set[str] = set()
    for asked in built.steps.values():
        if not asked.wrote:
            continue
        if asked.what in built.COPIERS or (asked.what in built.WRITERS and asked.file in writers):
            return True
        if asked.what in built.WRITERS:
            writers.add(asked.file)
    return False


def _entry(built: Built, link: Link) -> Place:
    """What asked for the step; of replacements, which are one step, what asked for the copy."""
    if link.step.what in built.COPIERS:
        return place_of(link.place)
    asked = built.steps[link.step.number]
    return Place(asked.file, link.step.number, asked.path)


def _said(built: Built, resource: Resource, path: FieldPath, earlier: Link, later: Link) -> Diagnostic:
    text = f"{resource.kind} {resource.name}: what this writes to {path_text(path)} is lost"
    winner = place_of(later.place)
    span = built.trace.lines.span(winner)
    where = ("written over", winner.file, span[0] if span else 0)
    hint = f"keep one: the {_words(later.step.what)} writes the same field"
    told = Diagnostic(text, code="KST015", severity="warning", hint=hint, also=where, resource=str(resource.id))
    return put(told, place_of(earlier.place))


def _words(what: str) -> str:
    return "later patch" if "atch" in what else f"`{what}:` entry" if what[:1].islower() else what


def _pairs(chain: Chain) -> Iterator[tuple[Link, Link]]:
    """Each writer of a leaf with the one before it."""
    # The last writer comes first in a chain.
    while isinstance(chain, Link):
        before = chain.earlier
        if isinstance(before, Link) and before.mode == OVER and chain.mode == OVER:
            yield before, chain
        chain = before


def _are_rivals(built: Built, earlier: Link, later: Link) -> bool:
    """Whether two entries of one kustomization are meant for the same, so that one of them is in vain."""
    first, second = built.steps.get(earlier.step.number), built.steps.get(later.step.number)
    if first is None or second is None or first.file != second.file:
        return False
    both = {earlier.step.what, later.step.what}
    if both <= built.COPIERS:
        return place_of(earlier.place) != place_of(later.place)
    if earlier.step is later.step or not both <= built.WRITERS:
        return False
    # a rule for many and an exception from it
    return _is_for_one(built, first) or not _is_for_one(built, second)


def _is_for_one(built: Built, asked: Asked) -> bool:
    target = _target(built, asked)
    if not isinstance(target, dict):
        return True
    name = target.get("name")
    return isinstance(name, str) and bool(name) and _PLAIN.issuperset(name)


def _target(built: Built, asked: Asked) -> Value:
    if asked.plugin is not None:
        return asked.plugin.manifest.get("target")
    entry: Value = built.fields_of(asked.file)
    for part in asked.path:
        try:
            entry = entry[part]
        except (KeyError, IndexError):
            return None
    return entry.get("target") if isinstance(entry, dict) else None


def _differ(earlier: Link, later: Link, now: Value) -> bool:
    """Whether the values differ, as far as they are known: those of entries that are no patches are not."""
    first = _value(earlier.place)
    second = _value(later.place)
    return first is None or (now if second is None else second) != first


def _value(place: Place | Base) -> Value:
    # A scalar of a kustomization, such as the count of `replicas:`, has no container to read it from.
    if isinstance(place, Place):
        return None
    source, key = place
    container = source[0]
    if isinstance(container, dict):
        return container.get(key)
    return container[key] if isinstance(container, list) and isinstance(key, int) and key < len(container) else None


def _at(resource: Resource, path: FieldPath, key: str | int) -> Value:
    value: Value = resource.manifest
    for part in path:
        value = value[part]
    if isinstance(value, list):
        return value[key] if isinstance(key, int) and key < len(value) else None
    return value.get(key)
