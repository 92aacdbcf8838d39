"""The names that shell patterns match on the disk, as Go's ``filepath.Glob`` finds them."""

from __future__ import annotations

import os

from kustompy.golang.glob import bad_pattern, matcher

# On Windows the backslash parts folders, so Go's patterns have no escapes there.
_META = "*?[\\" if os.sep == "/" else "*?["


def has_meta(pattern: str) -> bool:
    """Whether the pattern is more than a name."""
    return any(each in pattern for each in _META)


def glob(pattern: str, directory: str) -> list[str]:
    """The names that match, as seen from the directory, sorted within each folder as Go sorts them."""
    # Go refuses a pattern that it cannot read before it looks at the disk, so that the answer is the same everywhere.
    matcher(pattern)
    if not has_meta(pattern):
        return [pattern] if os.path.lexists(os.path.join(directory, pattern)) else []
    folder, name = os.path.split(pattern)
    folder = folder or "."
    if not has_meta(folder):
        return _glob_in(folder, name, directory)
    # Go guards so against a pattern that is its own folder, which would be looked up for ever.
    if folder == pattern:
        raise bad_pattern()
    return [found for each in glob(folder, directory) for found in _glob_in(each, name, directory)]


def _glob_in(folder: str, pattern: str, directory: str) -> list[str]:
    try:
        # Go compares the bytes of names. Their code points sort the same way only as long as all of them are valid
        # UTF-8.
        names = sorted(os.listdir(os.path.join(directory, folder)), key=os.fsencode)
    # A folder that cannot be read matches nothing in Go. Python has a ValueError of its own for a null byte in a name.
    except (OSError, ValueError):
        return []
    fits = matcher(pattern)
    return [os.path.normpath(os.path.join(folder, name)) for name in names if fits(name)]
