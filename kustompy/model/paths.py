"""Paths of fields."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Step = str | int
    """A key of a mapping, or an index of a list."""
    FieldPath = tuple[Step, ...]
    """Where an entry stands in its kustomization file."""
    DocumentPath = tuple[int, FieldPath]
    """The index of a document in its text, and a path in the document."""
    Source = tuple[str, int, FieldPath]
    """Where a resource comes from: file, document, and the path of the manifest or of the entry that made it."""
    Span = tuple[int, int, int, int]
    """Line, column, end line and end column in a text, counted from 1; the end is behind the last character."""
