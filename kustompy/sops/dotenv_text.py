"""Env files that sops encrypted: one value a line, the metadata in lines that begin with ``sops_``."""

from __future__ import annotations

from kustompy.sops.ciphertext import is_ciphertext
from kustompy.sops.sealed import Leaf, Sealed, metadata_of, unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.sops.sealed import Metadata, Plain

# sops flattens its nested metadata: an index becomes `__list_N`, a key `__map_KEY`.
_PREFIX, _AGE, _VAULT = "sops_", "age__list_", "hc_vault__list_"


def sealed_dotenv(content: bytes, path: str) -> Sealed | None:
    """The encrypted file; None if it is not encrypted."""
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError:
        return None
    if not any(line.startswith(f"{_PREFIX}mac=") for line in lines):
        return None
    own = dict(_pair(line.removeprefix(_PREFIX)) for line in lines if line.startswith(_PREFIX))
    kept = [line for line in lines if not line.startswith(_PREFIX)]
    leaves = _leaves(kept, path)

    def written(plains: Sequence[Plain]) -> bytes:
        rest = iter(plains)
        return b"\n".join(_written(line, rest) for line in kept)

    return Sealed(_metadata(own, path), leaves, written)


def leaves_of_dotenv(content: bytes, path: str) -> list[Leaf]:
    """The values of a decrypted file, in the order of those of the encrypted one."""
    return _leaves(content.decode("utf-8", "replace").split("\n"), path)


def _leaves(lines: Sequence[str], path: str) -> list[Leaf]:
    found = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        if "=" not in line:
            raise unreadable(path, "one of its lines has no `=`")
        key, value = _pair(line)
        found.append(Leaf((key,), value, is_ciphertext(value)))
    return found


def _pair(line: str) -> tuple[str, str]:
    # sops writes a line break in a value as two characters, and takes the value with the break into the MAC.
    key, _, value = line.partition("=")
    return key, value.replace("\\n", "\n")


def _written(line: str, plains: Iterator[Plain]) -> bytes:
    # A comment may be encrypted. No build reads one, and the line stays for the numbers of those below.
    if line.startswith("#"):
        return b"#"
    key, equals, value = line.partition("=")
    if not equals or not is_ciphertext(value):
        return line.encode()
    return f"{key}=".encode() + next(plains).value.replace(b"\n", b"\\n")


def _metadata(own: dict[str, str], path: str) -> Metadata:
    """The metadata of the flat names, such as ``age__list_0__map_enc``."""
    # Of the groups only their number counts: one whose name has the index 1 is a second one.
    nested: dict[str, object] = dict(own)
    nested["age"] = [{"enc": value} for key, value in own.items() if key.startswith(_AGE) and key.endswith("__map_enc")]
    nested["hc_vault"] = [
        {"vault_address": value}
        for key, value in own.items()
        if key.startswith(_VAULT) and key.endswith("__map_vault_address")
    ]
    nested["key_groups"] = [{} for key in own if key.startswith("key_groups__list_1_")][:1] * 2
    return metadata_of(nested, path)
