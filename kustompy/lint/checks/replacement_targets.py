"""A target of a replacement that selects nothing is written nowhere."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.suggestions import similar_resource
from kustompy.transformers.replacements import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.lint.observer import Found, Step


def unmatched_targets(step: Step) -> Iterator[Found]:
    """Each target of an inline replacement that fits no resource."""
    for index, replacement in enumerate(step.config):
        for number, target in enumerate(replacement.get("targets") or ()):
            place = (*step.path, index, "targets", number, "select")
            select = target.get("select") or {}
            if Target(target).chosen(step.resources):
                yield place, None
                continue
            hint = similar_resource(select.get("kind") or "", select.get("name") or "", step.resources)
            yield place, Diagnostic("the target of the replacement matches nothing", code="KST952", hint=hint)
