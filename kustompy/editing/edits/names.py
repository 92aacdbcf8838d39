"""``namePrefix``, ``nameSuffix`` and ``namespace``: fields with one text."""

from __future__ import annotations

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft


def set_prefix(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``set nameprefix``."""
    _set(draft, "namePrefix", words, "prefix")


def set_suffix(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``set namesuffix``."""
    _set(draft, "nameSuffix", words, "suffix")


def set_namespace(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``set namespace``."""
    _set(draft, "namespace", words, "namespace")


def _set(draft: Draft, field: str, words: Sequence[str], noun: str) -> None:
    if len(words) != 1:
        raise UsageError(f"must specify exactly one {noun} value", code="KST831")
    fields = draft.fields
    # Any text goes in unchecked (`Bad_NS`, `a/b`), as with kustomize: the build or the API server refuses it.
    if words[0]:
        fields[field] = words[0]
    elif fields.get(field):
        del fields[field]
