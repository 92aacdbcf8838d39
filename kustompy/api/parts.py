"""The parts of a build as functions of plain data: read, print, merge, patch, hash."""

from __future__ import annotations

from kustompy.model.json_data import json_data
from kustompy.model.values import is_null, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from kustompy.model.values import Manifest, Value


def load(text: str | bytes | os.PathLike[str]) -> list[Value]:
    """The documents of a YAML or JSON text, or of the file at a path, as plain data, typed as kustomize types them.

    Empty documents are left out. Raises YamlError for what is no YAML, and LoadError for a file that cannot be read.
    """
    from kustompy.yamlio.read.reader import read

    if hasattr(text, "__fspath__"):
        import os

        from kustompy.system.files import Files

        # By the reader of builds, so that what cannot be read is a LoadError.
        text = Files().read(os.path.abspath(text))
    return [plain(each) for each in read(text) if not is_null(each)]


def dump(manifests: Mapping[str, Value] | Iterable[Mapping[str, Value]]) -> str:
    """The text that kustomize prints for a manifest, or for several: keys sorted, documents parted by ``---``.

    Raises ResourceError for a value that is no JSON, such as a date, and YamlError for one that kustomize refuses.
    """
    from collections.abc import Mapping

    from kustompy.yamlio.writer import write

    return write([json_data(each) for each in ([manifests] if isinstance(manifests, Mapping) else manifests)])


def text_of_data(data: Value) -> str:
    """Plain data as the YAML of a file: a list of manifests as documents, everything else as one document."""
    from collections.abc import Mapping

    if isinstance(data, Mapping):
        return dump([data])
    data = json_data(data)
    # A list of manifests is a stream of documents, as kustomize reads resources; any other list is a value.
    if isinstance(data, list) and data and all(isinstance(each, dict) and "kind" in each for each in data):
        return dump(data)
    from kustompy.yamlio.go.go_json import dumps

    return dumps(data)


def strategic_merge(document: Mapping[str, Value], patch: Mapping[str, Value] | str) -> Manifest | None:
    """The document with the patch merged into it, as ``patches:`` does it; None if the patch deletes it.

    The patch is a mapping or a text with one. Lists merge by the keys of Kubernetes, ``$patch: delete`` and the other
    directives are followed; the arguments stay as they are. Raises PatchError for a patch that cannot be applied.
    """
    from kustompy.fieldspecs.merge_schema import merge_schema
    from kustompy.patches import strategic_merge as algorithm

    merged = algorithm.strategic_merge(json_data(document), _one_of(patch), merge_schema())
    return None if merged is None else plain(merged)


def _one_of(patch: Mapping[str, Value] | str) -> Manifest:
    if not isinstance(patch, str):
        given: Manifest = json_data(patch)
        return given
    from kustompy.errors import PatchError
    from kustompy.yamlio.read.reader import read

    documents = [each for each in read(patch) if not is_null(each)]
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise PatchError("a strategic merge patch is one mapping", code="KST514")
    return documents[0]


def json_patch(document: Value, operations: Sequence[Mapping[str, Value]] | str) -> Value:
    """The document after the operations of RFC 6902, as ``patches:`` applies them; they may be a JSON or YAML text.

    The arguments stay as they are. Raises PatchError for operations that cannot be read, or do not apply.
    """
    from kustompy.patches import json_patch as algorithm

    parsed = algorithm.parse_json_patch(operations) if isinstance(operations, str) else json_data(operations)
    return plain(algorithm.json_patch(json_data(document), parsed))


def content_hash(manifest: Mapping[str, Value]) -> str:
    """The suffix that a generated ConfigMap or Secret with this content gets: ten letters and digits.

    Raises ResourceError for a value that is no JSON.
    """
    from kustompy.finish import hash_suffix

    return hash_suffix.content_hash(json_data(manifest))
