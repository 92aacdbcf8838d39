"""The values of all Secrets that a failed build has read, so that no message shows them."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.secrets import FIELDS, is_secret
from kustompy.yamlio.read.reader import read, read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from kustompy.system.files import Files

_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")
_PLUGINS = ("generators", "transformers", "validators")
_INLINE = ("patch", "jsonOp", "patches")
"""Where configs of patch transformers have the text of their patches."""
_HARMLESS = ("apiVersion:", "kind:", "metadata:", "name:", "namespace:", "- op:", "op:", "path:")
_NAMING = ("resources", "bases", "components", "crds", "configurations", *_PLUGINS)
# kustomize's own, which a line of a text that cannot be read may look like
_WORDING = "accumulating resources: accumulation err= recursed accumulation of path components: data: metadata: spec:"
_COMMON = ("true", "false", "null", "none")
_SHORTEST = 3


def secret_values(files: Files, fetched: Iterable[bytes] = ()) -> set[str]:
    """Every value of a Secret manifest, patch or generator in what was read, as text and in base64."""
    found: set[str] = set()
    for file in list(files.were_read):
        try:
            content = files.read(file)
        except KustompyError:
            continue
        for value in _of_file(content, file, files):
            found.update(_spellings(value))
    for content in fetched:
        for value in _of_text(content):
            found.update(_spellings(value))
    return {each for each in found if len(each) >= _SHORTEST and each not in _COMMON}


def secret_files(files: Files) -> set[str]:
    """The files that generators of Secrets have read."""
    found: set[str] = set()
    for file in list(files.were_read):
        if os.path.basename(file) in FILE_NAMES:
            fields = _fields(files, file)
            for generator in _listed(fields.get("secretGenerator")):
                if isinstance(generator, dict):
                    found.update(_sources(generator, os.path.dirname(file)))
    return found & set(files.were_read)


def visible_texts(files: Files) -> str:
    """What messages say anyway, of whatever Secrets: paths, and entries of kustomizations that name files."""
    texts = [_WORDING, *files.were_read]
    for file in list(files.were_read):
        if os.path.basename(file) in FILE_NAMES:
            fields = _fields(files, file)
            for name in _NAMING:
                texts += (each for each in _strings(fields.get(name)) if "\n" not in each)
    return "\n".join(texts)


def _fields(files: Files, file: str) -> dict[str, Any]:
    """The fields of a kustomization, none where it cannot be read."""
    try:
        fields = read_config(files.read(file))
    except KustompyError:
        return {}
    if not isinstance(fields, dict):
        return {}
    return {"secretGenerator" if name.lower() == "secretgenerator" else name: fields[name] for name in fields}


def _of_file(content: bytes, file: str, files: Files) -> Iterator[str]:
    if os.path.basename(file) in FILE_NAMES:
        yield from _of_kustomization(_fields(files, file), os.path.dirname(file), files)
    yield from _of_text(content)


def _spellings(value: str) -> Iterator[str]:
    """The value, its lines, what it is in base64 or stands for there, and how Go quotes it."""
    from base64 import b64decode, b64encode
    from binascii import Error

    from kustompy.golang.text import quoted

    yield value
    yield from (line.strip() for line in value.split("\n"))
    yield quoted(value)[1:-1]
    yield b64encode(value.encode("utf-8", "surrogatepass")).decode()
    try:
        yield b64decode("".join(value.split()), validate=True).decode()
    except (Error, ValueError):
        return


def _of_text(content: bytes | str, may_be: bool = False) -> Iterator[str]:
    """The values of the Secrets in a text; of one that cannot be read, the lines that may hold some."""
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    if not may_be and "Secret" not in text and "stringData" not in text:
        return
    try:
        documents = read(text)
    except KustompyError:
        yield from _of_lines(text)
        return
    for document in documents:
        if may_be and isinstance(document, list):
            yield from _texts([each.get("value") for each in document if isinstance(each, dict)])
        elif may_be and isinstance(document, dict) and not any(field in document for field in FIELDS):
            yield from _texts(document.get("value"))
        for manifest in _mappings(document):
            yield from _of_manifest(manifest, may_be and manifest is document)


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    """All mappings of a document: a Secret may be an item of a list, or stand where the text of a patch is wanted."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _mappings(each)


def _of_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        shown = line.strip()
        if not shown.startswith(_HARMLESS) and shown.removesuffix(":") not in FIELDS:
            yield shown


def _of_manifest(manifest: dict[str, Any], may_be: bool) -> Iterator[str]:
    if is_secret(manifest) or may_be:
        for field in FIELDS:
            yield from _texts(manifest.get(field))
    if manifest.get("kind") == "SecretGenerator":
        yield from _of_literals(manifest)
    if manifest.get("apiVersion") == "builtin":
        for field in _INLINE:
            if isinstance(manifest.get(field), str):
                yield from _of_text(manifest[field], _may_be_of_secret(manifest[field], manifest.get("target")))


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


def _of_kustomization(fields: dict[str, Any], directory: str, files: Files) -> Iterator[str]:
    """What a kustomization says of Secrets: sources of generators, and patches, inline or in files."""
    for generator in _listed(fields.get("secretGenerator")):
        if isinstance(generator, dict):
            yield from _of_literals(generator)
            for path in _sources(generator, directory):
                if path in files.were_read:
                    yield from _of_source(files.read(path).decode("utf-8", "replace"))
    for field in (*_PATCHES, *_PLUGINS):
        for entry in _listed(fields.get(field)):
            text = entry.get("patch") if isinstance(entry, dict) else entry
            target = entry.get("target") if isinstance(entry, dict) else None
            if isinstance(text, str) and text:
                yield from _of_text(text, isinstance(entry, dict) and _may_be_of_secret(text, target))
            file = os.path.join(directory, str(entry.get("path"))) if isinstance(entry, dict) else ""
            if os.path.normpath(file) in files.were_read:
                content = files.read(os.path.normpath(file)).decode("utf-8", "replace")
                yield from _of_text(content, _may_be_of_secret(content, target))


def _may_be_of_secret(text: str, target: Any) -> bool:
    """Whether the patch is one for Secrets, as far as it can be told without applying it."""
    kind = target.get("kind") if isinstance(target, dict) else None
    if "Secret" in text or "stringData" in text or (isinstance(kind, str) and "Secret" in kind):
        return True
    return "/data" in text and not (isinstance(kind, str) and kind.isalnum())


def _of_literals(generator: dict[str, Any]) -> Iterator[str]:
    for source in _strings(generator.get("literals")):
        yield source.partition("=")[2].strip("'\"") if "=" in source else source
    for source in _strings(generator.get("files")):
        if source.count("=") > 1:
            yield source.rpartition("=")[2]


def _of_source(text: str) -> Iterator[str]:
    yield text
    yield from (line.partition("=")[2].strip() for line in text.split("\n"))


def _sources(generator: dict[str, Any], directory: str) -> Iterator[str]:
    for field in ("files", "envs", "env"):
        for source in _strings(generator.get(field)):
            yield os.path.normpath(os.path.join(directory, source.rpartition("=")[2]))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
