"""A patch whose target matches nothing is applied to nothing."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.messages.suggestions import similar_resource
from kustompy.model.selector import Selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.observer import Found, Step


def unmatched_patches(step: Step) -> Iterator[Found]:
    """The patch itself, if nothing fits its target."""
    target = step.config.get("target")
    if not target:
        return
    selector = Selector(target)
    deletes = "$patch" in str(step.config.get("patch") or step.config.get("jsonOp") or "") or step.config.get("path")
    fits = selector.selected(step.resources) or (deletes and _fits_one_that_is_gone(selector, step))
    place = step.at("target")
    if fits:
        yield place, None
        return
    hint = similar_resource(target.get("kind") or "", target.get("name") or "", step.resources)
    yield place, Diagnostic("the target of the patch matches nothing", code="KST950", hint=hint)


def _fits_one_that_is_gone(selector: Selector, step: Step) -> bool:
    alive = {id(each) for each in step.resources}
    return any(id(each) not in alive and selector.matches_any_id(each) for each, _ in step.before)
