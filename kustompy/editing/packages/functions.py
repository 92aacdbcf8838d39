"""``fn run``: functions that are found in a package, or named on the command line, run over its documents."""

from __future__ import annotations

import os

from kustompy.editing.packages.grep import annotate
from kustompy.editing.packages.reading import YAML_NAMES, Record, documents, files
from kustompy.editing.packages.wrapping import list_text
from kustompy.errors import FunctionError
from kustompy.generators.function import command_of, function_spec
from kustompy.yamlio.nodes.arranged import Arranged
from kustompy.yamlio.nodes.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value
    from kustompy.session.context import Context

_JSON = ".json"
_PATHS = ("config.kubernetes.io/path", "internal.config.kubernetes.io/path")
# Functions are given these by kustomize, under the names of two generations, and may hand them back changed, dropped
# or as they are.
_NOTES = (
    "config.kubernetes.io/index", "internal.config.kubernetes.io/index", "config.k8s.io/id",
    "internal.config.kubernetes.io/id", "internal.config.kubernetes.io/annotations-migration-resource-id",
)  # fmt: skip
"""Annotations that functions are given, and that are removed from what they return."""

SECONDS = 300.0


class Function:
    """A program or image, the config that it is given, and the folder whose documents it sees."""

    __slots__ = ("config", "folder", "spec")

    def __init__(self, spec: dict[str, Value], config: str, folder: str = "") -> None:
        self.spec, self.config, self.folder = spec, config, folder

    def sees(self, record: Record) -> bool:
        """Whether the document lies in the function's folder or below."""
        folder = os.path.dirname(record.path)
        return not self.folder or folder == self.folder or folder.startswith(self.folder + os.sep)


def named(program: str, image: str, kind: str, data: Sequence[tuple[str, str]], *, network: bool) -> Function:
    """The function of the command line, with a config of the data."""
    spec: dict[str, Value] = {"exec": {"path": program}} if program else {"container": {"image": image}}
    written = f"exec: {{path: {program}}}" if program else f"container: {{image: {image}}}"
    if image and network:
        spec["container"]["network"] = True
        written = f"container: {{image: {image}, network: true}}"
    # Values are not quoted, as in kustomize: `replicas=3` gives the function a number.
    pairs = ", ".join(f"{key}: {value}" for key, value in data)
    config = (
        "metadata:\n  name: function-input\n  annotations:\n    config.kubernetes.io/function: |\n"
        f"      {written}\ndata: {{{pairs}}}\nkind: {kind or 'ConfigMap'}\napiVersion: v1\n"
    )
    return Function(spec, config)


def discovered(found: Sequence[Record], context: Context, *, is_global: bool) -> list[Function]:
    """The functions that documents name in their annotations, those of the deepest folders first."""
    functions = []
    for record in found:
        annotations = record.node.child("metadata")
        annotations = annotations.child("annotations") if annotations is not None else None
        if annotations is None or annotations.kind != "map":
            continue
        texts = {
            key.text: value.text for key, value in zip(annotations.items[::2], annotations.items[1::2], strict=True)
        }
        spec = function_spec({"metadata": {"annotations": texts}}, context.limits)
        if spec is not None:
            functions.append(Function(spec, record.text(), "" if is_global else _folder(record.path)))
    # Python sorts stably: functions of one depth run in the order of their files. Those that see everything come last.
    functions.sort(key=lambda function: -function.folder.count(os.sep) if function.folder else 1)
    return functions


def _folder(path: str) -> str:
    folder = os.path.dirname(path)
    # A folder `functions` is for what lies beside it.
    return os.path.dirname(folder) if os.path.basename(folder) == "functions" else folder


class Package:
    """The documents of a folder, as they were and as functions leave them."""

    __slots__ = ("_before", "directory", "records", "results")

    def __init__(self, directory: str, records: list[Record] | None = None) -> None:
        self.directory = directory
        self._before: dict[str, list[str]] = {}
        if records is None:
            records = []
            for path, shown in files(directory, (*YAML_NAMES, _JSON), with_packages=True):
                # Files that functions change are found by what their documents print: a file whose documents
                # print the same keeps its bytes.
                own = documents(path, shown, directory)
                self._before[shown] = [record.text() for record in own]
                records += own
        self.records = records
        self.results: list[str] = []

    def run(self, function: Function, context: Context) -> bool:
        """Run a function over what it sees; False if it is not enabled."""
        command = command_of(function.spec, context)
        if command is None:
            return False
        seen = [record for record in self.records if function.sees(record)]
        self.records = [record for record in self.records if not function.sees(record)]
        for number, record in enumerate(seen):
            annotate(record, index=True, path=bool(record.path))
            _note(record, number)
        text = _executed(command, list_text(seen, function.config), context)
        self.records += self.taken(text)
        self.records.sort(key=lambda record: (record.path.encode(), record.index))
        return True

    def taken(self, text: bytes) -> list[Record]:
        """The documents of what a function printed."""
        whole = Arranged(text.decode("utf-8", "replace"))
        root = whole.root
        if root is None or root.kind != "map":
            return []
        results = root.child("results")
        self.results.append(Record(whole, results, "", 0, is_whole=False).text() if results is not None else "")
        items = root.child("items")
        found = []
        for number, node in enumerate(items.items if items is not None else ()):
            record = Record(whole, node, "", number, is_whole=False)
            record.path = record.field("metadata", "annotations", _PATHS[0]) or _default_path(record)
            # The index comes back from a program, so it may be any text.
            index = record.field("metadata", "annotations", _NOTES[0])
            record.index = int(index) if index.isascii() and index.isdigit() else number
            for name in _NOTES:
                _drop(record.node, name)
            found.append(record)
        return found

    def annotated(self) -> list[Record]:
        """The documents with the path of their file in their annotations."""
        for record in self.records:
            if not record.field("metadata", "annotations", _PATHS[0]):
                for name in reversed(_PATHS):
                    _annotations(record.node).put(name, Node("scalar", record.path, "!!str", "'"))
        return self.records

    def write(self) -> list[str]:
        """Write the files that functions have changed, and remove those whose documents are gone."""
        from kustompy.editing.saving import save

        if not self.records:
            # As in kustomize: a function that returns nothing, perhaps since it failed, does not empty the package.
            return []
        after: dict[str, list[str]] = {}
        for record in self.records:
            for name in _PATHS:
                _drop(record.node, name)
            after.setdefault(record.path, []).append(record.text())
        changed = [path for path, texts in after.items() if self._before.get(path) != texts]
        for path in changed:
            save(self._place(path), None, "---\n".join(after[path]).encode())
        for path in self._before.keys() - after.keys():
            os.unlink(self._place(path))
            changed.append(path)
        return changed

    def _place(self, path: str) -> str:
        """Where a path of an annotation leads, which may not leave the package."""
        if not os.path.isdir(self.directory):
            return self.directory
        real = os.path.realpath(self.directory)
        # Links are followed first: a link in the package must not lead what a function writes out of it, either.
        place = os.path.realpath(os.path.join(real, path))
        if os.path.isabs(path) or not place.startswith(real + os.sep):
            raise FunctionError(f"the path '{path}' of a resource leads out of the package", code="KST640")
        os.makedirs(os.path.dirname(place), exist_ok=True)
        return place


def _executed(command: tuple[str, list[str], dict[str, str]], text: str, context: Context) -> bytes:
    from kustompy.system.process import run

    program, arguments, environment = command
    done = run(program, arguments, environment=environment, seconds=SECONDS, stdin=text.encode())
    # What a function says for people goes on to the user, whether it fails or not.
    said = done.stderr.decode(errors="replace").rstrip("\n")
    if said:
        context.session.warn(said)
    if done.failure:
        raise FunctionError(done.failure, code="KST625")
    return done.stdout


def _default_path(record: Record) -> str:
    # The name that kustomize gives to a resource which a function has made.
    return f"{record.field('kind')}_{record.field('metadata', 'name')}.yaml".lower()


def _note(record: Record, number: int) -> None:
    annotations = _annotations(record.node)
    annotations.put(_NOTES[4], Node("scalar", str(number), "!!str", "'"))
    annotations.put(_NOTES[3], Node("scalar", str(number + 1), "!!str", "'"))
    annotations.put(_NOTES[2], Node("scalar", str(number + 1), "!!str", "'"))


def _annotations(node: Node) -> Node:
    for key in ("metadata", "annotations"):
        child = node.child(key)
        if child is None or child.kind != "map":
            child = Node("map")
            node.put(key, child)
        node = child
    return node


def _drop(node: Node, name: str) -> None:
    """Take an annotation away, and the annotations if that was the last one."""
    metadata = node.child("metadata")
    annotations = metadata.child("annotations") if metadata is not None else None
    if metadata is None or annotations is None or annotations.child(name) is None:
        return
    _remove(annotations, name)
    if not annotations.items:
        _remove(metadata, "annotations")


def _remove(node: Node, key: str) -> None:
    for at in range(0, len(node.items), 2):
        if node.items[at].text == key:
            del node.items[at : at + 2]
            return
