"""A patch whose target matches nothing is applied to nothing."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.model.selector import Selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import Selector as Target
    from kustompy.linting.observer import Found, Step


def unmatched_patches(step: Step) -> Iterator[Found]:
    """The patch itself, if nothing fits its target before it is applied."""
    target: Target | None = step.config.target
    if target is None or Selector(target).selects_all:
        return
    place = step.at("target")
    if Selector(target).selected(step.resources):
        yield place, None
        return
    hint = _before_affixes(step, target) or step.similar(target.kind, target.name) or _of_selectors(target)
    yield place, Diagnostic("the target of the patch matches nothing", code="KST950", hint=hint)


def _before_affixes(step: Step, target: Target) -> str:
    """The name without what the same kustomization adds to it afterwards, if a resource has it."""
    fields, name = step.fields, target.name
    for field, bare in (
        ("namePrefix", name.removeprefix(fields.get("namePrefix") or "")),
        ("nameSuffix", name.removesuffix(fields.get("nameSuffix") or "")),
    ):
        if bare != name and Selector(target.replaced(name=bare)).selected(step.resources):
            return f"patches come before `{field}:`: write `name: {bare}`"
    return ""


def _of_selectors(target: Target) -> str:
    """What no resource has, where labels or annotations are selected by."""
    wanted = [
        f"the {noun} `{selector}`"
        for selector, noun in ((target.labelSelector, "labels"), (target.annotationSelector, "annotations"))
        if selector
    ]
    return f"no resource of the build has {' and '.join(wanted)} here: write what one of them has" if wanted else ""
