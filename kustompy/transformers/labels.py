"""``labels:`` and ``commonLabels:`` label resources and what selects them (spec section 3.3)."""

from __future__ import annotations

from kustompy.field_edit import Entries, by_gvk, selected_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.context import Context
    from kustompy.model.resource_set import ResourceSet


def set_labels(config: dict[str, Any], context: Context) -> Callable[[ResourceSet], None]:
    """Write ``labels`` into every field that ``fieldSpecs`` names."""
    return _set_everywhere(config.get("labels") or {}, config)


def set_annotations(config: dict[str, Any], context: Context) -> Callable[[ResourceSet], None]:
    """Write ``annotations`` into every field that ``fieldSpecs`` names (spec section 3.4)."""
    return _set_everywhere(config.get("annotations") or {}, config)


def _set_everywhere(pairs: dict[str, str], config: dict[str, Any]) -> Callable[[ResourceSet], None]:
    entries = Entries(pairs)
    fields = by_gvk(config.get("fieldSpecs") or (), selected_fields)

    def run(resources: ResourceSet) -> None:
        if entries:
            entries.write(resources, fields)

    return run
