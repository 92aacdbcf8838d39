"""Which files may be manifests: those that speak of an apiVersion and a kind, in whatever way YAML writes words."""

from __future__ import annotations

import os
import re

from kustompy.errors import KustompyError
from kustompy.system.files import Files

_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""How a text is encoded whose bytes begin so; others are UTF-8, or no YAML."""

_ESCAPED = re.compile(r"\\(?:x|u00|U000000)([0-9a-fA-F]{2})|\\\r?\n[ \t]*")
"""What YAML and JSON take for a letter between quotes, and the end of a line that goes on in the next."""


def may_be_manifest(file: str) -> bool:
    """Whether the file speaks of an apiVersion and a kind, or cannot be read."""
    try:
        content = Files().read(os.path.abspath(file))
    except KustompyError:
        return True
    return speaks_of_manifests(content)


def speaks_of_manifests(content: bytes) -> bool:
    """Whether the words are there: as they are, in UTF-16, or with characters that stand behind a backslash."""
    if b"apiVersion" in content and b"kind" in content:
        return True
    encoding = _WIDE.get(content[:2], "")
    if not encoding and b"\\" not in content:
        return False
    text = _ESCAPED.sub(_meant, content.decode(encoding or "utf-8", "replace"))
    return "apiVersion" in text and "kind" in text


def _meant(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else ""
