"""Fields of a kustomization that kustomize calls deprecated."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.kustomization.fields import FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run

OLD_FIELD = "old field"
"""The fault of a deprecated field, by which ``lint --fix`` knows what to do."""

_DEPRECATED = tuple(row for row in FIELDS if row.deprecated_for)
_NAMES = frozenset(row.name for row in _DEPRECATED)


def deprecated_fields(run: Run) -> Iterator[Diagnostic]:
    """Each deprecated field, with what to write instead."""
    for file, fields in run.parsed_kustomizations():
        for row in _DEPRECATED if not _NAMES.isdisjoint(fields) else ():
            if row.name in fields:
                yield Diagnostic(
                    f"the field {row.name!r} is deprecated", code="KST958", severity="warning", file=file,
                    path=(row.name,), hint=f"use `{row.deprecated_for}` instead", fault=OLD_FIELD, on_key=True,
                )  # fmt: skip
