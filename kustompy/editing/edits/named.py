"""Fields whose entries have names."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.editing.draft import Draft


def remove_named(draft: Draft, field: str, noun: str, words: Sequence[str]) -> None:
    """Remove the entries of a field whose names the words list, with commas; a name without an entry is logged."""
    names = [name for word in words for name in word.split(",")]
    there = draft.fields.get(field, [])
    known = [each.get("name", "") for each in there]
    for name in names:
        if name not in known:
            draft.log(f"{noun} {name} doesn't exist in kustomization file")
    if any(name in known for name in names):
        draft.fields[field] = [each for each in there if each.get("name", "") not in names]
