"""Which kustomize is followed, and where the data that were taken from it lie."""

from __future__ import annotations

LEVEL = "v5.8.1"
RELEASED = "2026-02-09T00:00:00Z"
"""The day that level was released: a constant, so that every installation says the same."""


def schemas_directory() -> str:
    """Where the data lie: within the installed package, or beside the package in a checkout."""
    from os.path import dirname, isdir

    package = dirname(__file__)
    installed = f"{package}/_schemas"
    return installed if isdir(installed) else f"{dirname(package)}/schemas"
