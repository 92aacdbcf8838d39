"""What tells one mistake from another while lines move: code hosts compare reports of two commits by it."""

from __future__ import annotations

from hashlib import sha256

from kustompy.reporting.entries import described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.reporting.entries import Entry


def fingerprints(entries: Sequence[Entry]) -> list[str]:
    """A hash for each entry; equal mistakes of a file are numbered."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        key = "\n".join((entry.code, entry.file, described(entry)))
        seen[key] = seen.get(key, 0) + 1
        found.append(sha256(f"{key}\n{seen[key]}".encode("utf-8", "replace")).hexdigest())
    return found
