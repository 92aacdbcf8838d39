"""``patches``: items by path or text, and the target that they are for."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.golang.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft
    from kustompy.model.values import Value

    Patch = dict[str, Value]

TARGET = {
    "group": "group", "version": "version", "kind": "kind", "name": "name", "namespace": "namespace",
    "labelSelector": "label-selector", "annotationSelector": "annotation-selector",
}  # fmt: skip
"""The fields of a target, and the flag for each."""


def add_patch(draft: Draft, words: Sequence[str], options: Mapping[str, Value]) -> None:
    """``add patch``."""
    patch = _patch_of(options)
    if "path" not in patch and "patch" not in patch:
        raise UsageError("must provide either patch or path", code="KST831", hint="write `--path FILE`")
    for each in draft.fields.get("patches", []):
        # kustomize compares the structs, and writes nothing if one is equal, not even its own layout.
        if _compared(each) == _compared(patch):
            draft.log(f"patch {_dump(patch)} already in kustomization file")
            draft.is_left = True
            return
    draft.entries("patches").append(patch)


def remove_patch(draft: Draft, words: Sequence[str], options: Mapping[str, Value]) -> None:
    """``remove patch``: every item that is exactly the one that the flags describe."""
    patch = _patch_of(options)
    there = draft.fields.get("patches", [])
    left = [each for each in there if _compared(each) != _compared(patch)]
    if len(left) == len(there):
        # The log of kustomize names the text of the patch only, so that it names nothing for one that was given by its
        # path.
        draft.log(f"patch {patch.get('patch', '')} doesn't exist in kustomization file")
        draft.is_left = True
        return
    draft.fields["patches"] = left


def _patch_of(options: Mapping[str, Value]) -> Patch:
    if options["path"] and options["patch"]:
        raise UsageError("patch and path can't be set at the same time", code="KST808")
    patch: Patch = {key: options[key] for key in ("path", "patch") if options[key]}
    target = {field: options[flag] for field, flag in TARGET.items() if options[flag]}
    if target:
        patch["target"] = target
    return patch


def _compared(patch: Patch) -> Patch:
    """The item without empty texts; an empty target and empty options stay."""
    small: Patch = {key: patch[key] for key in ("path", "patch") if patch.get(key)}
    for key in ("target", "options"):
        # In Go these are pointers: an empty `target: {}` is another thing than no target.
        if patch.get(key) is not None:
            small[key] = {name: value for name, value in patch[key].items() if value}
    return small


def _dump(patch: Patch) -> str:
    """The item as Go's ``%#v`` shows it."""
    # The address differs in each run of kustomize; ours is always the same.
    target = "(*types.Selector)(0xc000000000)" if "target" in patch else "(*types.Selector)(nil)"
    return (
        f"types.Patch{{Path:{quoted(patch.get('path', ''))}, Patch:{quoted(patch.get('patch', ''))}, "
        f"Target:{target}, Options:(*types.PatchArgs)(nil)}}"
    )
