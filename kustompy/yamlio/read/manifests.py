"""A resource file: text in, checked manifests out (spec section 2.6)."""

from __future__ import annotations

from kustompy.errors import NO_MANIFEST, UNFINISHED, ResourceError, YamlError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.values import is_null, text_of
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.limits import Limits
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value

    Place: TypeAlias = tuple[int, FieldPath]
    """The index of a manifest's document, and the manifest's path in it."""


class NoManifest(ResourceError):
    """A document is no manifest: it is no mapping, or has no apiVersion, kind or name."""

    default_code = "KST402"
    default_fault = NO_MANIFEST


def read_manifests(text: bytes | str, file: str = "", limits: Limits = DEFAULT_LIMITS) -> list[Manifest]:
    """The manifests of a text, lists taken apart; ``file`` is what a syntax error calls it."""
    found: list[Manifest] = read_placed(text, file, limits)[0]
    return found


def read_placed(text: bytes | str, file: str = "", limits: Limits = DEFAULT_LIMITS) -> list[Value]:
    """The manifests of a text, and the place of each: the index of its document, and its path there.

    The places are None where each document is one manifest, as in nearly all files.
    """
    try:
        documents = read(text, limits)
    except YamlError as error:
        if not error.syntax:
            raise
        place = f" in File: {file}" if file else ""
        error.worded(f"MalformedYAMLError: {error}{place}")
        raise
    items = _items_of(documents[0]) if len(documents) == 1 else None
    if items is not None:
        documents = items
    found = []
    lists = False
    for index, document in enumerate(documents):
        if not document and (is_null(document) or type(document) in (dict, list)):
            continue
        if not isinstance(document, dict):
            raise NoManifest("missing Resource metadata", document=index)
        try:
            kind = document["kind"]
            if (
                type(kind) is str
                and kind[-4:] != "List"
                and document["apiVersion"]
                and type(document["metadata"]["name"]) is str
            ):
                found.append(document)
                continue
        except (KeyError, TypeError):
            pass
        check_identity(document, index)
        lists = lists or text_of(document["kind"]).endswith("List")
        found.append(document)
    if not lists and items is None and len(found) == len(documents):
        return [found, None]
    indexes = [index for index, document in enumerate(documents) if isinstance(document, dict) and document]
    places: list[Place] = [(index, ()) for index in indexes] if items is None else [(0, ("items", i)) for i in indexes]
    return _without_lists(found, places, text) if lists else [found, places]


def _items_of(document: Value) -> list[Value] | None:
    """The items of a lone List or ResourceList, as they are written; None if it is something else."""
    if not isinstance(document, dict) or document.get("kind") not in ("List", "ResourceList"):
        return None
    if "items" not in document:
        return [] if "functionConfig" in document else None
    items = document["items"]
    return items if isinstance(items, list) else []


def check_identity(document: Manifest, index: int = 0) -> None:
    """Refuse a manifest without kind or name."""
    if not any(field in document for field in ("apiVersion", "kind", "metadata")):
        raise NoManifest("missing Resource metadata", document=index)
    metadata = document.get("metadata")
    kind = _text(document.get("kind"))
    if not kind:
        raise NoManifest(
            f"missing kind in object {_go_meta(document)}", code="KST403", fault=UNFINISHED, document=index
        )
    if kind.endswith("List"):
        if metadata is not None and not is_null(metadata) and not isinstance(metadata, dict):
            # kustomize panics later
            problem = "wrong node kind: expected MappingNode but got ScalarNode"
            raise NoManifest(problem, document=index, path=("metadata",))
        return
    if not isinstance(metadata, dict) or not _text(metadata.get("name")):
        raise NoManifest(
            f"missing metadata.name in object {_go_meta(document)}", code="KST404", fault=UNFINISHED, document=index,
            path=("metadata",), hint=_hint_of_nameless(document),
        )  # fmt: skip


def _hint_of_nameless(document: Manifest) -> str:
    metadata = document.get("metadata")
    if "name" in document:
        return "indent `name` below `metadata`"
    if isinstance(metadata, dict) and isinstance(metadata.get("name"), dict):
        return "this looks like a template: render it first, or quote the name"
    if isinstance(metadata, dict) and "generateName" in metadata:
        return "add `metadata.name`: kustomize does not take `generateName` for one"
    return ""


def _text(value: Value) -> str:
    return "" if value is None or is_null(value) or isinstance(value, (dict, list)) else text_of(value)


def _go_meta(document: Manifest) -> str:
    """How Go prints the metadata of an object that is refused."""
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    labels, annotations = _go_map(metadata.get("labels")), _go_map(metadata.get("annotations"))
    name, namespace = _text(metadata.get("name")), _text(metadata.get("namespace"))
    type_meta = f"{_text(document.get('apiVersion'))} {_text(document.get('kind'))}"
    return f"{{{{{type_meta}}} {{{{{name} {namespace}}} {labels} {annotations}}}}}"


def _go_map(value: Value) -> str:
    if not isinstance(value, dict):
        return "map[]"
    return f"map[{' '.join(f'{key}:{_text(value[key])}' for key in sorted(value))}]"


def _without_lists(documents: list[Manifest], places: list[Place], text: bytes | str) -> list[Value]:
    """Replace each ``…List`` that has items by them, at the end of the queue, as kustomize does; with their places."""
    from kustompy.yamlio.go.go_json import through_json_numbers
    from kustompy.yamlio.go.json_round_trip import check_marshalling
    from kustompy.yamlio.scalars.problems import RepeatedKey

    queue, found, found_at = list(zip(documents, places, strict=True)), [], []
    for document, place in queue:
        if not isinstance(document, dict):
            raise NoManifest("missing Resource metadata")
        kind = _text(document.get("kind"))
        if not kind.endswith("List") or "items" not in document:
            check_identity(document)
            found.append(document)
            found_at.append(place)
            continue
        items = document["items"]
        if is_null(items):
            continue
        index, path = place
        try:
            check_marshalling(document)
        except RepeatedKey as error:
            from kustompy.yamlio.nodes.as_written import document_text

            whole = document_text(text, index, path)
            error.worded(
                f"trouble expanding list of {kind}; received error {error} for the following resource:\n{whole}"
            )
            error.noted(document=index)
            raise
        if not isinstance(items, list):
            problem = f"expected array in {kind}/items, but found {_go_type(items)}"
            raise ResourceError(problem, code="KST405", document=index, path=(*path, "items"))
        for number, each in enumerate(items):
            if not is_null(each):  # the loop reaches them last
                queue.append((through_json_numbers(each), (index, (*path, "items", number))))
    return [found, found_at]


def _go_type(value: Value) -> str:
    if isinstance(value, dict):
        return "map[string]interface {}"
    if isinstance(value, str):
        return "string"
    if type(value) is bool:
        return "bool"
    return "int" if isinstance(value, int) else "float64"


def documents_in_braces(text: bytes) -> list[bool]:
    """For each document of a text: whether it is in flow style, as JSON is."""
    return [chunk.lstrip()[:1] in (b"{", "{") for chunk in chunks(text)]


def manifest_places(text: bytes | str, limits: Limits = DEFAULT_LIMITS) -> list[tuple[int, tuple[str | int, ...]]]:
    """For each manifest that :func:`read_manifests` gives: its document's index, and its path in the document."""
    documents = read(text, limits)
    if len(documents) == 1 and isinstance(documents[0], dict) and documents[0].get("kind") in ("List", "ResourceList"):
        items = documents[0].get("items")
        if isinstance(items, list):
            return [(0, ("items", index)) for index in range(len(items))]
    places: list[tuple[int, tuple[str | int, ...]]] = []
    queue: list[tuple[int, tuple[str | int, ...], Value]] = [(index, (), each) for index, each in enumerate(documents)]
    for index, path, document in queue:
        if not isinstance(document, dict) or not document:
            continue
        items = document.get("items") if _text(document.get("kind")).endswith("List") else None
        if isinstance(items, list):
            queue += [(index, (*path, "items", each), item) for each, item in enumerate(items)]  # reached last
        else:
            places.append((index, path))
    return places
