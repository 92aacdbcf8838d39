"""Fields of a kustomization that kustomize calls deprecated."""

from __future__ import annotations

from kustompy.errors import Diagnostic, KustompyError
from kustompy.kustomization import DEPRECATED, parse_kustomization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.lint.run import Run


def deprecated_fields(run: Run) -> Iterator[Diagnostic]:
    """Each deprecated field, with what to write instead."""
    for file in run.kustomizations:
        try:
            fields = parse_kustomization(run.files.read(file), file)
        except KustompyError:
            continue  # the build has said so
        for field, instead in DEPRECATED.items():
            if field in fields:
                new = instead.split("'")[1]
                text = f"the field {field!r} is deprecated"
                yield Diagnostic(
                    text, code="KST958", severity="warning", file=file, path=(field,), hint=f"use `{new}` instead"
                )
