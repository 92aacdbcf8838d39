"""A strategic merge that loses elements of a list, since several have the key that the list is merged by."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.observer import Found, Step
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

_HINT = "elements of the list have the same merge key; make them differ, or use a JSON patch"


def dropped_elements(step: Step) -> Iterator[Found]:
    """The patch, if a list became shorter in the merge though nothing in the patch says to delete."""
    for dropped, count in step.dropped:
        for resource in step.resources:
            path = _path_of(dropped, resource.manifest, ())
            if path is not None:
                text = f"{resource.kind} {resource.name}: the merge drops {count} of the elements of {path_text(path)}"
                yield step.place, Diagnostic(text, code="KST959", hint=_HINT)
                return


def _path_of(wanted: list[Value], value: Value, path: FieldPath) -> FieldPath | None:
    """The path of this very list in the value."""
    if value is wanted:
        return path
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        found = _path_of(wanted, each, (*path, key)) if isinstance(each, (dict, list)) else None
        if found is not None:
            return found
    return None
