"""Entries of one field of a kustomization that are for the same: what the earlier one says is lost."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.tree import Run
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value


def repeated_entries(run: Run) -> Iterator[Diagnostic]:
    """Each image whose tag a later entry of ``images:`` replaces, and each label that a later one writes over."""
    for file, fields in run.parsed_kustomizations():
        for path, what in (*_images(fields.get("images") or []), *_labels(fields.get("labels") or [])):
            text = f"what this says of {what} is lost: a later entry says something else"
            told = Diagnostic(text, code="KST015", severity="warning", file=file, path=path, hint="keep one of them")
            yield told


def _images(entries: list[dict[str, Value]]) -> Iterator[tuple[FieldPath, str]]:
    earlier: dict[str, int] = {}
    for index, entry in enumerate(entries):
        name = entry.get("name")
        if not name:
            continue
        before = earlier.get(name)
        if before is not None and (entry.get("newTag") or entry.get("digest")) and entry != entries[before]:
            yield ("images", before), f"the image {name!r}"
        # An image with a new name is no longer found under the old one: later entries mean other images.
        earlier.pop(name, None)
        if entry.get("newName") in (None, "", name) and (entry.get("newTag") or entry.get("digest")):
            earlier[name] = index


def _labels(entries: list[dict[str, Value]]) -> Iterator[tuple[FieldPath, str]]:
    earlier: dict[str, tuple[int, str]] = {}
    for index, entry in enumerate(entries):
        for key, value in (entry.get("pairs") or {}).items():
            before = earlier.get(key)
            if before is not None and before[1] != value:
                yield ("labels", before[0], "pairs", key), f"the label {key!r}"
            earlier[key] = index, value
