"""A strategic merge patch for a target: what it says of its own name, kind and namespace is ignored."""

from __future__ import annotations

from kustompy.errors import Diagnostic, KustompyError
from kustompy.model.selector import Selector
from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kustompy.linting.observer import Found, Step
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.provenance.places import Place

_PLACEHOLDERS = (
    "any", "all", "dummy", "doesn", "does-not", "don", "foo", "ignore", "irrelevant", "name", "no-", "none",
    "not", "na", "n-a", "n/", "patch", "placeholder", "required", "this", "unused", "whatever", "will", "x", "_",
    "*", ".", "target", "example", "arbitrary", "unimportant", "to-be", "-",
)  # fmt: skip
"""How names begin that people write since a patch must have one."""


def ignored_names(step: Step) -> Iterator[Found]:
    """The name of the patch, if it is that of none of the resources that are patched."""
    options, target = step.config.get("options") or {}, step.config.get("target")
    if not target or options.get("allowNameChange"):
        return
    patch = _patch(step)
    metadata = patch.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if name is None or not is_scalar(name):
        return
    text = text_of(name)
    selected = Selector(target).selected(step.resources)
    if not selected or text in _names(selected) or _is_placeholder(text, target):
        return
    shown = selected[0]
    said = f"the name {text!r} of the patch is ignored: it is applied to {shown.kind} {shown.name}"
    hint = "write `options: {allowNameChange: true}` to rename the resource, or the name that it has"
    yield _place(step), Diagnostic(said, code="KST014", severity="warning", hint=hint)


def _patch(step: Step) -> Manifest:
    """The one manifest that the patch is; nothing if it is a list of operations, or cannot be read."""
    path = step.config.get("path")
    try:
        text: Any = step.context.load(path) if path else step.config.get("patch") or ""
        found = step.context.manifests(text, path or "")
    except KustompyError:
        return {}
    return found[0] if len(found) == 1 else {}


def _place(step: Step) -> Place:
    path = step.config.get("path")
    place = step.trace.file(step.context.root.path_of(path)) if path else step.at("patch")
    return place.at(0, ("metadata", "name"))


def _names(selected: list[Resource]) -> set[str]:
    return {name for each in selected for name in (each.name, *(key[0] for key in each.previous))}


def _is_placeholder(name: str, target: dict[str, Any]) -> bool:
    """Whether nobody can take the name for one that is meant."""
    if name.lower().startswith(_PLACEHOLDERS):
        return True
    # a pattern, or labels, may choose many: then there is no one name that could be written
    return not target.get("name") or any(each in target["name"] for each in ".*+?|()[]^$")
