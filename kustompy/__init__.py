"""kustomize in pure Python."""

from __future__ import annotations

from kustompy._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.pipeline import Build, build

__all__ = ["Build", "__version__", "build"]

_HOMES = {"Build": "kustompy.pipeline", "build": "kustompy.pipeline"}


def __getattr__(name: str) -> object:
    """A public name, imported when it is first used: importing kustompy costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kustompy' has no attribute {name!r}")
    found = getattr(__import__(_HOMES[name], fromlist=[name]), name)
    globals()[name] = found
    return found
