"""The values of all Secrets that a failed build has read, so that no message shows them."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization import FILE_NAMES
from kustompy.model.secrets import is_secret
from kustompy.yamlio.reader import read, read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kustompy.files import Files

_SHORTEST = 6
"""Shorter values are words of every message; they are kept out where messages are made."""


def secret_values(files: Files) -> set[str]:
    """Every value of a Secret manifest, patch or generator in the files that were read, as text and in base64."""
    found: set[str] = set()
    for file in list(files.were_read):
        try:
            content = files.read(file)
        except KustompyError:
            continue
        values = (
            _of_generators(content, file, files) if os.path.basename(file) in FILE_NAMES else _of_manifests(content)
        )
        for value in values:
            found.update(_spellings(value))
    return {each for each in found if len(each) >= _SHORTEST}


def _spellings(value: str) -> Iterator[str]:
    """The value, its lines, and what it is in base64 or stands for there."""
    from base64 import b64decode, b64encode
    from binascii import Error

    yield value
    yield from (line.strip() for line in value.split("\n"))
    yield b64encode(value.encode("utf-8", "surrogatepass")).decode()
    try:
        yield b64decode("".join(value.split()), validate=True).decode()
    except (Error, ValueError):
        return


def _of_manifests(content: bytes) -> Iterator[str]:
    if b"Secret" not in content:
        return
    try:
        documents = read(content)
    except KustompyError:
        return  # what is said of a text that is no YAML holds nothing of it
    for document in documents:
        items = document.get("items") if isinstance(document, dict) else None
        for manifest in [document, *(items if isinstance(items, list) else [])]:
            if isinstance(manifest, dict) and is_secret(manifest):
                for field in ("data", "stringData"):
                    yield from _texts(manifest.get(field))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield str(value)
    elif value is not None:
        yield str(getattr(value, "text", value))


def _of_generators(content: bytes, file: str, files: Files) -> Iterator[str]:
    """The literals of a kustomization's secret generators, and what their files hold; Secrets in inline patches."""
    try:
        fields = read_config(content)
    except KustompyError:
        return
    if not isinstance(fields, dict):
        return
    generators = next((value for key, value in fields.items() if key.lower() == "secretgenerator"), None)
    for generator in generators if isinstance(generators, list) else ():
        if isinstance(generator, dict):
            yield from _of_generator(generator, os.path.dirname(file), files)
    for field in ("patches", "patchesStrategicMerge", "transformers", "generators"):
        entries = fields.get(field)
        for entry in entries if isinstance(entries, list) else ():
            text = entry.get("patch") if isinstance(entry, dict) else entry
            if isinstance(text, str) and "Secret" in text:
                yield from _of_manifests(text.encode())


def _of_generator(generator: dict[str, Any], directory: str, files: Files) -> Iterator[str]:
    for source in _strings(generator.get("literals")):
        yield source.partition("=")[2].strip("'\"")
    for field in ("files", "envs", "env"):
        for source in _strings(generator.get(field)):
            path = os.path.normpath(os.path.join(directory, source.rpartition("=")[2]))
            if path in files.were_read:
                text = files.read(path).decode("utf-8", "replace")
                yield text
                if field != "files":
                    yield from (line.partition("=")[2].strip() for line in text.split("\n"))


def _strings(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
