"""What is compared: a kustomization that is built, or manifests that were rendered, in files, folders or on stdin."""

from __future__ import annotations

import os

from kustompy.controllers.names import MARK, RELEASE
from kustompy.errors import LoadError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.values import is_null, plain
from kustompy.planning.changes.differ import Side
from kustompy.rendering.pipeline import build
from kustompy.targets.overlays import is_kustomization
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.model.values import Value
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build
    from kustompy.session.options import Options
    from kustompy.system.files import Files
    from kustompy.validation.check.inputs import Reading

STDIN = "-"


def read_side(name: str, options: Options, reading: Reading, piped: Callable[[], bytes]) -> Side:
    """The side that a path, a URL or ``-`` names."""
    if name == STDIN:
        return side_of_text(piped(), "stdin")
    # The file stands for its directory, as in all commands that take targets.
    if os.path.basename(name) in FILE_NAMES and os.path.isfile(name):
        name = os.path.dirname(name) or "."
    # A folder of rendered manifests, such as `-o` writes.
    elif os.path.isdir(name) and not is_kustomization(name):
        return _side_of_folder(name, reading)
    elif os.path.exists(name) and not os.path.isdir(name):
        return side_of_text(reading.content(name), name)
    return side_of_build(name, options)


def side_of_build(target: str, options: Options, files: Files | None = None) -> Side:
    """The resources of a kustomization, and who wrote them."""
    from kustompy.session.garbage import UNCOLLECTED

    # A build makes many objects and few circles: the collector would go through all of them again and again.
    with UNCOLLECTED:
        built = build(target, options, files)
        opened = options.inputs.opened() if options.inputs is not None else ()
        if MARK not in target:
            return Side(built.resources, built, opened, built.without_secrets)
        return _of_object(target, built, opened, options, files)


def _of_object(target: str, built: Build, opened: Sequence[str], options: Options, files: Files | None) -> Side:
    """The side of an object of a controller, with what it ignores, and the values that it takes from Secrets.

    What is in the values of a chart is hidden wherever it stands: nobody knows what helm makes of them.
    """
    from kustompy.planning.ignored import ignoring_of

    ignoring, secrets = ignoring_of(target, options, files), built.secret_texts()
    if f"{MARK}{RELEASE}/" in target:
        opened, secrets = [*opened, *secrets], []
    return Side(built.resources, built, opened, built.without_secrets, ignoring.rules, ignoring.notes, secrets)


def side_of_text(text: bytes, name: str) -> Side:
    """The manifests of a text that was rendered."""
    return Side(list(_resources(text, name)))


def _side_of_folder(folder: str, reading: Reading) -> Side:
    from kustompy.validation.check.inputs import files_below

    return Side([each for file in files_below(folder) for each in _resources(reading.content(file), file)])


def _resources(text: bytes, name: str) -> Iterator[Resource]:
    from kustompy.results.resource import Resource

    for document in read(text):
        # An empty document between two separators.
        if is_null(document):
            continue
        for manifest in _listed(plain(document)):
            if not isinstance(manifest, dict):
                raise LoadError(f"{name} has a document that is no manifest", code="KST407", hint="name a render")
            yield Resource(manifest)


def _listed(document: Value) -> list[Value]:
    """The objects of a List, or the document itself."""
    if isinstance(document, dict) and document.get("kind") == "List" and isinstance(document.get("items"), list):
        items: list[Value] = document["items"]
        return items
    return [document]
