"""What stands for values that are not known: what SOPS has encrypted, and what something else puts into the cluster."""

from __future__ import annotations

from base64 import b64encode

from kustompy.model.secrets import is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Manifest, Value

_ENCRYPTED = "ENC["


def placeholder(name: str) -> str:
    """What stands for the value of a key or variable: the same in every run, and part of a host name if need be."""
    return f"placeholder-{name}".lower().replace("_", "-")


def is_encrypted(value: Value) -> bool:
    """Whether SOPS has encrypted a scalar."""
    return isinstance(value, str) and value.startswith(_ENCRYPTED)


def is_sealed(manifest: Manifest) -> bool:
    """Whether SOPS has encrypted a part of a manifest."""
    sops = manifest.get("sops")
    return isinstance(sops, dict) and "mac" in sops


def unsealed(manifest: Manifest) -> Manifest:
    """A manifest as it is when it is decrypted, with placeholders for what is not known."""
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
