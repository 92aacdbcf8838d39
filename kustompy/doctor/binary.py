"""An installed kustomize or kubectl: its version, and its render of an overlay."""

from __future__ import annotations

import os
from shutil import which

from kustompy.doctor.rendered import Rendered, documents_of, texts_of
from kustompy.errors import UsageError
from kustompy.system.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS = 60.0
_NAMES = ("kustomize", "kubectl")


class Binary:
    """A program that renders kustomizations."""

    __slots__ = ("arguments", "environment", "level", "path")

    def __init__(self, path: str, arguments: tuple[str, ...], level: str, environment: Mapping[str, str]) -> None:
        self.path, self.arguments, self.level, self.environment = path, arguments, level, environment

    def rendered(self, directory: str, ids: list[str]) -> Rendered:
        """The render of an overlay; ``ids`` are those of the resources in the order in which kustompy prints them."""
        done = run(self.path, [*self.arguments, directory], environment=self.environment, seconds=_SECONDS)
        if done.failure:
            return Rendered({}, _message(done.stderr.decode("utf-8", "replace")) or done.failure)
        return Rendered(documents_of(ids, texts_of(done.stdout.decode("utf-8", "replace"))))


def find_binary(named: str, environment: Mapping[str, str]) -> Binary | None:
    """The program that is named, else kustomize or kubectl from PATH; None if neither is installed."""
    for name in [named] if named else _NAMES:
        path = which(name, path=environment.get("PATH"))
        if path is not None:
            return _binary(path, environment)
    if named:
        raise UsageError(f"there is no program {named!r}", code="KST806")
    return None


def _binary(path: str, environment: Mapping[str, str]) -> Binary:
    """The program with the version that it says it has."""
    is_kubectl = os.path.basename(path).startswith("kubectl")
    arguments = ["version", "--client"] if is_kubectl else ["version"]
    done = run(path, arguments, environment=environment, seconds=_SECONDS)
    # kustomize prints `v5.8.1`, and kubectl `Kustomize Version: v5.7.1` below a version of its own that does not count.
    words = done.stdout.decode("utf-8", "replace").replace("{", " ").split()
    if is_kubectl:
        words = words[words.index("Kustomize") :] if "Kustomize" in words else words
    level = next((word for word in words if word.startswith("v5.")), "")
    return Binary(path, ("kustomize",) if is_kubectl else ("build",), level.removeprefix("v"), environment)


def _message(said: str) -> str:
    """The first line that begins with ``Error:``, without that word; the first line of all if none does."""
    for line in said.splitlines():
        head, colon, rest = line.partition(": ")
        if colon and head.lower() == "error":
            return rest
    return said.partition("\n")[0]
