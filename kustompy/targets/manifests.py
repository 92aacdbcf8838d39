"""Whether a file may be a manifest: it names an apiVersion and a kind, in any way that YAML writes words."""

from __future__ import annotations

import os
import re

from kustompy.errors import KustompyError
from kustompy.system.files import Files

_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""The encodings of texts by their first bytes; any other text is UTF-8, or not YAML."""

_ESCAPED = re.compile(r"\\(?:x|u00|U000000)([0-9a-fA-F]{2})|\\\r?\n[ \t]*")
"""Escapes of characters in double quotes, and a line break that a backslash takes away."""


def may_be_manifest(file: str) -> bool:
    """Whether the file names an apiVersion and a kind, or cannot be read."""
    try:
        content = Files().read(os.path.abspath(file))
    except KustompyError:
        # Reading it for the check tells why.
        return True
    return speaks_of_manifests(content)


def speaks_of_manifests(content: bytes) -> bool:
    """Whether the words apiVersion and kind are in a text: as they are, in UTF-16, or with escapes."""
    # Without escapes one could hide a manifest from the checks that a cluster would still take.
    if b"apiVersion" in content and b"kind" in content:
        return True
    encoding = _WIDE.get(content[:2], "")
    if not encoding and b"\\" not in content:
        return False
    text = _ESCAPED.sub(_meant, content.decode(encoding or "utf-8", "replace"))
    return "apiVersion" in text and "kind" in text


def _meant(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else ""
