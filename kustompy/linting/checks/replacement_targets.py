"""A target of a replacement that selects nothing is written nowhere."""

from __future__ import annotations

from kustompy.diagnostic import Diagnostic
from kustompy.provenance.places import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.observer import Found, Step
    from kustompy.model.values import Value


def unmatched_targets(step: Step) -> Iterator[Found]:
    """Each target of a replacement, inline or in a file, that fits no resource."""
    from kustompy.transformers.replacement_target import Target

    for place, replacement in replacements(step):
        for number, target in enumerate(replacement.get("targets") or ()):
            here = place.below("targets", number, "select")
            select = target.get("select") or {}
            if Target(target).chosen(step.resources):
                yield here, None
                continue
            hint = step.similar(select.get("kind") or "", select.get("name") or "")
            yield here, Diagnostic("the target of the replacement matches nothing", code="KST952", hint=hint)


def replacements(step: Step) -> Iterator[tuple[Place, dict[str, Value]]]:
    """The replacements of the step, each with its place; those of files stand there."""
    for index, entry in enumerate(step.config):
        path = entry.get("path")
        if not path:
            yield step.at(index), entry
            continue
        loaded = step.context.config(path)
        file = Place(step.context.root.path_of(path))
        if isinstance(loaded, dict):
            yield file, loaded
        else:
            for number, each in enumerate(loaded):
                yield file.below(number), each
