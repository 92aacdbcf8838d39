"""``cfg tree``: the documents of a package as branches, by folder or by owner."""

from __future__ import annotations

import os

from kustompy.editing.packages.ordering import rank
from kustompy.editing.packages.reading import KRM_FILE
from kustompy.errors import KustomizationError
from kustompy.yamlio.nodes.node_writer import flow_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from kustompy.editing.packages.reading import Record
    from kustompy.yamlio.nodes.nodes import Node

# Where kustomize looks for containers: below the template of a pod, in a pod, and in a cron job.
_CONTAINERS = (
    ("spec", "template", "spec", "containers"),
    ("spec", "containers"),
    ("spec", "jobTemplate", "spec", "template", "spec", "containers"),
)
_OF_KIND = {"Pod": _CONTAINERS[1], "CronJob": _CONTAINERS[2]}


class Branch:
    """A line of the tree, and what hangs below it."""

    __slots__ = ("below", "text")

    def __init__(self, text: str, below: Sequence[Branch] = ()) -> None:
        self.text, self.below = text, list(below)


class Shown:
    """The fields to show of each document: paths of plain ones, and names of those of containers."""

    __slots__ = ("containers", "paths")

    def __init__(self, paths: Sequence[str], containers: Sequence[str]) -> None:
        self.paths, self.containers = paths, containers


def drawn(root: Branch) -> str:
    """The tree as text, empty if nothing hangs on it."""
    if not root.below:
        return ""
    return "\n".join([root.text, *_lines(root.below, "")]) + "\n"


def _lines(branches: Sequence[Branch], pad: str) -> Iterator[str]:
    for number, branch in enumerate(branches):
        is_last = number == len(branches) - 1
        yield f"{pad}{'└── ' if is_last else '├── '}{branch.text}"
        yield from _lines(branch.below, pad + ("    " if is_last else "│   "))


def by_folder(found: Sequence[Record], title: str, directory: str, shown: Shown) -> Branch:
    """Documents by the folder of their file, folders inside of one another."""
    # Documents without a kind are left out of the tree by folders, but not out of the one by owners.
    kept = [record for record in found if record.field("kind")]
    kept.sort(key=lambda record: (os.path.basename(_path(record)), *_identity(record)))
    folders = sorted({os.path.dirname(_path(record)) for record in kept}, key=os.fsencode)
    branches = {folder: Branch(_folder_text(folder, directory)) for folder in folders}
    for record in kept:
        path = _path(record)
        name = os.path.basename(path) or "."
        branch = branches[os.path.dirname(path)]
        branch.below.append(Branch(f"[{name}]  {_title(record)}", _fields(record, shown)))
    root = Branch(title, branches[""].below if "" in branches else ())
    for folder in folders:
        # A folder with no documents of its own is not shown, and its folders hang below the next one above.
        if folder:
            # kustomize hangs a folder below any one whose path its own begins with, `a-b` below `a`, and picks at
            # random where several fit: this is what it means to do.
            parent = _parent(folder, branches)
            (branches[parent] if parent else root).below.append(branches[folder])
    return root


def _parent(folder: str, folders: Container[str]) -> str:
    """The nearest folder above that has documents."""
    above = os.path.dirname(folder)
    while above and above not in folders:
        above = os.path.dirname(above)
    return above


def _folder_text(folder: str, directory: str) -> str:
    if folder and directory and os.path.exists(os.path.join(directory, folder, KRM_FILE)):
        return f"Pkg: {os.path.basename(folder)}"
    return os.path.basename(folder)


def _path(record: Record) -> str:
    return record.path or record.field("metadata", "annotations", "config.kubernetes.io/path")


def _identity(record: Record) -> tuple[str, str, str, str]:
    metadata = [record.field("metadata", key) for key in ("namespace", "name")]
    return metadata[0], metadata[1], record.field("kind"), record.field("apiVersion")


def _title(record: Record) -> str:
    namespace, name, kind, _ = _identity(record)
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def has_owners(found: Sequence[Record]) -> bool:
    """Whether any document has an owner."""
    return any(_owner(record) is not None for record in found)


def _owner(record: Record) -> tuple[str, str, str] | None:
    metadata = record.node.child("metadata")
    owners = metadata.child("ownerReferences") if metadata is not None else None
    # The first owner counts, and is looked for in the namespace of the document, as in a cluster.
    first = owners.child(0) if owners is not None else None
    if first is None:
        return None
    texts = [each.text if each is not None else "" for each in (first.child("kind"), first.child("name"))]
    return texts[0], record.field("metadata", "namespace"), texts[1]


def by_owner(found: Sequence[Record], shown: Shown) -> Branch:
    """Documents below the one that owns them; those of one id stand together, where the last of them does."""
    ordered = sorted(found, key=lambda record: (os.path.basename(_path(record)), *_identity(record)))
    last = {_key(record): place for place, record in enumerate(ordered)}
    ordered.sort(key=lambda record: last[_key(record)])
    branches: dict[tuple[str, str, str], Branch] = {}
    rows = []
    for record in ordered:
        text = f"[Resource]  {_title(record)}" if record.field("kind") else "[Resource]   "
        branch = branches[_key(record)] = Branch(text, _fields(record, shown))
        rows.append((branch, _owner(record)))
    root = Branch(".")
    for branch, owner in rows:
        if owner is None:
            root.below.append(branch)
        elif owner in branches:
            branches[owner].below.append(branch)
        else:
            kind, namespace, name = owner
            place = f"{namespace}/{name}" if namespace else name
            raise KustomizationError(
                f"owner '{kind} {place}' not found in input, but found as an owner of input objects", code="KST849"
            )
    return root


def _key(record: Record) -> tuple[str, str, str]:
    namespace, name, kind, _ = _identity(record)
    return kind, namespace, name


def _fields(record: Record, shown: Shown) -> list[Branch]:
    found = []
    for path in shown.paths:
        node = _at(record.node, path.split("."))
        if node is not None and _is_shown(node):
            found.append(Branch(f"{path}: {flow_text(node, '')}"))
    return [*found, *_containers(record, shown.containers)]


def _is_shown(node: Node) -> bool:
    return node.kind != "seq" or bool(node.items)


def _at(node: Node, keys: Sequence[str]) -> Node | None:
    found: Node | None = node
    for key in keys:
        found = found.child(key) if found is not None and found.kind == "map" else None
    return found


def _containers(record: Record, names: Sequence[str]) -> Iterator[Branch]:
    if not names:
        return
    path = _OF_KIND.get(record.field("kind"), _CONTAINERS[0])
    list_of = _at(record.node, path)
    if list_of is None or list_of.kind != "seq":
        return
    rows = []
    # In the order of names, whose numbers are shown then: kustomize shows these and not the places in the list.
    for container in sorted(list_of.items, key=_container_name):
        fields = [
            Branch(f"{name}: {flow_text(value, '')}")
            for name in sorted(names, key=rank)
            if (value := _at(container, (name,))) is not None
        ]
        rows.append(fields)
    if any(rows):
        yield Branch(".".join(path), [Branch(str(number), fields) for number, fields in enumerate(rows) if fields])


def _container_name(node: Node) -> str:
    found = _at(node, ("name",))
    return found.text if found is not None else ""
