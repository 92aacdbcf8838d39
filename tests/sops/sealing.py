"""Files as sops writes them, with a key made for tests: ``python -m tests.sops.sealing`` makes the cases anew."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
MODIFIED = "2026-11-28T12:00:00Z"
# keys that nobody has ever used for anything else
KEY = "AGE-SECRET-KEY-1QRG6KVSL675FGVP7396GGTJL8V57W44LVLZ28P5E3K4TM0TREQ3QTMS068"


class Pairs(list[tuple[str, Any]]):
    """A mapping in order, in which a key may stand twice."""


def recipient() -> str:
    import pyrage

    return str(pyrage.x25519.Identity.from_str(KEY).to_public())


class Sealer:
    """Encrypts values one after the other, and keeps the code over them."""

    def __init__(self, *, covers_all: bool = True) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self.key = os.urandom(32)
        self._cipher = AESGCM(self.key)
        self._covers_all = covers_all
        self._digest = hashlib.sha512() if covers_all else hashlib.sha512(hashlib.sha256(b"sops").digest())

    def value(self, value: Any, path: tuple[str, ...], *, is_sealed: bool = True) -> Any:
        """The value encrypted, unless it is left as it is; also then the code covers it."""
        if value is None or value == "":
            return value
        kind, text = kind_and_text(value)
        if is_sealed or self._covers_all:
            self._digest.update(text.encode())
        return self.sealed(text.encode(), ":".join(path) + ":", kind) if is_sealed else value

    def sealed(self, content: bytes, additional: str, kind: str = "str") -> str:
        iv = os.urandom(32)
        made = self._cipher.encrypt(iv, content, additional.encode())
        parts = {"data": made[:-16], "iv": iv, "tag": made[-16:]}
        inner = ",".join(f"{name}:{b64encode(part).decode()}" for name, part in parts.items())
        return f"ENC[AES256_GCM,{inner},type:{kind}]"

    def metadata(self, more: dict[str, Any] | None = None) -> dict[str, Any]:
        """What sops writes of the file."""
        import pyrage

        own = pyrage.x25519.Recipient.from_str(recipient())
        text = b64encode(pyrage.encrypt(self.key, [own])).decode()
        lines = [text[at : at + 64] for at in range(0, len(text), 64)]
        armored = "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""])
        return {
            "age": [{"recipient": recipient(), "enc": armored}],
            "lastmodified": MODIFIED,
            "mac": self.sealed(self._digest.hexdigest().upper().encode(), MODIFIED),
            **({} if self._covers_all else {"mac_only_encrypted": True}),
            "unencrypted_suffix": "_unencrypted",
            "version": "3.11.0",
            **(more or {}),
        }


def kind_and_text(value: Any) -> tuple[str, str]:
    """The type that sops notes, and how it writes the value before it encrypts it."""
    if isinstance(value, bool):
        return "bool", str(value)
    if isinstance(value, int):
        return "int", str(value)
    if isinstance(value, float):
        return "float", format(value, "f").rstrip("0").rstrip(".")
    return "str", str(value)


def sealed_tree(value: Any, sealer: Sealer, plain: tuple[str, ...] = (), path: tuple[str, ...] = ()) -> Any:
    """The values of a tree encrypted, but for those below the keys that stay plain."""
    if isinstance(value, dict):
        return {key: sealed_tree(each, sealer, plain, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [sealed_tree(each, sealer, plain, path) for each in value]
    return sealer.value(value, path, is_sealed=not set(plain) & set(path))


def as_yaml(value: Any, pad: str = "") -> str:
    """YAML as sops lays it out, of what tests need."""
    text = ""
    for key, each in value.items():
        if isinstance(each, dict):
            text += f"{pad}{key}:\n{as_yaml(each, pad + '    ')}"
        elif isinstance(each, list):
            text += f"{pad}{key}:\n" + "".join(_item(item, pad + "    ") for item in each)
        elif isinstance(each, str) and "\n" in each:
            text += f"{pad}{key}: |\n" + "".join(f"{pad}    {line}\n" for line in each.splitlines())
        else:
            text += f"{pad}{key}: {_scalar(each)}\n"
    return text


def _item(value: Any, pad: str) -> str:
    if not isinstance(value, dict):
        return f"{pad}- {_scalar(value)}\n"
    return f"{pad}- " + as_yaml(value, pad + "  ").removeprefix(pad + "  ")


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if value.startswith("ENC[") or value.replace("/", "").isalnum() else json.dumps(value)
    return json.dumps(value)


def yaml_file(*documents: Any, plain: tuple[str, ...] = (), covers_all: bool = True, **more: Any) -> bytes:
    sealer = Sealer(covers_all=covers_all)
    sealed = [sealed_tree(each, sealer, plain) for each in documents]
    metadata = sealer.metadata(more)
    return "---\n".join(as_yaml({**each, "sops": metadata}) for each in sealed).encode()


def json_file(value: Any, plain: tuple[str, ...] = (), *, as_floats: bool = True) -> bytes:
    sealer = Sealer()
    found = sealed_tree(_floats(value) if as_floats else value, sealer, plain)
    return (json.dumps({**found, "sops": sealer.metadata()}, indent="\t") + "\n").encode()


def _floats(value: Any) -> Any:
    """Numbers of JSON are floats to sops."""
    if isinstance(value, dict):
        return {key: _floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def binary_file(content: str) -> bytes:
    return json_file({"data": content})


def dotenv_file(pairs: dict[str, str]) -> bytes:
    sealer = Sealer()
    lines = [f"{key}={sealer.value(value, (key,))}\n" for key, value in pairs.items()]
    comment = sealer.sealed(b" a comment", ":", "comment")
    flat = _flat(sealer.metadata(), "sops_")
    return "".join([f"#{comment}\n", *lines, *(f"{key}={value}\n" for key, value in flat.items())]).encode()


def _flat(value: Any, prefix: str) -> dict[str, str]:
    found = {}
    for key, each in value.items():
        if isinstance(each, list):
            for index, item in enumerate(each):
                found.update(_flat(item, f"{prefix}{key}__list_{index}__map_"))
        else:
            found[prefix + key] = str(each).replace("\n", "\\n")
    return found


SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "keys"},
    "data": {"key": b64encode(b"hush-canary-4711").decode()},
    "stringData": {
        "text": "hush-canary-4712: with #, 'quotes' and \"more\"",
        "lines": "hush-canary\nof lines\n",
        "no": "",
    },
}
OTHER = {
    "apiVersion": "example.com/v1",
    "kind": "Login",
    "metadata": {"name": "web"},
    "spec": {
        "user": "hush-canary-user",
        "words": ["yes", "1e3", "null", "ünïcödé \U0001f511", " x", "\u2028\x07"],
        "count": 42,
        "rate": 1.5,
        "on": True,
        "off": False,
        "none": None,
        "list": [{"name": "a", "value": "hush-canary-list"}, {"name": "b", "value": 7}],
        "open_unencrypted": "as it is",
    },
}
PLAIN = ("apiVersion", "kind", "metadata", "open_unencrypted")
PAIRS = {"DATABASE_URL": "postgres://hush-canary:5432/a=b", "SESSION_KEY": "hush-canary\nof lines", "EMPTY": ""}
CONFIG = {"password": "hush-canary-json", "port": 5432, "ratio": 0.25, "nested": {"list": ["a", True, None]}, "e": {}}
BINARY = "-----BEGIN KEY-----\nhush-canary-binary\n-----END KEY-----\n"
FILES: dict[str, Callable[[], bytes]] = {
    "secret.sops.yaml": lambda: yaml_file(SECRET, plain=PLAIN),
    "several.sops.yaml": lambda: yaml_file(SECRET, OTHER, plain=PLAIN),
    "only-encrypted.sops.yaml": lambda: yaml_file(OTHER, plain=PLAIN, covers_all=False),
    "config.sops.json": lambda: json_file(CONFIG),
    "secrets.sops.env": lambda: dotenv_file(PAIRS),
    "tls.key.sops": lambda: binary_file(BINARY),
}


def main() -> None:
    CASES.mkdir(exist_ok=True)
    for name, make in FILES.items():
        (CASES / name).write_bytes(make())


if __name__ == "__main__":
    main()
