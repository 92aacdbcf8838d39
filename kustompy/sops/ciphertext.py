"""The form of SOPS's ciphertexts, by which encrypted values are recognized."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_OPENING, _CLOSING = "ENC[AES256_GCM,", "]"
_PARTS = ("data", "iv", "tag", "type")
_TYPES = frozenset(("str", "int", "float", "bool", "bytes", "time", "comment"))
# The kinds of keys: a file has an entry under one of them for each that can decrypt it.
_KEYS = ("age", "azure_kv", "gcp_kms", "hc_vault", "hckms", "key_groups", "kms", "pgp")


def is_encrypted(value: Value) -> bool:
    """Whether SOPS encrypted parts of a manifest."""
    # A custom resource may have a field `sops` of its own: recipients and an encrypted MAC belong to SOPS alone.
    how = value.get("sops") if isinstance(value, dict) else None
    if not isinstance(how, dict) or not is_ciphertext(how.get("mac")):
        return False
    return any(isinstance(how.get(name), list) and how[name] for name in _KEYS)


def is_ciphertext(value: Value) -> bool:
    """Whether a value is a ciphertext of SOPS, as a whole."""
    if not isinstance(value, str) or not value.startswith(_OPENING) or not value.endswith(_CLOSING):
        return False
    parts = [each.partition(":") for each in value[len(_OPENING) : -len(_CLOSING)].split(",")]
    names = tuple(name for name, _, _ in parts)
    return names == _PARTS and parts[-1][2] in _TYPES and all(_is_base64(text) for _, _, text in parts[:-1])


def _is_base64(text: str) -> bool:
    from base64 import b64decode
    from binascii import Error

    try:
        return text.isascii() and bool(b64decode(text, validate=True))
    except Error:
        return False
