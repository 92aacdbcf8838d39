"""The real kustomize, where a machine has one: tests compare with it, goldens and benches come from it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from kustompy.upstream import DEFAULT_LEVEL

WANTED = f"v{DEFAULT_LEVEL}"
HOW = (
    f"no kustomize {WANTED} here: set KUSTOMPY_KUSTOMIZE to the path of a kustomize {WANTED}, "
    f"or of a kubectl that carries it (1.36 does), or put one on PATH"
)
HOW_HELM = "no helm here: put a helm 3 or 4 on PATH"


@dataclass(frozen=True)
class Result:
    """What one call of the real binary came to."""

    code: int
    stdout: bytes
    stderr: bytes


@dataclass(frozen=True)
class Reference:
    """A kustomize binary, or a kubectl that has kustomize in it."""

    path: str
    command: tuple[str, ...]
    level: str = DEFAULT_LEVEL

    def build(self, directory: str, *arguments: str, timeout: float = 120) -> Result:
        """What the binary prints for the tree."""
        done = subprocess.run([*self.command, directory, *arguments], capture_output=True, timeout=timeout, check=False)
        return Result(done.returncode, done.stdout, done.stderr)


def find_reference(level: str = DEFAULT_LEVEL) -> Reference | None:
    """The first binary of the level: the one a variable names, else kustomize or kubectl on PATH.

    The variable is KUSTOMPY_KUSTOMIZE, for another level than the default one with its name (``…_5_8_3``).
    """
    own = f"KUSTOMPY_KUSTOMIZE_{level.replace('.', '_')}"
    named = os.environ.get(own) or (os.environ.get("KUSTOMPY_KUSTOMIZE") if f"v{level}" == WANTED else None)
    for path in [named] if named else [shutil.which("kustomize"), shutil.which("kubectl")]:
        if path and f"v{level}" in _versions(path):
            return Reference(path, _command(path), level)
    return None


def lacks_helm(arguments: Sequence[str]) -> bool:
    """Whether the arguments of a build ask for a helm that this machine has not."""
    return "--enable-helm" in arguments and shutil.which("helm") is None


def _command(path: str) -> tuple[str, ...]:
    return (path, "kustomize") if _is_kubectl(path) else (path, "build")


def _is_kubectl(path: str) -> bool:
    return os.path.basename(path).startswith("kubectl")


def _versions(path: str) -> list[str]:
    arguments = ["version", "--client"] if _is_kubectl(path) else ["version"]
    done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.split()
