"""A key twice in a kustomization file: the last one counts, in silence."""

from __future__ import annotations

from kustompy.errors import Diagnostic, KustompyError
from kustompy.yamlio.read.config import ConfigDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run


def repeated_keys(run: Run) -> Iterator[Diagnostic]:
    """Each key that was there before in the same mapping."""
    for file in run.kustomizations:
        try:
            document = ConfigDocument(run.files.read(file))
            document.read()
        except KustompyError:
            continue  # the build has said so
        for text in document.duplicates:
            line, _, said = text.strip().removeprefix("line ").partition(": ")
            hint = "put the values of both under one key: only the last one counts"
            yield Diagnostic(said, code="KST954", file=file, line=int(line), column=1, hint=hint)
