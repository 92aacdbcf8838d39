"""How messages show paths."""

from __future__ import annotations

import os


def near(path: str) -> str:
    """A path as a message shows it: relative where it lies below the current directory."""
    start = os.getcwd().rstrip(os.sep) + os.sep
    return path[len(start) :] if path.startswith(start) else path
