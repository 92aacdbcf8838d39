"""Names in strategic merge patches: ignored beside a target, and for one namespace of several without one."""

from __future__ import annotations

import re

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.model.selector import Selector
from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import Patch, PatchStrategicMergeTransformer
    from kustompy.linting.observer import Found, Step
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Place
    from kustompy.session.context import Context

_DEFAULT = "default"
_MOST = 50
"""The most objects of one name that are looked at for each patch, so that many patches of many stay linear."""
_KIND = re.compile(r"^kind: (\w+)$", re.MULTILINE)
_NAMED = re.compile(r"^metadata:\n  name: ([-.\w]+)$", re.MULTILINE)
_PLACEHOLDERS = (
    "any", "all", "dummy", "doesn", "does-not", "don", "foo", "ignore", "irrelevant", "name", "no-", "none",
    "not", "na", "n-a", "n/", "patch", "placeholder", "required", "this", "unused", "whatever", "will", "x", "_",
    "*", ".", "target", "example", "arbitrary", "unimportant", "to-be", "-",
)  # fmt: skip
"""How the names begin that people write because kustomize wants some name in every patch."""


def ignored_names(step: Step) -> Iterator[Found]:
    """The name or kind of the patch, if it is that of none of the resources that are patched."""
    entry: Patch = step.config
    if entry.target is None:
        return
    selector = Selector(entry.target)
    if selector.selects_all:
        yield from _for_all(step)
        return
    text = patch_text(step.context, entry.path, entry.patch)
    target = entry.target.name
    selected = selector.selected(step.resources) if _is_merge(text) else []
    if not selected or _says_name_and_kind(text, selected):
        return
    patch = _patch(step)
    name, kind = _name(patch), patch.get("kind")
    if not name:
        return
    shown = f"it is applied to {selected[0].kind} {selected[0].name}"
    if not entry.options.allowNameChange and name not in _names(selected) and not _is_placeholder(name, target):
        said = f"the name {name!r} of the patch is ignored: {shown}"
        hint = "write `options: {allowNameChange: true}` to rename the resource, or the name that it has"
        yield _place(step).at(0, ("metadata", "name")), Diagnostic(said, code="KST014", severity="warning", hint=hint)
    elif not entry.options.allowKindChange and _is_other_kind(kind, name, selected):
        said = f"the kind {kind!r} of the patch is ignored: {shown}"
        hint = f"write `kind: {selected[0].kind}`, or the target that is meant"
        yield _place(step).at(0, ("kind",)), Diagnostic(said, code="KST014", severity="warning", hint=hint)


def _for_all(step: Step) -> Iterator[Found]:
    """What is said of a patch that names one object and has an empty target, which selects all there are."""
    name = _name(_patch(step))
    if name and len(step.resources) > 1 and not name.lower().startswith(_PLACEHOLDERS):
        count = len(step.resources)
        said = f"the name {name!r} of the patch is ignored: its empty target selects all {count} resources"
        hint = "remove `target:` to patch the object of that name, or write whom it is for"
        yield step.at("target"), Diagnostic(said, code="KST014", severity="warning", hint=hint)


def _is_other_kind(kind: Value, name: str, selected: list[Resource]) -> bool:
    """Whether the patch is written for an object of the name that is of another kind than all that are patched."""
    return isinstance(kind, str) and name in _names(selected) and all(each.kind != kind for each in selected)


def half_meant_names(step: Step) -> Iterator[Found]:
    """The name in a patch without target and namespace, if others of its kind and name are in other namespaces."""
    patch: Patch = step.config
    if patch.target is None and _has_several(step, patch.path, patch.patch):
        yield from _half_meant(step, _patch(step), _place(step))


def half_meant_merges(step: Step) -> Iterator[Found]:
    """The same for each patch of ``patchesStrategicMerge:``, or of a transformer that is one."""
    entries: list[tuple[str, FieldPath]]
    if isinstance(step.config, (list, tuple)):
        entries = [(entry, (index,)) for index, entry in enumerate(step.config)]
    else:
        config: PatchStrategicMergeTransformer = step.config
        entries = [(entry, ("paths", index)) for index, entry in enumerate(config.paths)]
        entries += [(config.patches, ("patches",))] if config.patches else []
    for entry, at in entries:
        # kustomize tries an entry as a path first, and no path has a line break.
        path, inline = ("", entry) if "\n" in entry else (entry, "")
        if _has_several(step, path, inline):
            yield from _half_meant(step, _manifest(step, path, inline), place_of_patch(step, path, *at))


def _half_meant(step: Step, patch: Manifest, place: Place) -> Iterator[Found]:
    """The finding about a patch that means one of several objects of its name."""
    metadata, kind, name = patch.get("metadata"), patch.get("kind"), _name(patch)
    if not name or not isinstance(kind, str) or (isinstance(metadata, dict) and metadata.get("namespace")):
        return
    same = (each for each in step.resources.named(name)[:_MOST] if each.kind == kind)
    spaces = [each.effective_namespace for each in same]
    others = sorted({*spaces} - {_DEFAULT})
    if _DEFAULT in spaces and others:
        said = f"the patch names no namespace: {kind} {name} of namespace {' and '.join(others)} stays as it is"
        hint = f"write `namespace: {_DEFAULT}` if that one is meant, or for all of them a `target:` with the name"
        yield place.at(0, ("metadata", "name")), Diagnostic(said, code="KST017", severity="warning", hint=hint)


def _has_several(step: Step, path: str, inline: str) -> bool:
    """Whether there may be several resources of the kind that a patch is of, as its usual line says."""
    text = patch_text(step.context, path, inline)
    kind = _KIND.search(text)
    return kind is None or "\n---" in text or len(step.resources.of_kind(kind[1])) > 1


def _patch(step: Step) -> Manifest:
    return _manifest(step, step.config.path, step.config.patch)


def _manifest(step: Step, path: str, inline: str) -> Manifest:
    """The one manifest that a file or text is; nothing if it is a list of operations, or cannot be read."""
    text = patch_text(step.context, path, inline)
    if not _is_merge(text):
        return {}
    try:
        found = step.context.manifests(text, path)
    except KustompyError:
        return {}
    return found[0] if len(found) == 1 else {}


def patch_text(context: Context, path: str, inline: str) -> str:
    """The text of a patch; empty if it cannot be read, as the build says."""
    if not path:
        return inline
    try:
        return context.load(path).decode("utf-8", "replace")
    except KustompyError:
        return ""


def _is_merge(text: str) -> bool:
    """Whether the text may be a strategic merge: no list of operations, by its first character."""
    start = next((line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"), "")
    return bool(start) and start[0] != "[" and not start.startswith("- ")


def _says_name_and_kind(text: str, selected: list[Resource]) -> bool:
    """Whether the usual lines of the text name what is patched: most patches do, and need not be parsed again."""
    kind, name = _KIND.search(text), _NAMED.search(text)
    if kind is None or name is None or "\n---" in text:
        return False
    return name[1] in _names(selected) and any(each.kind == kind[1] for each in selected)


def _name(patch: Manifest) -> str:
    metadata = patch.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return text_of(name) if name is not None and is_scalar(name) else ""


def _place(step: Step) -> Place:
    return place_of_patch(step, step.config.path, "patch")


def inline_patch(step: Step) -> tuple[str, str]:
    """The text of the patch that stands in the config of the step, and the field that it stands in."""
    # an entry of a field has no kind, and one of `patchesJson6902:` has its text where one of `patches:` has it
    field = "jsonOp" if getattr(step.config, "kind", "") == "PatchJson6902Transformer" else "patch"
    return getattr(step.config, field), field


def place_of_patch(step: Step, path: str, *at: str | int) -> Place:
    """The file of a patch, or the field or entry that it stands in."""
    return step.trace.file(step.context.root.path_of(path)) if path else step.at(*at)


def _names(selected: list[Resource]) -> set[str]:
    return {name for each in selected for name in (each.name, *(key[0] for key in each.previous))}


def _is_placeholder(name: str, target: str) -> bool:
    """Whether the name in the patch cannot be one that is meant."""
    if name.lower().startswith(_PLACEHOLDERS):
        return True
    # A pattern, or labels, may select many, and then there is no one name to write.
    return not target or any(each in target for each in ".*+?|()[]^$")
