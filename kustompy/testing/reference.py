"""The real kustomize, where a machine has one."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess

from kustompy.api.build import build
from kustompy.errors import KustompyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict

    class Choices(TypedDict, total=False):
        """The options that both programs have a word for."""

        load_restrictions: bool
        enable_helm: bool


_FLAGS = {"load_restrictions": "--load-restrictor=LoadRestrictionsNone", "enable_helm": "--enable-helm"}
_TIMEOUT = 300


def difference_from_kustomize(directory: str, kustomize: str, options: Choices) -> str:
    """A diff of what the real kustomize prints and what kustompy prints, empty where they agree."""
    path = kustomize or shutil.which("kustomize") or shutil.which("kubectl")
    if path is None:
        import pytest

        pytest.skip("no kustomize and no kubectl on PATH to compare with")
    # kubectl has kustomize built in, as a command without the word build.
    command = [path, "kustomize" if os.path.basename(path).startswith("kubectl") else "build", directory]
    for option, value in options.items():
        if value != (option == "load_restrictions"):
            command.append(_FLAGS[option])
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=_TIMEOUT, check=False)
    try:
        ours = build(directory, **options).to_yaml()
    except KustompyError as error:
        # A refusal agrees with a refusal: what the two say is not compared.
        return "" if done.returncode else f"kustomize builds it, kustompy says: {error}"
    if done.returncode:
        return f"kustompy builds it, kustomize says: {done.stderr.strip()}"
    lines = difflib.unified_diff(
        done.stdout.splitlines(keepends=True), ours.splitlines(keepends=True), "kustomize", "kustompy"
    )
    return "".join(lines)
