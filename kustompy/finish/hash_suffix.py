"""The content hash that generated config maps and secrets carry in their names (spec section 3.12)."""

from __future__ import annotations

import sys

from kustompy.model.values import Folded, Literal, text_of
from kustompy.yamlio.go.go_json import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    import hashlib
    from collections.abc import Callable

    from kustompy.kustomization.configs import Config
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.session.context import Context

# encode of kubectl's hasher: vowels and digits like them go, so that no hash reads as a word.
_LETTERS = str.maketrans("013ae", "ghkmt")
_LENGTH = 10


def add_hash_suffixes(resources: ResourceSet) -> None:
    """Rename every resource that asks for it to ``name-hash``."""
    for resource in resources:
        # A rename like any other, behind all transformers: the references follow it with those.
        if resource.needs_hash:
            resource.rename(f"{resource.name}-{content_hash(resource.manifest)}")
    resources.ids_changed()


def hash_transformer(config: Config, context: Context) -> Callable[[ResourceSet], None]:
    """``kind: HashTransformer``: the suffixes, added where the transformer stands."""
    return add_hash_suffixes


def content_hash(manifest: Manifest) -> str:
    """The suffix that kustomize computes of a ConfigMap's or Secret's data; names, labels, annotations do not count."""
    kind = manifest.get("kind")
    if kind == "ConfigMap":
        text = _config_map_text(manifest)
    elif kind == "Secret":
        text = _secret_text(manifest)
    else:
        # Only plugins make other kinds that want a hash. kustomize hashes Go's nodes of them, lines and columns
        # included.
        text = dumps(manifest)
    digest: str = _sha256()(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:_LENGTH].translate(_LETTERS)


def _sha256() -> Callable[[bytes], hashlib._Hash]:
    """SHA-256 of the standard library. CPython's own module first: hashlib takes 6 ms to load OpenSSL."""
    try:
        found: Callable[[bytes], hashlib._Hash] = __import__(
            "_sha2" if sys.version_info >= (3, 12) else "_sha256"
        ).sha256
        return found
    except ImportError:
        from hashlib import sha256

        return sha256


def _config_map_text(manifest: Manifest) -> str:
    # The name is empty in each hash: kustomize looks up metadata/name as one key, and finds none.
    hashed = {"kind": "ConfigMap", "name": "", "data": _value(manifest, "data")}
    # Left out where it is no mapping, while data is then an empty text: the keys of the JSON decide the hash.
    if isinstance(manifest.get("binaryData"), dict):
        hashed["binaryData"] = _decoded(manifest["binaryData"])
    return dumps(hashed)


def _value(manifest: Manifest, field: str) -> Value:
    """What goes into the hash for a field: kustomize takes it for a mapping, or else for a text."""
    value = manifest.get(field, "")
    if isinstance(value, dict):
        for each in value.values():
            # Go cannot read such a block again, and kustomize reads its own text before it hashes.
            if type(each) in _BLOCKS and each[:1] == "\t":
                from kustompy.yamlio.go.json_round_trip import check_tab

                check_tab(each, value)
        return _decoded(value)
    return None if isinstance(value, list) else text_of(value)


_BLOCKS = frozenset((Literal, Folded))


def _decoded(value: Value) -> Value:
    """The value as Go decodes JSON: what an integer is beyond 2^53 is rounded to a float."""
    if isinstance(value, dict):
        return {key: _decoded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_decoded(each) for each in value]
    return float(value) if isinstance(value, int) and abs(value) > _LAST_EXACT else value


_LAST_EXACT = 2**53


def _secret_text(manifest: Manifest) -> str:
    hashed = {"kind": "Secret", "type": _value(manifest, "type"), "name": "", "data": _value(manifest, "data")}
    if isinstance(manifest.get("stringData"), dict):
        hashed["stringData"] = _decoded(manifest["stringData"])
    return dumps(hashed)
