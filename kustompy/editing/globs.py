"""The names that shell patterns match on the disk, as Go's ``filepath.Glob`` finds them."""

from __future__ import annotations

import os

from kustompy.golang.glob import bad_pattern, matcher

_META = "*?[\\" if os.sep == "/" else "*?["


def has_meta(pattern: str) -> bool:
    """Whether the pattern is more than a name."""
    return any(each in pattern for each in _META)


def glob(pattern: str, directory: str) -> list[str]:
    """The names that match, as seen from the directory, sorted within each folder as Go sorts them."""
    matcher(pattern)  # one that cannot be read is refused, whatever is there
    if not has_meta(pattern):
        return [pattern] if os.path.lexists(os.path.join(directory, pattern)) else []
    folder, name = os.path.split(pattern)
    folder = folder or "."
    if not has_meta(folder):
        return _glob_in(folder, name, directory)
    if folder == pattern:
        raise bad_pattern()
    return [found for each in glob(folder, directory) for found in _glob_in(each, name, directory)]


def _glob_in(folder: str, pattern: str, directory: str) -> list[str]:
    try:
        names = sorted(os.listdir(os.path.join(directory, folder)), key=os.fsencode)
    except (OSError, ValueError):
        return []
    fits = matcher(pattern)
    return [os.path.normpath(os.path.join(folder, name)) for name in names if fits(name)]
