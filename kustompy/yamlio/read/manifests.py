"""A resource file: text in, checked manifests out (spec section 2.6)."""

from __future__ import annotations

from kustompy.errors import YamlError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.values import is_null, text_of
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.limits import Limits
    from kustompy.model.paths import DocumentPath
    from kustompy.model.values import Manifest, Value


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
    # kyaml unwraps a List that is alone in its file on nodes, so its items keep their styles; any other goes through
    # JSON (spec/scalars 6.4).
    items = _items_of(documents[0]) if len(documents) == 1 else None
    if items is not None:
        documents = items
    found = []
    lists = False
    for index, document in enumerate(documents):
        if not document and (is_null(document) or type(document) in (dict, list)):
            continue
        if not isinstance(document, dict):
            from kustompy.yamlio.read.identity import NoManifest

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
        from kustompy.yamlio.read.identity import check_identity

        check_identity(document, index)
        lists = lists or text_of(document["kind"]).endswith("List")
        found.append(document)
    if not lists and items is None and len(found) == len(documents):
        return [found, None]
    indexes = [index for index, document in enumerate(documents) if isinstance(document, dict) and document]
    places: list[DocumentPath] = [(index, ()) if items is None else (0, ("items", index)) for index in indexes]
    if not lists:
        return [found, places]
    from kustompy.yamlio.read.lists import without_lists

    return without_lists(found, places, text)


def _items_of(document: Value) -> list[Value] | None:
    """The items of a lone List or ResourceList, as they are written; None if it is something else."""
    if not isinstance(document, dict) or document.get("kind") not in ("List", "ResourceList"):
        return None
    # For kyaml a functionConfig makes the document a wrapper, too, here of no items.
    if "items" not in document:
        return [] if "functionConfig" in document else None
    items = document["items"]
    return items if isinstance(items, list) else []


def documents_in_braces(text: bytes) -> list[bool]:
    """For each document of a text: whether it is in flow style, as JSON is."""
    return [chunk.lstrip()[:1] in (b"{", "{") for chunk in chunks(text)]
