"""Lists of manifests, as ``kubectl get -o yaml`` writes them: what is in them, and where (spec section 2.6)."""

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.model.values import is_null
from kustompy.yamlio.go.go_json import through_json_numbers
from kustompy.yamlio.go.json_round_trip import check_marshalling
from kustompy.yamlio.read.identity import NoManifest, check_identity, identity_text
from kustompy.yamlio.scalars.problems import RepeatedKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import DocumentPath
    from kustompy.model.values import Manifest, Value


def without_lists(documents: list[Manifest], places: list[DocumentPath], text: bytes | str) -> list[Value]:
    """Replace each ``…List`` that has items by them, at the end of the queue, as kustomize does; with their places."""
    # The queue grows while it is walked: a list in a list is taken apart behind all other documents of the file.
    queue, found, found_at = list(zip(documents, places, strict=True)), [], []
    for document, place in queue:
        if not isinstance(document, dict):
            raise NoManifest("missing Resource metadata")
        kind = identity_text(document.get("kind"))
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
            # kustomize makes JSON of the whole list before it looks at an item, so a key that is there twice fails
            # here.
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
