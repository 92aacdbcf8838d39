"""What SOPS writes: an encrypted value is not there yet, and says so in a form that nothing else has."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_OPENING, _CLOSING = "ENC[AES256_GCM,", "]"
_PARTS = ("data", "iv", "tag", "type")
_TYPES = frozenset(("str", "int", "float", "bool", "bytes", "time", "comment"))
# Who can decrypt it: one of these has an entry.
_KEYS = ("age", "azure_kv", "gcp_kms", "hc_vault", "hckms", "key_groups", "kms", "pgp")


def is_encrypted(value: Value) -> bool:
    """Whether SOPS encrypted parts of the manifest: it says for whom, and has an encrypted code over all of it."""
    how = value.get("sops") if isinstance(value, dict) else None
    if not isinstance(how, dict) or not is_ciphertext(how.get("mac")):
        return False
    return any(isinstance(how.get(name), list) and how[name] for name in _KEYS)


def is_ciphertext(value: Value) -> bool:
    """Whether a value is what SOPS writes for one that it encrypts, and nothing besides."""
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
