"""Placeholders for unknown values: those that SOPS encrypted, and those that only the cluster has."""

from __future__ import annotations

from base64 import b64encode

from kustompy.model.secrets import is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Manifest, Value

_ENCRYPTED = "ENC["


def placeholder(name: str) -> str:
    """The placeholder for a key or variable: the same in every run."""
    # Lower case and dashes make it fit where the API server checks the form: names, labels, hosts.
    return f"placeholder-{name}".lower().replace("_", "-")


def is_encrypted(value: Value) -> bool:
    """Whether a value is a ciphertext of SOPS."""
    return isinstance(value, str) and value.startswith(_ENCRYPTED)


def is_sealed(manifest: Manifest) -> bool:
    """Whether a manifest contains values that SOPS encrypted."""
    # The controller's own test: a MAC under `sops`.
    sops = manifest.get("sops")
    return isinstance(sops, dict) and "mac" in sops


def unsealed(manifest: Manifest) -> Manifest:
    """The manifest as if decrypted, with placeholders for its ciphertexts."""
    # Scalars at the top are left alone: SOPS encrypts no apiVersion or kind in a manifest that a cluster takes.
    made = {key: each for key, each in manifest.items() if key != "sops"}
    for key, each in made.items():
        if isinstance(each, (dict, list)):
            _mask(each, _in_base64 if key == "data" and is_secret(made) else str)
    return made


def _in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _mask(value: Value, spelled: Callable[[str], str]) -> None:
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(each, (dict, list)):
            _mask(each, spelled)
        elif is_encrypted(each):
            value[key] = spelled(placeholder(str(key)))
