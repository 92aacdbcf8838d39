"""All that differs between two sides: resources in pairs, in the order of the new side, then those that are gone."""

from __future__ import annotations

from kustompy.planning.changes.change import Change, Diff
from kustompy.planning.changes.fields import differing_fields
from kustompy.planning.changes.following import followers
from kustompy.planning.changes.noise import is_noise, is_quiet
from kustompy.planning.changes.pairing import paired
from kustompy.planning.changes.resource_change import Sides, Ties
from kustompy.planning.changes.same import same
from kustompy.planning.changes.veil import Veil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.planning.changes.causes import Writers
    from kustompy.planning.changes.ignored import Ignored
    from kustompy.planning.changes.noise import Rule
    from kustompy.results.resource import Resource
    from kustompy.validation.schema.finding import Finding


class Side:
    """The resources of one side, and who knows their writers: None for a text that was rendered."""

    __slots__ = ("ignored", "notes", "resources", "veil", "without_secrets", "writers")

    def __init__(
        self,
        resources: Sequence[Resource],
        writers: Writers | None = None,
        opened: Sequence[str] = (),
        without_secrets: Callable[[Sequence[Finding]], list[Finding]] = list,
        ignored: Sequence[Ignored] = (),
        notes: Sequence[str] = (),
        copied: Sequence[str] = (),
    ) -> None:
        self.ignored, self.notes = ignored, notes
        """The rules of the object that applies these resources, and a note for each that cannot be followed."""
        self.resources, self.writers, self.without_secrets = resources, writers, without_secrets
        self.veil = Veil(resources, writers, opened, copied)


def differences(a: Side, b: Side, noise: Sequence[Rule] = ()) -> Diff:
    """What differs; ``noise`` are the rules of what nobody wants to read, besides those of the new side."""
    rules: Sequence[Rule] = [*noise, *b.ignored]
    old, new = a.resources, b.resources
    partners = paired(old, new)
    follows = followers(old, new, partners)
    changes: list[Change] = []
    left_out = 0
    for index, resource in enumerate(new):
        other = partners.get(index)
        before = None if other is None else old[other]
        if before is not None and same(before.manifest, resource.manifest):
            continue
        sides = Sides(a.writers, b.writers, -1 if other is None else other, index, a.veil, b.veil)
        change, count = _change(before, resource, sides, follows.get(index, {}), rules)
        left_out += count
        changes += [change] if change is not None else []
    # What is gone comes behind all others, in the order of the old build.
    kept = set(partners.values())
    for index, resource in enumerate(old):
        if index not in kept:
            sides = Sides(a.writers, b.writers, index, -1, a.veil, b.veil)
            change, count = _change(resource, None, sides, {}, rules)
            left_out += count
            changes += [change] if change is not None else []
    return Diff(changes, left_out)


def _change(
    before: Resource | None, after: Resource | None, sides: Sides, follows: dict[tuple[str | int, ...], str],
    noise: Sequence[Rule],
) -> tuple[Change | None, int]:  # fmt: skip
    """The change, None if it is all noise, and how much of it is noise."""
    resource = after or before
    assert resource is not None
    old = None if before is None else before.manifest
    new = None if after is None else after.manifest
    quiet: list[tuple[str | int, ...]] = []
    # Most diffs have no rules, and then no field is looked at before somebody asks for it.
    if noise:
        if is_noise(resource.manifest, None, noise):
            return None, 1
        if old is not None and new is not None:
            fields = differing_fields(old, new)
            quiet = [each.path for each in fields if is_quiet(each, old, new, noise)]
            # A resource whose every field is noise is none that differs, but it is counted.
            if len(quiet) == len(fields):
                return None, len(quiet)
    former = before.id if before is not None else None
    ties = Ties(follows, frozenset(quiet))
    return Change(resource.id, old, new, former, sides, ties, resource.original_id.name), len(quiet)
