"""An encrypted file taken apart: its metadata, its values in order, and how to write it with plain ones."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.system.files import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kustompy.model.values import Value

_TRUE = ("1", "t", "T", "true", "True", "TRUE")


class Leaf(NamedTuple):
    """A scalar of the file; indexes of lists are no part of its path, as in sops."""

    path: tuple[str, ...]
    text: str
    """The ciphertext, or the text of a plain value in the MAC."""
    is_sealed: bool
    is_data: bool = False
    """Whether the value is in base64, as those in ``data`` of a Secret are."""


class Plain(NamedTuple):
    """A decrypted value."""

    kind: str
    """``str``, ``int``, ``float``, ``bool``, ``bytes`` or ``time``."""
    value: bytes


class Metadata(NamedTuple):
    """The metadata that sops wrote under ``sops``."""

    mac: str
    last_modified: str
    covers_all: bool
    """Whether the MAC also covers values that are not encrypted."""
    age: tuple[str, ...]
    """The data key, encrypted for each age recipient."""
    vaults: tuple[str, ...]
    """The addresses of vaults, which sops would send a token to."""
    has_groups: bool
    """Whether several keys are needed to decrypt it."""


class Sealed(NamedTuple):
    """The file; ``written`` gives its content for the plain values of its sealed leaves, in their order."""

    metadata: Metadata
    leaves: Sequence[Leaf]
    written: Callable[[Sequence[Plain]], bytes]


def metadata_of(found: Value, path: str) -> Metadata:
    """The metadata in the value of ``sops``, as YAML and JSON have it; an InputError (KST334) if it is malformed."""
    if not isinstance(found, dict):
        raise unreadable(path, "`sops` is not a mapping")
    # In an env file each value is a text, hence the words for true.
    return Metadata(
        _text(found, "mac", path),
        _text(found, "lastmodified", path),
        str(found.get("mac_only_encrypted", "")) not in _TRUE,
        tuple(_text(each, "enc", path) for each in _entries(found, "age", path)),
        tuple(_text(each, "vault_address", path) for each in _entries(found, "hc_vault", path)),
        len(_entries(found, "key_groups", path)) > 1 or str(found.get("shamir_threshold", 0)) not in ("", "0", "1"),
    )


def _text(table: Mapping[str, Value], name: str, path: str) -> str:
    value = table.get(name)
    if not isinstance(value, str):
        raise unreadable(path, f"`sops` has no {name}")
    return str(value)


def _entries(table: Mapping[str, Value], name: str, path: str) -> list[dict[str, Value]]:
    value = table.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise unreadable(path, f"{name} of `sops` is not a list of mappings")
    return value


def unreadable(path: str, why: str) -> InputError:
    """The error (KST334) of a file that sops cannot have written."""
    return InputError(
        f"{path} is not a file of sops: {why}",
        code="KST334",
        hint="encrypt it again with `sops encrypt`, or do not declare it",
    )
