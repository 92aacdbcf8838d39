"""Files of sops decrypted with age keys, by ``pyrage`` and ``cryptography`` of ``kustompy[sops]``."""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
from base64 import b64decode

from kustompy.errors import LoadError
from kustompy.sops.sealed import Plain
from kustompy.system.files import Files, InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from kustompy.sops.sealed import Sealed

_PREFIX = "AGE-SECRET-KEY-"
_LARGEST = 1024 * 1024
"""The largest file of keys."""
# sops begins a MAC over encrypted values alone with these bytes, so that it is never equal to one over all values.
_ONLY_SEALED = hashlib.sha256(b"sops").digest()
_KEY_BYTES = 32


def opened(sealed: Sealed, path: str, environment: Mapping[str, str], *, checks: bool = True) -> list[Plain]:
    """The plain values of a file, after the MAC over its values is verified unless ``checks`` is false.

    Raises an InputError if no key decrypts it (KST334), or if it was changed since sops wrote it (KST335).
    """
    key = _data_key(sealed, path, environment)
    cipher = _library("cryptography.hazmat.primitives.ciphers.aead", path).AESGCM(key)
    digest = hashlib.sha512() if sealed.metadata.covers_all else hashlib.sha512(_ONLY_SEALED)
    plains = []
    # The MAC is a hash over the plain values in the order of the file, without keys or separators.
    for leaf in sealed.leaves:
        if leaf.is_sealed:
            plain = _plain(cipher, leaf.text, ":".join(leaf.path) + ":", path, ".".join(leaf.path))
            plains.append(plain)
            digest.update(plain.value)
        elif sealed.metadata.covers_all:
            digest.update(leaf.text.encode("utf-8", "surrogatepass"))
    if not checks:
        return plains
    # It is encrypted like a value and bound to the time of the last change: an older MAC does not fit a newer file.
    code = _plain(cipher, sealed.metadata.mac, sealed.metadata.last_modified, path, "sops.mac").value
    if not hmac.compare_digest(code, digest.hexdigest().upper().encode()):
        raise InputError(
            f"{path} was changed since sops wrote it: the MAC over its values does not match",
            code="KST335",
            hint="edit it with `sops edit`; a value that was moved, added or removed by hand counts as changed",
        )
    return plains


def _plain(cipher: AESGCM, text: str, additional: str, path: str, where: str) -> Plain:
    """The value of a ciphertext; ``additional`` is what it is bound to, for a value its path."""
    # sops writes the tag of GCM apart from the data, where the library wants it behind them.
    exceptions = _library("cryptography.exceptions", path)
    try:
        fields = dict(part.split(":", 1) for part in text[len("ENC[AES256_GCM,") : -1].split(","))
        data, iv, tag = (b64decode(fields[name], validate=True) for name in ("data", "iv", "tag"))
        value: bytes = cipher.decrypt(iv, data + tag, additional.encode("utf-8", "surrogatepass"))
    except (exceptions.InvalidTag, ValueError, KeyError):
        raise InputError(
            f"{path} was changed since sops wrote it: {where} cannot be decrypted",
            code="KST335",
            hint="edit it with `sops edit`; a value under another key than the one it was encrypted for is refused",
        ) from None
    return Plain(fields["type"], value)


def _data_key(sealed: Sealed, path: str, environment: Mapping[str, str]) -> bytes:
    """The key of all values, which the file contains encrypted for each recipient."""
    # With several groups it is divided by Shamir's scheme, and no recipient has all of it.
    if sealed.metadata.has_groups:
        raise _closed(path, "it needs keys of several groups", "decrypt it by sops itself: --sops-command sops")
    if not sealed.metadata.age:
        raise _closed(path, "it has no age recipient", "decrypt it by sops itself: --sops-command sops")
    pyrage = _library("pyrage", path)
    identities = _identities(pyrage, environment, path)
    for armored in sealed.metadata.age:
        try:
            key: bytes = pyrage.decrypt(_content(armored), identities)
        except (pyrage.DecryptError, ValueError):
            continue
        # Whoever wrote the file chose the content: a key of another length is none of AES-256.
        if len(key) == _KEY_BYTES:
            return key
    raise _closed(path, f"none of {len(identities)} age keys decrypts it", _KEYS)


_KEYS = (
    "set SOPS_AGE_KEY or SOPS_AGE_KEY_FILE, or build with --placeholder-inputs without keys; keys of other kinds need "
    "sops itself: --sops-command sops"
)


def _content(armored: str) -> bytes:
    """The bytes of an armored text: base64 between two marker lines."""
    lines = [line.strip() for line in armored.strip().split("\n")]
    return b64decode("".join(lines[1:-1]), validate=True)


def _identities(pyrage: ModuleType, environment: Mapping[str, str], path: str) -> list[object]:
    # sops adds the keys of the file to those of the variable. Its default file counts only where neither is set.
    texts = [environment.get("SOPS_AGE_KEY", "")]
    file = environment.get("SOPS_AGE_KEY_FILE") or ("" if texts[0] else _default_file(environment))
    if file:
        try:
            files = Files()
            files.largest = _LARGEST
            texts.append(files.read(os.path.abspath(file)).decode("utf-8", "replace"))
        except LoadError as error:
            raise _closed(path, f"the file of age keys cannot be read: {error}", _KEYS) from None
    found = []
    # Files of age-keygen have comments beside the key, and may hold several.
    for line in "\n".join(texts).split("\n"):
        if line.strip().upper().startswith(_PREFIX):
            try:
                found.append(pyrage.x25519.Identity.from_str(line.strip()))
            except pyrage.IdentityError:
                # The library's message may show a part of the key.
                raise _closed(path, "a line of the age keys is not a valid key", _KEYS) from None
    if not found:
        raise _closed(path, "there is no age key", _KEYS)
    return found


def _default_file(environment: Mapping[str, str]) -> str:
    """The file in which sops looks for keys by default; empty if there is none."""
    home = environment.get("HOME", "")
    folders = [environment.get("XDG_CONFIG_HOME", "")]
    if sys.platform == "darwin":
        folders.append(home and os.path.join(home, "Library", "Application Support"))
    folders += [environment.get("APPDATA", ""), home and os.path.join(home, ".config")]
    paths = [os.path.join(each, "sops", "age", "keys.txt") for each in folders if each]
    return next((each for each in paths if os.path.isfile(each)), "")


def _library(name: str, path: str) -> ModuleType:
    # An extra, imported only where a file is to be decrypted.
    try:
        return __import__(name, fromlist=["x"])
    except ImportError:
        raise _closed(
            path,
            "the libraries to decrypt it are not installed",
            "pip install 'kustompy[sops]', or give --sops-command sops",
        ) from None


def _closed(path: str, why: str, hint: str) -> InputError:
    return InputError(f"{path} is encrypted: {why}", code="KST334", hint=hint)
