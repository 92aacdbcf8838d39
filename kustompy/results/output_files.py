"""One file for each resource, named as kustomize names them when it writes into a directory."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol, TypeVar

    from kustompy.model.ids import Gvk

    class Named(Protocol):
        """What a file name is made of."""

        @property
        def gvk(self) -> Gvk: ...
        @property
        def name(self) -> str: ...
        @property
        def effective_namespace(self) -> str: ...
        @property
        def is_cluster_scoped(self) -> bool: ...

    AnyNamed = TypeVar("AnyNamed", bound=Named)


def named_files(resources: Iterable[AnyNamed]) -> list[tuple[str, AnyNamed]]:
    """The resources under their file names, those without a namespace last; of two with one name, the last counts.

    The namespace stands in front where the resources lie in more than one.
    """
    resources = list(resources)
    namespaced = [each for each in resources if not each.is_cluster_scoped]
    several = len({each.effective_namespace for each in namespaced}) > 1
    found = [(_file_name(each, f"{each.effective_namespace}_" if several else ""), each) for each in namespaced]
    return found + [(_file_name(each), each) for each in resources if each.is_cluster_scoped]


def _file_name(resource: Named, start: str = "") -> str:
    parts = [*filter(None, resource.gvk), resource.name]
    # a slash in a name must not lead out of the directory
    return f"{start}{'_'.join(parts)}.yaml".lower().replace("/", "_").replace(os.sep, "_")


def write_files(directory: str, texts: Sequence[tuple[str, str]]) -> list[str]:
    """Write each text into the file of its name; the directory is made where it is missing. The paths, in order."""
    os.makedirs(directory, exist_ok=True)
    paths: dict[str, None] = {}
    for name, text in texts:
        path = os.path.join(directory, name)
        with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(text)
        paths[path] = None
    return list(paths)
