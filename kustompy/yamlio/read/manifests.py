"""A resource file: text in, checked manifests out (spec section 2.6)."""

from __future__ import annotations

from kustompy.errors import ResourceError, YamlError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.values import is_null, text_of
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.limits import Limits
    from kustompy.model.values import Manifest, Value


def read_manifests(text: bytes | str, file: str = "", limits: Limits = DEFAULT_LIMITS) -> list[Manifest]:
    """The manifests of a text, lists taken apart; ``file`` is what a syntax error calls it."""
    try:
        documents = read(text, limits)
    except YamlError as error:
        if not error.syntax:
            raise
        place = f" in File: {file}" if file else ""
        raise error.worded(f"MalformedYAMLError: {error}{place}") from None
    if len(documents) == 1:
        documents = _unwrapped(documents[0])
    found = []
    lists = False
    for index, document in enumerate(documents):
        if not document and (is_null(document) or type(document) in (dict, list)):
            continue
        if not isinstance(document, dict):
            raise ResourceError("missing Resource metadata", code="KST402", document=index)
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
    return _without_lists(found) if lists else found


def _unwrapped(document: Value) -> list[Value]:
    """The items of a lone List or ResourceList, as they are written."""
    if not isinstance(document, dict) or document.get("kind") not in ("List", "ResourceList"):
        return [document]
    if "items" not in document:
        return [] if "functionConfig" in document else [document]
    items = document["items"]
    return items if isinstance(items, list) else []


def check_identity(document: Manifest, index: int = 0) -> None:
    """Refuse a manifest without kind or name."""
    if not any(field in document for field in ("apiVersion", "kind", "metadata")):
        raise ResourceError("missing Resource metadata", code="KST402", document=index)
    metadata = document.get("metadata")
    kind = _text(document.get("kind"))
    if not kind:
        raise ResourceError(f"missing kind in object {_go_meta(document)}", code="KST403", document=index)
    if kind.endswith("List"):
        if metadata is not None and not is_null(metadata) and not isinstance(metadata, dict):
            # kustomize panics later
            problem = "wrong node kind: expected MappingNode but got ScalarNode"
            raise ResourceError(problem, code="KST402", document=index, path=("metadata",))
        return
    if not isinstance(metadata, dict) or not _text(metadata.get("name")):
        raise ResourceError(
            f"missing metadata.name in object {_go_meta(document)}", code="KST404", document=index, path=("metadata",),
            hint=_hint_of_nameless(document),
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


def _without_lists(documents: list[Manifest]) -> list[Manifest]:
    """Replace each ``…List`` that has items by them, at the end of the queue, as kustomize does."""
    from kustompy.model.secrets import shown
    from kustompy.yamlio.go.go_json import through_json_numbers
    from kustompy.yamlio.go.json_round_trip import check_marshalling
    from kustompy.yamlio.go.node_text import node_text

    queue, found = list(documents), []
    for document in queue:
        if not isinstance(document, dict):
            raise ResourceError("missing Resource metadata", code="KST402")
        kind = _text(document.get("kind"))
        if not kind.endswith("List") or "items" not in document:
            check_identity(document)
            found.append(document)
            continue
        items = document["items"]
        if is_null(items):
            continue
        try:
            check_marshalling(document)
        except YamlError as error:
            if error.code != "KST101":
                raise
            text = f"trouble expanding list of {kind}; received error {error} for the following resource:\n"
            raise error.worded(text + node_text(shown(document))) from None
        if not isinstance(items, list):
            raise ResourceError(f"expected array in {kind}/items, but found {_go_type(items)}", code="KST405")
        queue += [through_json_numbers(each) for each in items if not is_null(each)]  # the loop reaches them last
    return found


def _go_type(value: Value) -> str:
    if isinstance(value, dict):
        return "map[string]interface {}"
    if isinstance(value, str):
        return "string"
    if type(value) is bool:
        return "bool"
    return "int" if isinstance(value, int) else "float64"


def are_in_braces(text: bytes, count: int, limits: Limits) -> list[bool]:
    """For each manifest that :func:`read_manifests` gives: whether its document is in flow style, as JSON is."""
    begins = [chunk.lstrip()[:1] in (b"{", "{") for chunk in chunks(text)]
    return [True] * count if all(begins) else [begins[document] for document, _ in manifest_places(text, limits)]


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
