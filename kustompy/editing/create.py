"""``create``: a new kustomization, perhaps with what lies in the directory."""

from __future__ import annotations

import os

from kustompy.editing.draft import read_bytes
from kustompy.editing.edits.labels import pairs
from kustompy.editing.edits.lists import paths_of_roots
from kustompy.editing.layout import laid_out
from kustompy.editing.saving import save
from kustompy.errors import KustompyError, LoadError
from kustompy.kustomization.file import FILE_NAMES, KUSTOMIZATION_VERSION
from kustompy.yamlio.read.manifests import read_manifests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kustompy.model.values import Value


def create(
    directory: str | os.PathLike[str],
    *,
    resources: Sequence[str] = (),
    namespace: str = "",
    name_prefix: str = "",
    name_suffix: str = "",
    labels: Sequence[str] = (),
    annotations: Sequence[str] = (),
    autodetect: bool = False,
    recursive: bool = False,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Write a kustomization into a directory that has none, and give its path.

    ``resources`` are paths or patterns below the directory, or URLs; ``autodetect`` adds the manifests that are there.
    ``labels`` and ``annotations`` are texts such as ``"team:web,tier:front"``. Raises KustompyError if a kustomization
    is there already, or a path is not.
    """
    directory = os.path.abspath(directory)
    found = paths_of_roots(directory, resources, environment)
    _refuse_another(directory)
    if autodetect:
        found += [path for path in detected(directory, recursive=recursive) if path not in found]
    fields: dict[str, Value] = {
        "apiVersion": KUSTOMIZATION_VERSION,
        "kind": "Kustomization",
        "resources": found,
        "namePrefix": name_prefix,
        "nameSuffix": name_suffix,
        "namespace": namespace,
        "commonLabels": pairs(labels, "label"),
        "commonAnnotations": pairs(annotations, "annotation"),
    }
    path = os.path.join(directory, FILE_NAMES[0])
    save(path, None, laid_out(b"", fields))
    return path


def _refuse_another(directory: str) -> None:
    # A link that leads nowhere counts: to write through it would make a file wherever it points. With two of them
    # kustomize empties `kustomization.yaml` before it fails; here nothing is written.
    there = [name for name in FILE_NAMES if os.path.lexists(os.path.join(directory, name))]
    if not there:
        return
    text = "kustomization file already exists"
    if len(there) > 1:
        text = f"Found multiple kustomization file: [{' '.join(there)}]\n"
    path = os.path.join(directory, there[0])
    raise LoadError(text, code="KST840", file=path, hint="`kustompy edit` changes it")


def detected(directory: str, *, recursive: bool) -> list[str]:
    """The files that hold resources, and directories that are kustomizations, in the order of their names."""
    return list(_detected(directory, "", recursive=recursive))


def _detected(directory: str, below: str, *, recursive: bool) -> Iterator[str]:
    folder = os.path.join(directory, below)
    # Byte order is the order of Go's walk. Hidden files and any ending count, as long as the content reads as
    # resources.
    for name in sorted(os.listdir(folder), key=os.fsencode):
        shown = os.path.join(below, name)
        path = os.path.join(directory, shown)
        if os.path.isdir(path) and not os.path.islink(path):
            if not recursive:
                continue
            # A folder that is a kustomization becomes one entry: its files are its own business.
            if any(os.path.exists(os.path.join(path, each)) for each in FILE_NAMES):
                yield shown
            else:
                yield from _detected(directory, shown, recursive=True)
        elif _holds_resources(path, shown):
            yield shown


def _holds_resources(path: str, shown: str) -> bool:
    # Only a link gets here: kustomize reads a link to a folder as a file, and stops at a link that leads nowhere.
    if os.path.isdir(path):
        raise LoadError(f"read {shown}: is a directory", code="KST302", file=path)
    if not os.path.exists(path):
        raise LoadError(f"open {shown}: no such file or directory", code="KST301", file=path)
    try:
        read_manifests(read_bytes(path))
    # Whatever does not read as resources is left out in silence, as by kustomize. An empty file does read as
    # resources.
    except KustompyError:
        return False
    return True
