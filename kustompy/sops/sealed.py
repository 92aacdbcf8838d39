"""An encrypted file taken apart: who can open it, its values in order, and how it is written with others in place."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.system.files import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kustompy.model.values import Value

_TRUE = ("1", "t", "T", "true", "True", "TRUE")


class Leaf(NamedTuple):
    """A scalar of the file; an index of a list is no part of its path, as sops has it."""

    path: tuple[str, ...]
    text: str
    """The ciphertext, or what the code over all values takes of one that is not encrypted."""
    is_sealed: bool
    is_data: bool = False
    """Whether the value is in base64, as those in ``data`` of a Secret are."""


class Plain(NamedTuple):
    """What a ciphertext stands for."""

    kind: str
    """``str``, ``int``, ``float``, ``bool``, ``bytes`` or ``time``."""
    value: bytes


class Metadata(NamedTuple):
    """What sops wrote of the file itself."""

    mac: str
    last_modified: str
    covers_all: bool
    """Whether the code covers values that are not encrypted, too."""
    age: tuple[str, ...]
    """The key of the data for each age recipient."""
    vaults: tuple[str, ...]
    """Addresses that sops would ask with a token."""
    has_groups: bool
    """Whether it takes several keys to open it."""


class Sealed(NamedTuple):
    """The file; ``written`` takes a plain value for each leaf that is sealed, in their order."""

    metadata: Metadata
    leaves: Sequence[Leaf]
    written: Callable[[Sequence[Plain]], bytes]


def metadata_of(found: Value, path: str) -> Metadata:
    """The metadata of what stands under ``sops``, as YAML and JSON have it."""
    if not isinstance(found, dict):
        raise unreadable(path, "`sops` is no mapping")
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
        raise unreadable(path, f"{name} of `sops` is no list of mappings")
    return value


def unreadable(path: str, why: str) -> InputError:
    """The error of a file that sops cannot have written like this."""
    return InputError(
        f"{path} is no file of sops: {why}",
        code="KST334",
        hint="encrypt it anew with `sops encrypt`, or do not declare it",
    )
