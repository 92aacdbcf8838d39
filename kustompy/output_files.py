"""One file for each resource, named as kustomize names them when it writes into a directory."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

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


def file_names(resources: Sequence[Named]) -> list[str]:
    """The file name of each resource; with the namespace in front where the resources lie in more than one."""
    namespaces = {each.effective_namespace for each in resources if not each.is_cluster_scoped}
    return [_file_name(each, len(namespaces) > 1 and not each.is_cluster_scoped) for each in resources]


def _file_name(resource: Named, with_namespace: bool) -> str:
    group, version, kind = resource.gvk
    parts = [part for part in (group, version, kind) if part]
    start = f"{resource.effective_namespace}_" if with_namespace else ""
    # a name may hold a slash, which must not lead out of the directory
    return f"{start}{'_'.join(parts)}_{resource.name}.yaml".lower().replace("/", "_").replace(os.sep, "_")


def write_files(directory: str, texts: Sequence[tuple[str, str]]) -> list[str]:
    """Write each text into the file of its name; the directory is made where it is missing. The paths, in order."""
    os.makedirs(directory, exist_ok=True)
    paths = {}
    for name, text in texts:
        path = os.path.join(directory, name)
        with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(text)
        paths[path] = None
    return list(paths)
