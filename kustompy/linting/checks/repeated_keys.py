"""A key twice in a kustomization file: the last one counts, in silence."""

from __future__ import annotations

from kustompy.errors import Diagnostic, KustompyError
from kustompy.yamlio.read.reader import read_config_strict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run


def repeated_keys(run: Run) -> Iterator[Diagnostic]:
    """Each key that was there before in the same mapping."""
    for file in run.kustomizations:
        try:
            content = run.files.read(file)
            if _is_without(content):
                continue
            from kustompy.yamlio.read.config import ConfigDocument

            document = ConfigDocument(content)
            document.read()
        except KustompyError:
            continue  # the build has said so
        for text in document.duplicates:
            line, _, said = text.strip().removeprefix("line ").partition(": ")
            hint = "put the values of both under one key: only the last one counts"
            yield Diagnostic(said, code="KST954", file=file, line=int(line), column=1, hint=hint)


def _is_without(content: bytes) -> bool:
    """Whether no key is repeated, as the fast reader knows of most files."""
    try:
        read_config_strict(content)
    except KustompyError:
        return False
    return True
