"""The parts of a build as functions of plain data: read, print, merge, patch, hash."""

from __future__ import annotations

from kustompy.model.json_data import json_data
from kustompy.model.values import is_null, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from kustompy.model.values import Manifest


def load(text: str | bytes) -> list[Any]:
    """The documents of a YAML or JSON text as plain data; empty ones are left out."""
    from kustompy.yamlio.read.reader import read

    return [plain(each) for each in read(text) if not is_null(each)]


def dump(manifests: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> str:
    """The text that kustomize prints for a manifest, or for several."""
    from collections.abc import Mapping

    from kustompy.yamlio.writer import write

    return write([json_data(each) for each in ([manifests] if isinstance(manifests, Mapping) else manifests)])


def text_of_data(data: Any) -> str:
    """Plain data as the YAML of a file: a list of manifests as documents, everything else as one document."""
    from collections.abc import Mapping

    if isinstance(data, Mapping):
        return dump([data])
    data = json_data(data)
    if isinstance(data, list) and data and all(isinstance(each, dict) and "kind" in each for each in data):
        return dump(data)
    from kustompy.yamlio.go.go_json import dumps

    return dumps(data)


def strategic_merge(document: Mapping[str, Any], patch: Mapping[str, Any] | str) -> Manifest | None:
    """The document with the patch merged into it, as ``patches:`` does it; None where the patch deletes it."""
    from kustompy.fieldspecs.merge_schema import merge_schema
    from kustompy.patches import strategic_merge as algorithm

    merged = algorithm.strategic_merge(json_data(document), _one_of(patch), merge_schema())
    return None if merged is None else plain(merged)


def _one_of(patch: Mapping[str, Any] | str) -> Manifest:
    if not isinstance(patch, str):
        return json_data(patch)  # type: ignore[no-any-return]
    from kustompy.errors import PatchError
    from kustompy.yamlio.read.reader import read

    documents = [each for each in read(patch) if not is_null(each)]
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise PatchError("a strategic merge patch is one mapping", code="KST514")
    return documents[0]


def json_patch(document: Any, operations: Sequence[Mapping[str, Any]] | str) -> Any:
    """The document after the operations of RFC 6902, as ``patches:`` applies them; they may be a JSON or YAML text."""
    from kustompy.patches import json_patch as algorithm

    parsed = algorithm.parse_json_patch(operations) if isinstance(operations, str) else json_data(operations)
    return plain(algorithm.json_patch(json_data(document), parsed))


def content_hash(manifest: Mapping[str, Any]) -> str:
    """The suffix that a generated ConfigMap or Secret with this content gets."""
    from kustompy.finish import hash_suffix

    return hash_suffix.content_hash(json_data(manifest))
