"""The version of kustomize that a command follows, by flag, environment or setting, and a quick look for settings."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = "KUSTOMPY_KUSTOMIZE_VERSION"
_OF_PYTHON = "pyproject.toml"
SETTINGS_FILES = ("kustompy.toml", _OF_PYTHON)
_NAME, _MERGE_KEYS = b"kustomize-version", b"merge-keys-from-crds"
_LARGEST = 1024 * 1024


def chosen_level(flag: str, environment: Mapping[str, str], directory: str, config: str = "") -> str:
    """The version that is asked for, empty if none is; ``config`` is the file of the settings, or ``none``."""
    return flag or environment.get(_VARIABLE) or _of_settings(os.path.abspath(directory), config)


def merges_by_crds(directory: str, config: str) -> bool:
    """Whether the settings for a directory, or those of a file, have ``merge-keys-from-crds = true``."""
    if not config and not is_named(directory, _MERGE_KEYS):
        return False
    from kustompy.linting.settings import settings_for

    return settings_for(directory, config=config).merge_keys_from_crds


def _of_settings(directory: str, config: str) -> str:
    if not config:
        return _configured(directory)
    from kustompy.linting.settings import settings_for

    return settings_for(directory, config=config).kustomize_version


def _configured(directory: str) -> str:
    """The version that the settings of a directory name, empty if they name none."""
    # Settings without the word cannot name a version, and are not parsed: that takes longer than a small build.
    if not is_named(directory, _NAME):
        return ""
    from kustompy.linting.settings import settings_for

    return settings_for(directory).kustomize_version


def is_named(directory: str, *words: bytes) -> bool:
    """Whether any file of settings at or above a directory has one of the words in it."""
    here = directory
    while True:
        if any(has_word(os.path.join(here, name), *words) for name in SETTINGS_FILES):
            return True
        above = os.path.dirname(here)
        if above == here:
            return False
        here = above


def has_word(path: str, *words: bytes) -> bool:
    """Whether a file of settings has one of the words in it."""
    # A device has no end, and a FIFO blocks whoever opens it.
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            text = file.read(_LARGEST)
    except OSError:
        return False
    if path.endswith(_OF_PYTHON) and not _has_table(text):
        return False
    return any(word in text for word in words)


def _has_table(text: bytes) -> bool:
    """Whether a pyproject.toml may have a table of ours."""
    # TOML has several ways to write a table: [tool.kustompy], [tool] with kustompy below it, tool = { … }; quotes and
    # blanks may stand anywhere in a name. The files of other projects have words such as `inputs`, too.
    bare = text.translate(None, b" \t\"'")
    return any(each in bare for each in (b"tool.kustompy", b"[tool]", b"tool={"))
