"""Which version of kustomize a command follows: by flag, environment or setting, in this order."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = "KUSTOMPY_KUSTOMIZE_VERSION"
_FILES = ("kustompy.toml", "pyproject.toml")
_NAME = b"kustomize-version"
_LARGEST = 1024 * 1024


def chosen_level(flag: str, environment: Mapping[str, str], directory: str, config: str = "") -> str:
    """The version that is asked for, empty if none is; ``config`` is the file of the settings, or ``none``."""
    return flag or environment.get(_VARIABLE) or _of_settings(os.path.abspath(directory), config)


def _of_settings(directory: str, config: str) -> str:
    if not config:
        return _configured(directory)
    from kustompy.linting.settings import settings_for

    return settings_for(directory, config=config).kustomize_version


def _configured(directory: str) -> str:
    """What the settings for the directory say; files that do not have the word are not parsed."""
    here = directory
    while True:
        for name in _FILES:
            if _has_setting(os.path.join(here, name)):
                from kustompy.linting.settings import settings_for

                return settings_for(directory).kustomize_version
        above = os.path.dirname(here)
        if above == here:
            return ""
        here = above


def _has_setting(path: str) -> bool:
    # a device or a FIFO of that name has no end, or never begins
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return _NAME in file.read(_LARGEST)
    except OSError:
        return False
