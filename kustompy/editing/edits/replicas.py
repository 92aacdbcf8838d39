"""``replicas``: ``NAME=COUNT`` words, merged by name and sorted by it."""

from __future__ import annotations

from kustompy.editing.edits.named import remove_named
from kustompy.errors import UsageError
from kustompy.golang.text import atoi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft

_FORMAT = "invalid format of replica, use the following format: <name>=<count>"


def set_replicas(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``set replicas``."""
    if not words:
        raise UsageError("no replicas specified", code="KST831")
    changed = dict(map(_replica, words))
    merged = {each.get("name", ""): each for each in draft.fields.get("replicas", [])}
    merged |= {name: {"name": name, "count": count} if name else {"count": count} for name, count in changed.items()}
    # Sorted by name, as images are: kustomize goes by way of a map.
    draft.fields["replicas"] = [merged[name] for name in sorted(merged, key=str.encode)]


def remove_replicas(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``remove replicas``: entries by name."""
    if not words:
        raise UsageError("no replicas specified", code="KST831")
    remove_named(draft, "replicas", "replicas", words)


def _replica(word: str) -> tuple[str, int]:
    name, equals, text = word.partition("=")
    # Go's strconv.Atoi takes a sign and leading zeros, but no underscores and blanks as Python's int does.
    count = atoi(text)
    if not equals or count is None:
        raise UsageError(_FORMAT, code="KST836")
    return name, count
