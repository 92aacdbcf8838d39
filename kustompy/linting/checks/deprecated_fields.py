"""Fields of a kustomization that kustomize calls deprecated."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.kustomization.file import DEPRECATED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run


def deprecated_fields(run: Run) -> Iterator[Diagnostic]:
    """Each deprecated field, with what to write instead."""
    for file, fields in run.parsed_kustomizations():
        for field, instead in DEPRECATED.items():
            if field in fields:
                new = instead.split("'")[1]
                text = f"the field {field!r} is deprecated"
                yield Diagnostic(
                    text, code="KST958", severity="warning", file=file, path=(field,), hint=f"use `{new}` instead"
                )
