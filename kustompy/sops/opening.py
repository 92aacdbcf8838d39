"""The decryption of files as they are read: with age keys, by sops itself, or with placeholders."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from typing import NamedTuple

from kustompy.sops.dotenv_text import leaves_of_dotenv, sealed_dotenv
from kustompy.sops.json_text import leaves_of_json, sealed_binary, sealed_json
from kustompy.sops.sealed import Plain, unreadable
from kustompy.sops.yaml_text import leaves_of_yaml, sealed_yaml
from kustompy.system.files import near

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kustompy.sops.sealed import Leaf, Sealed

_READERS = {"binary": sealed_binary, "dotenv": sealed_dotenv, "json": sealed_json, "yaml": sealed_yaml}
_PLAIN_READERS = {"dotenv": leaves_of_dotenv, "json": leaves_of_json, "yaml": leaves_of_yaml}
# sops takes the format from the name of a file; any other one is binary.
_ENDINGS = {".env": "dotenv", ".ini": "ini", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_WORD = b"sops"
_PLACEHOLDER = "placeholder-"
# Valid values of the types that sops notes, so that a manifest keeps its form.
_PLACEHOLDERS = {"bool": b"True", "float": b"1", "int": b"1", "time": b"2000-01-01T00:00:00Z"}


class Opened(NamedTuple):
    """The decrypted content of a file, and the secret values in it."""

    content: bytes
    secrets: list[object]


class Opening:
    """Decrypts the files that the settings declare: at absolute ``paths``, which must be encrypted, and by pattern.

    Without an ``environment`` ciphertexts become placeholders; with a ``command`` sops itself decrypts.
    """

    def __init__(
        self,
        paths: Sequence[str],
        is_pattern: Callable[[str], bool],
        environment: Mapping[str, str] | None,
        command: str = "",
    ) -> None:
        self._paths, self._is_pattern = frozenset(paths), is_pattern
        self._environment, self._command = environment, command
        self._known: dict[bytes, Opened] = {}

    def __repr__(self) -> str:
        return f"Opening({', '.join(sorted(self._paths))})"

    def __getstate__(self) -> dict[str, object]:
        # Workers of `fleet` get a copy by pickle: it does not take decrypted values along.
        return {**self.__dict__, "_known": {}}

    def is_for(self, path: str) -> bool:
        """Whether the file at an absolute path is to be decrypted."""
        return path in self._paths or self._is_pattern(path)

    def texts(self) -> list[str]:
        """The texts that were decrypted so far."""
        return [each for found in self._known.values() for each in found.secrets if isinstance(each, str)]

    def __call__(self, path: str, content: bytes) -> Opened | None:
        """The file decrypted; None if it is not encrypted, and need not be.

        Raises an InputError if it cannot be decrypted (KST334), or was changed since sops wrote it (KST335).
        """
        kind, shown = _kind_of(path), near(path)
        if kind == "ini" and _WORD in content:
            raise unreadable(shown, "its format is not supported; name it *.env, *.yaml or *.json")
        # Most files that a pattern takes do not have the word, and are not parsed.
        sealed = _READERS[kind](content, shown) if _WORD in content else None
        if sealed is None:
            if path in self._paths:
                raise unreadable(shown, "it is not encrypted")
            return None
        # By content: a base that several overlays share is decrypted once.
        digest = hashlib.sha256(content).digest() + kind.encode()
        found = self._known.get(digest)
        if found is None:
            found = self._known[digest] = self._opened(sealed, content, kind, shown)
        return found

    def _opened(self, sealed: Sealed, content: bytes, kind: str, shown: str) -> Opened:
        if self._environment is None:
            plains = [_placeholder(each) for each in sealed.leaves if each.is_sealed]
            return Opened(sealed.written(plains), [])
        if self._command:
            from kustompy.sops.program import opened_by

            text = opened_by(self._command, sealed, content, kind, shown, self._environment)
            return Opened(text, _secrets(sealed, text, kind, shown))
        from kustompy.sops.age import opened

        plains = opened(sealed, shown, self._environment)
        values: list[object] = [each.value.decode("utf-8", "replace") for each in plains]
        return Opened(sealed.written(plains), values)


def _secrets(sealed: Sealed, text: bytes, kind: str, shown: str) -> list[object]:
    """The values in the output of sops that were encrypted."""
    # A tuple is a value that is no text of a manifest, but all of whose parts are hidden.
    if kind == "binary":
        return [(text,)]
    leaves = _PLAIN_READERS[kind](text, shown)
    # sops may print other values than the file has, such as comments: then all of them are hidden.
    if len(leaves) != len(sealed.leaves):
        return [(text,), *(each.text for each in leaves)]
    return [each.text for each, before in zip(leaves, sealed.leaves, strict=True) if before.is_sealed]


def _kind_of(path: str) -> str:
    """The format of a file by its name."""
    return _ENDINGS.get(os.path.splitext(path)[1].lower(), "binary")


def _placeholder(leaf: Leaf) -> Plain:
    """The placeholder for a ciphertext, of the type in it: the same in every run."""
    kind = leaf.text.rpartition("type:")[2].removesuffix("]")
    if kind in _PLACEHOLDERS:
        return Plain(kind, _PLACEHOLDERS[kind])
    text = f"{_PLACEHOLDER}{leaf.path[-1]}".encode()
    return Plain("str", b64encode(text) if leaf.is_data else text)
