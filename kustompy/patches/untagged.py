"""What a strategic merge makes of scalars that kustomize wrote without a tag."""

from __future__ import annotations

from kustompy.model.values import Quoted, is_scalar, text_of
from kustompy.patches.nodes import key_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.fieldspecs.merge_schema import MergeSchema, MergeType
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value


def quote_untagged(resource: Resource, schema: MergeSchema) -> None:
    """Put quotes round the untagged numbers and booleans of a resource that has been merged.

    kyaml sets every field anew that it walks by, takes what has no tag for a string, and quotes a string that reads as
    something else. It walks through all mappings, and through the elements of lists that are merged by keys.
    """
    manifest = resource.manifest
    api_version, kind = manifest.get("apiVersion"), manifest.get("kind")
    known = schema.root(api_version, kind) if isinstance(api_version, str) and isinstance(kind, str) else None
    _quote(resource, manifest, known)


def _quote(resource: Resource, mapping: Manifest, known: MergeType | None) -> None:
    for key, value in mapping.items():
        below = None if known is None else known.field(key)
        if isinstance(value, dict):
            _quote(resource, value, below)
        elif isinstance(value, list):
            if below is not None and below.keys is not None:
                _quote_elements(resource, value, below.keys, below.items)
        elif not isinstance(value, str) and resource.is_untagged(mapping, key):
            mapping[key] = Quoted(text_of(value))


def _quote_elements(resource: Resource, elements: list[Value], keys: tuple[str, ...], known: MergeType | None) -> None:
    for each in elements:
        # An element without any of its keys is appended as it is, and not walked.
        if not is_scalar(each) and any(key_text(each, key) for key in keys):
            _quote(resource, each, known)
