"""Fingerprints: what stays of a mistake while lines move, by which code hosts compare the reports of two commits."""

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
        # Without the line, which every change above it moves.
        key = "\n".join((entry.code, entry.file, described(entry)))
        seen[key] = seen.get(key, 0) + 1
        # A path on disk may hold bytes that are no UTF-8: Python has surrogates for them, which have no encoding.
        found.append(sha256(f"{key}\n{seen[key]}".encode("utf-8", "replace")).hexdigest())
    return found
