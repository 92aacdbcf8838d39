"""Inputs of a build in code: files that only the pipeline has."""

from __future__ import annotations

import os

from kustompy.errors import UsageError
from kustompy.linting.settings import settings_for
from kustompy.session.inputs import Inputs, Pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    Path: TypeAlias = str | os.PathLike[str]
    Given: TypeAlias = Inputs | Mapping[Any, str | bytes | Mapping[str, str]] | None


def declared_inputs(
    directory: Path,
    environment: Mapping[str, str],
    *,
    placeholders: bool = False,
    config: Path = "",
    sops_command: str = "",
) -> Inputs:
    """What ``kustompy.toml`` at or above a directory declares, with values of an environment such as ``os.environ``.

    ``placeholders`` are values of our own, the same in every run, and the environment is not looked at. ``config`` is
    a file that counts instead. Files of sops are opened with age keys (``pip install 'kustompy[sops]'``), or by the
    program ``sops_command``. Settings that cannot be read are a UsageError; a variable that is not set is the error
    of the build that reads its file.
    """
    from kustompy.inputs.given import inputs_of

    declared = settings_for(os.path.abspath(directory), config=os.fspath(config)).declared
    return inputs_of(declared, environment, placeholders=placeholders, sops_command=sops_command)


def inputs_from(given: Given, start: str) -> Inputs | None:
    """The inputs that a caller gives: content by path, or for an env file its pairs; paths begin at ``start``."""
    if given is None or isinstance(given, Inputs):
        return given
    files: dict[str, bytes] = {}
    for name, content in given.items():
        # By its real path, as files of a tree are asked for.
        path = os.path.realpath(os.path.join(start, os.fspath(name)))
        if isinstance(content, str):
            files[path] = content.encode("utf-8", "surrogateescape")
        elif isinstance(content, bytes):
            files[path] = content
        elif hasattr(content, "items"):
            # Pairs keep values of several lines, which an env file cannot write.
            files[path] = Pairs((str(key), str(value)) for key, value in content.items())
        else:
            raise UsageError(
                f"the input {os.fspath(name)} is a {type(content).__name__}",
                code="KST811",
                hint="give its content as str or bytes, or a mapping of the keys and values of an env file",
            )
    return Inputs(files)
