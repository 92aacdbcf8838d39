"""Overlays that versions of kustomize render differently, and the changes of kustomize that are the reason."""

from __future__ import annotations

from kustompy.doctor.rendered import rendered
from kustompy.model.levels import CHANGES, changes_at
from kustompy.session.options import Options
from kustompy.upstream import DEFAULT_LEVEL, LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.doctor.rendered import Rendered

LABEL = "the label of `managedByLabel` names the version"
TOGETHER = "several changes together"


class Difference:
    """One overlay at two levels: the resources that differ, or the messages, and the reasons."""

    __slots__ = ("directory", "messages", "new", "old", "reasons", "resources")

    def __init__(self, directory: str, old: str, new: str, before: Rendered, after: Rendered) -> None:
        self.directory, self.old, self.new = directory, old, new
        self.resources = before.differing(after)
        self.messages = (before.error, after.error)
        self.reasons: list[str] = []


def distinct_levels() -> list[tuple[str, str]]:
    """The levels in groups that behave alike, each as its first and last level."""
    groups: list[tuple[str, str]] = []
    for level in LEVELS:
        if groups and changes_at(groups[-1][1]) == changes_at(level):
            groups[-1] = groups[-1][0], level
        else:
            groups.append((level, level))
    return groups


def differences(directory: str, before: Rendered) -> Iterator[Difference]:
    """The levels at which an overlay renders otherwise than at the default level, where it is ``before``."""
    for first, last in distinct_levels():
        if changes_at(first) == changes_at(DEFAULT_LEVEL):
            continue
        # One build for a group, at its last level: that is the one which somebody installs today.
        after = rendered(directory, Options(kustomize_version=last))
        if after.text == before.text:
            continue
        name = first if first == last else f"{first} to {last}"
        found = Difference(directory, DEFAULT_LEVEL, name, before, after)
        found.reasons = _reasons(directory, last, before, after)
        yield found


def _reasons(directory: str, level: str, before: Rendered, after: Rendered) -> list[str]:
    """The changes each of which alone makes a difference."""
    changes, usual = changes_at(level), changes_at(DEFAULT_LEVEL)
    # Each change by itself, on top of the default level. Two that only matter together are found by neither.
    reasons = [
        words
        for name, _, words in CHANGES
        if name in changes ^ usual and rendered(directory, Options(changes=usual ^ {name})).text != before.text
    ]
    # All changes without the version: what still differs is the version itself, which one label prints.
    if rendered(directory, Options(changes=changes)).text != after.text:
        reasons.append(LABEL)
    return reasons or [TOGETHER]
