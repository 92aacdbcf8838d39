"""``buildMetadata``: which annotations and labels a build leaves behind."""

from __future__ import annotations

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft

OPTIONS = ("originAnnotations", "transformerAnnotations", "managedByLabel")


def add_build_metadata(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``add buildmetadata``."""
    for option in _chosen(words):
        # Also one that is named twice in the same words: the first one is in the list by then, as in kustomize.
        if option in draft.fields.get("buildMetadata", []):
            raise UsageError(f"buildMetadata option {option} already in kustomization file", code="KST833")
        draft.entries("buildMetadata").append(option)


def set_build_metadata(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``set buildmetadata``."""
    draft.fields["buildMetadata"] = _chosen(words)


def remove_build_metadata(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``remove buildmetadata``."""
    chosen = _chosen(words)
    there = draft.fields.get("buildMetadata", [])
    # Options that are not there are no error, unlike labels: `remove label` needs a flag for that.
    if there:
        draft.fields["buildMetadata"] = [each for each in there if each not in chosen]


def _chosen(words: Sequence[str]) -> list[str]:
    if not words:
        raise UsageError("must specify a buildMetadata option", code="KST831")
    if len(words) > 1:
        raise UsageError(
            f"too many arguments: [{' '.join(words)}]; "
            "to provide multiple buildMetadata options, please separate options by comma",
            code="KST834",
        )
    chosen = words[0].split(",")
    for option in chosen:
        if option not in OPTIONS:
            raise UsageError(
                f"invalid buildMetadata option: {option}", code="KST835", hint=f"one of {', '.join(OPTIONS)}"
            )
    return chosen
