"""Schema locations of the user: folders, archives, files and URL templates, spelled as for kubeconform."""

from __future__ import annotations

import os
import re

from kustompy.errors import LoadError, UsageError
from kustompy.validation.schema.finding import UNUSABLE
from kustompy.validation.sources.archives import archive_in, member
from kustompy.validation.sources.remote import fetched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.schema.marks import Schema

# The layout of yannh/kubernetes-json-schema, kubeconform's own repository.
LAYOUT = "/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json"
_VARIABLE = re.compile(r"\{\{-?\s*\.?(\w*)\s*-?\}\}")
_WEB = ("http://", "https://")
# apiVersion and kind come from the manifest and become part of a path or address: `../..` must not get there.
_API_VERSION = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?/)?[A-Za-z0-9]+")
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_MAX_BYTES = 32 * 1024 * 1024


def template(location: str) -> str:
    """The template of a location as the user writes it: a folder gets the layout of kubeconform's."""
    # kubeconform decides by the same ending whether a location is a folder.
    full = location if location.endswith("json") else location.rstrip("/") + LAYOUT
    for name in _VARIABLE.findall(full):
        if name not in _values("v1", "Kind", "1.0", strict=False):
            raise UsageError(
                f"schema location {location!r}: no variable is called {name!r}", code="KST821", fault=UNUSABLE
            )
    if "://" in full and not full.startswith(_WEB):
        raise UsageError(
            f"schema location {location!r} is no path, http:// or https:// address", code="KST821", fault=UNUSABLE
        )
    return full


def _values(api_version: str, kind: str, version: str, *, strict: bool) -> dict[str, str]:
    # As kubeconform's registry.schemaPath: only the first label of the group is in the suffix (`-networking-v1`).
    parts = api_version.split("/")
    suffix = "-".join(["", parts[0].split(".")[0].lower(), *(each.lower() for each in parts[1:])])
    full = version if version.count(".") > 1 else f"{version}.0"
    return {
        "NormalizedKubernetesVersion": "master" if version == "master" else f"v{full.removeprefix('v')}",
        "StrictSuffix": "-strict" if strict else "",
        "ResourceKind": kind.lower(),
        "ResourceAPIVersion": parts[-1],
        "Group": parts[0],
        "KindSuffix": suffix,
    }


def address(template: str, api_version: str, kind: str, version: str, *, strict: bool) -> str:
    """The path or address of a kind's schema; empty if apiVersion or kind cannot be part of one."""
    if not _API_VERSION.fullmatch(api_version) or ".." in api_version or not _KIND.fullmatch(kind):
        return ""
    values = _values(api_version, kind, version, strict=strict)
    return _VARIABLE.sub(lambda found: values[found[1]], template)


def load(address: str, cache: str = "", *, offline: bool = False) -> Schema | None:
    """The schema at a path or web address, None if there is none; ``offline`` takes it from the cache alone."""
    import json

    content = fetched(address, cache, offline=offline) if address.startswith(_WEB) else _read(address)
    if content is None:
        return None
    try:
        schema = json.loads(content)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise LoadError(f"the schema {address} cannot be read: {reason}", code="KST903", file=address) from None
    if not isinstance(schema, dict):
        raise LoadError(f"the schema {address} is no mapping", code="KST903", file=address)
    return schema


def _read(path: str) -> bytes | None:
    if not os.path.isfile(path):
        written = path.replace(os.sep, "/")
        archive = archive_in(written)
        return member(archive, written[len(archive) :]) if archive else None
    try:
        with open(path, "rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise LoadError(f"the schema {path} cannot be read: {error.strerror}", code="KST903", file=path) from None
    if len(content) > _MAX_BYTES:
        raise LoadError(f"the schema {path} is longer than {_MAX_BYTES} bytes", code="KST903", file=path)
    return content
