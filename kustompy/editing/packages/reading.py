"""The documents of a package: the files that are read, and those that are left out."""

from __future__ import annotations

import os

from kustompy.editing.draft import read_bytes, read_inside
from kustompy.editing.packages.ignoring import Ignored
from kustompy.errors import LoadError, YamlError, reason_of, wrapping
from kustompy.yamlio.nodes.arranged import Arranged, ArrangedWriter
from kustompy.yamlio.read.chunks import chunks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.yamlio.nodes.nodes import Node

# Marks a folder as a package of its own, which `cat`, `count` and `grep` take one after the other.
KRM_FILE = "Krmfile"
YAML_NAMES = (".yaml", ".yml")
_LISTS = frozenset(("List", "ResourceList"))


class Record:
    """A document of a package: its node, the file that it is in as seen from the package, and its number there."""

    __slots__ = ("arranged", "index", "is_whole", "node", "path")

    def __init__(self, arranged: Arranged, node: Node, path: str, index: int, *, is_whole: bool = True) -> None:
        self.arranged, self.node, self.path, self.index, self.is_whole = arranged, node, path, index, is_whole

    def text(self) -> str:
        """The document, printed."""
        return ArrangedWriter(self.arranged).written(self.node, is_whole=self.is_whole)

    def field(self, *keys: str) -> str:
        """The text at a path of keys, empty if there is none."""
        node: Node | None = self.node
        for key in keys:
            node = node.child(key) if node is not None else None
        return node.text if node is not None and node.kind == "scalar" else ""

    @property
    def is_local(self) -> bool:
        """Whether the document is configuration for tools, and not for the cluster."""
        annotations = self.node.child("metadata")
        annotations = annotations.child("annotations") if annotations is not None else None
        return annotations is not None and annotations.child("config.kubernetes.io/local-config") is not None


def packages(directory: str, *, are_all: bool) -> list[str]:
    """The package and, if asked for, the packages below it: folders with a Krmfile."""
    try:
        os.lstat(directory)
    except OSError as error:
        raise LoadError(f"lstat {directory}: {reason_of(error)}", code="KST301") from None
    if not are_all or not os.path.isdir(directory):
        return [directory]
    found = [directory]
    for folder, folders, names in os.walk(directory):
        # In place, which is how os.walk is told the order in which it goes on.
        folders.sort(key=os.fsencode)
        if KRM_FILE in names and folder != directory:
            found.append(folder)
    return found


def records(directory: str, *, endings: Sequence[str] = YAML_NAMES, with_packages: bool = False) -> list[Record]:
    """The documents of the package, in the order of their files."""
    found = files(directory, endings, with_packages=with_packages)
    return [record for path, shown in found for record in documents(path, shown, directory)]


def files(directory: str, endings: Sequence[str], *, with_packages: bool) -> list[tuple[str, str]]:
    """The files of the package: the path of each, and the same from the package on."""
    if not os.path.isdir(directory):
        return [(directory, os.path.basename(directory))]
    return list(_files(directory, "", endings, Ignored(), with_packages=with_packages))


def _files(
    top: str, below: str, endings: Sequence[str], outer: Ignored, *, with_packages: bool
) -> Iterator[tuple[str, str]]:
    folder = os.path.join(top, below) if below else top
    is_package = not below or os.path.exists(os.path.join(folder, KRM_FILE))
    if below and is_package and not with_packages:
        return
    # kustomize reads `.krmignore` in folders of packages only.
    ignored = outer.with_file(folder, below) if is_package else outer
    for name in sorted(os.listdir(folder), key=os.fsencode):
        shown = os.path.join(below, name)
        path = os.path.join(top, shown)
        # Folders behind links are not entered: kustomize does not, and a link to a folder above would never end.
        is_folder = os.path.isdir(path) and not os.path.islink(path)
        if ignored.has(shown, is_folder=is_folder):
            continue
        if is_folder:
            yield from _files(top, shown, endings, ignored, with_packages=with_packages)
        elif name.endswith(tuple(endings)) and os.path.isfile(path):
            yield path, shown


def documents(path: str, shown: str, folder: str = "") -> list[Record]:
    """The documents of a file; ``folder`` is the one that it was found below, if it was not named itself."""
    file = os.path.abspath(path)
    with wrapping(f"{file}: MalformedYAMLError", file=file, kinds=YamlError):
        return _documents(read_inside(path, folder) if folder else read_bytes(path), shown)


def _documents(content: bytes, shown: str) -> list[Record]:
    found = []
    index = 0
    for text in chunks(content):
        arranged = Arranged(text if isinstance(text, str) else text.decode("utf-8", "replace"))
        # Documents that hold nothing take no number in the annotations that tell their index.
        if arranged.root is None or (arranged.root.kind == "scalar" and not arranged.root.text):
            continue
        found.append(Record(arranged, arranged.root, shown, index))
        index += 1
    return found


def piped(content: bytes) -> tuple[list[Record], bool]:
    """The documents of stdin, and whether they were items of a list."""
    found = _documents(content, "")
    unwrapped: list[Record] = []
    is_list = False
    for record in found:
        items = record.node.child("items")
        # Only what comes by stdin is unwrapped: a List in a file is a document like any other.
        if record.field("kind") not in _LISTS or items is None or items.kind != "seq":
            unwrapped.append(record)
            continue
        is_list = True
        for node in items.items:
            unwrapped.append(Record(record.arranged, node, "", len(unwrapped), is_whole=False))
    return unwrapped, is_list


def printed(found: Sequence[Record]) -> str:
    """The documents, joined by separators."""
    return "---\n".join([record.text() for record in found])
