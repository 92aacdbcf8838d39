"""A second document in a kustomization file: only the first one is read."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.yamlio.read.chunks import chunk_lines, chunks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run


def later_documents(run: Run) -> Iterator[Diagnostic]:
    """Each document behind the first that has anything in it."""
    for file, content in run.contents():
        # Without a separator there is one document: most files cost no more than this.
        if b"\n---" not in content:
            continue
        text = content.decode("utf-8", "replace")
        try:
            parts, starts = chunks(text), chunk_lines(text)
        except KustompyError:
            continue  # the build has said so
        full = [(part, start) for part, start in zip(parts, starts, strict=False) if _has_content(str(part))]
        for _, start in full[1:]:
            yield Diagnostic(
                "only the first document of a kustomization is read",
                code="KST961", file=file, line=start + 1, column=1,
                hint="move the fields to the first document, or to a kustomization of their own",
            )  # fmt: skip


def _has_content(text: str) -> bool:
    # A `#` in a value cuts the line short, and what is left is content all the same.
    lines = (line.split("#")[0].strip() for line in text.split("\n"))
    return any(line and line != "---" for line in lines)
