"""A target of a replacement that selects nothing is written nowhere."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.provenance.places import Place
from kustompy.transformers.replacement_target import Target
from kustompy.transformers.replacements import replacements_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import ReplacementField
    from kustompy.linting.observer import Found, Step


def unmatched_targets(step: Step) -> Iterator[Found]:
    """Each target of a replacement, inline or in a file, that fits no resource."""
    for place, replacement in replacements(step):
        for number, target in enumerate(replacement.targets):
            here, select = place.below("targets", number, "select"), target.select
            if select is None:
                continue
            if Target(target).chosen(step.resources):
                yield here, None
                continue
            hint = step.similar(select.kind, select.name)
            yield here, Diagnostic("the target of the replacement matches nothing", code="KST952", hint=hint)


def replacements(step: Step) -> Iterator[tuple[Place, ReplacementField]]:
    """The replacements of the step, each with its place; those of files stand there."""
    for index, entry in enumerate(step.config):
        if not entry.path:
            yield step.at(index), entry
            continue
        file = Place(step.context.root.path_of(entry.path))
        for each, at in replacements_in(entry.path, step.context):
            yield file.below(*at), each
