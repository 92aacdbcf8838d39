"""A key twice in a kustomization file: the last one counts, in silence."""

from __future__ import annotations

import re

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.yamlio.read.reader import read_config_strict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run

# With one of these in the text a key may be spelled in several ways, or stand behind another on its line.
_NOT_PLAIN = (b"{", b"?", b"&", b"!", b"*", b"\\", b"\t", b" :")


# `{name: web}` has one key, which repeats nothing.
_ONE_KEY = re.compile(rb"\{[^{},\n]*\}")


def repeated_keys(run: Run) -> Iterator[Diagnostic]:
    """Each key that was there before in the same mapping."""
    for file, content in run.contents():
        if _has_other_keys_only(content) or _is_without(content):
            continue
        try:
            from kustompy.yamlio.read.config import ConfigDocument

            document = ConfigDocument(content)
            document.read()
        except KustompyError:
            continue  # the build has said so
        for text in document.duplicates:
            line, _, said = text.strip().removeprefix("line ").partition(": ")
            hint = "put the values of both under one key: only the last one counts"
            yield Diagnostic(said, code="KST954", file=file, line=int(line), column=1, hint=hint)


def _has_other_keys_only(content: bytes) -> bool:
    """Whether no two lines of a plain text begin with the same key in the same column."""
    content = _ONE_KEY.sub(b"", content)
    if any(each in content for each in _NOT_PLAIN):
        return False
    lines = content.replace(b"- ", b"  ").replace(b'"', b"").replace(b"'", b"").split(b"\n")
    keys = [line.partition(b":")[0] for line in lines if b":" in line]
    return len(set(keys)) == len(keys)


def _is_without(content: bytes) -> bool:
    """Whether no key is repeated, as the fast reader knows of most files."""
    try:
        read_config_strict(content)
    except KustompyError:
        return False
    return True
