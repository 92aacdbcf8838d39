"""Paths of fields."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    FieldPath = tuple[str | int, ...]
    """Where an entry stands in its kustomization file."""
