"""The identity that makes a document a manifest: its kind and its name."""

from __future__ import annotations

from kustompy.errors import NO_MANIFEST, UNFINISHED, ResourceError
from kustompy.model.values import is_null, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value


class NoManifest(ResourceError):
    """A document is no manifest: it is no mapping, or has no apiVersion, kind or name."""

    default_code = "KST402"
    default_fault = NO_MANIFEST


def check_identity(document: Manifest, index: int = 0) -> None:
    """Refuse a manifest without kind or name."""
    # Without all three, as in a values file, kyaml finds no metadata at all, which is another error than a missing
    # kind.
    if not any(field in document for field in ("apiVersion", "kind", "metadata")):
        raise NoManifest("missing Resource metadata", document=index)
    metadata = document.get("metadata")
    kind = identity_text(document.get("kind"))
    if not kind:
        raise NoManifest(
            f"missing kind in object {_go_meta(document)}", code="KST403", fault=UNFINISHED, document=index
        )
    if kind.endswith("List"):
        if metadata is not None and not is_null(metadata) and not isinstance(metadata, dict):
            # kustomize panics on it later; the message is what kyaml says of a scalar in the place of a mapping.
            problem = "wrong node kind: expected MappingNode but got ScalarNode"
            raise NoManifest(problem, document=index, path=("metadata",))
        return
    if not isinstance(metadata, dict) or not identity_text(metadata.get("name")):
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


def identity_text(value: Value) -> str:
    """The text of a part of an identity, empty if there is none."""
    return "" if is_null(value) or isinstance(value, (dict, list)) else text_of(value)


def _go_meta(document: Manifest) -> str:
    """How Go prints the metadata of an object that is refused."""
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    labels, annotations = _go_map(metadata.get("labels")), _go_map(metadata.get("annotations"))
    name, namespace = identity_text(metadata.get("name")), identity_text(metadata.get("namespace"))
    type_meta = f"{identity_text(document.get('apiVersion'))} {identity_text(document.get('kind'))}"
    return f"{{{{{type_meta}}} {{{{{name} {namespace}}} {labels} {annotations}}}}}"


def _go_map(value: Value) -> str:
    if not isinstance(value, dict):
        return "map[]"
    return f"map[{' '.join(f'{key}:{identity_text(value[key])}' for key in sorted(value))}]"
