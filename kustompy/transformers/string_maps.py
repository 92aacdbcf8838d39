"""Labels, annotations and data as kustomize copies them from one resource to another: every value becomes a string."""

from __future__ import annotations

from kustompy.model.values import is_scalar, text_of
from kustompy.yamlio.restyle import string_in_place_of, written_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record


def strings(mapping: Value) -> dict[str, str]:
    """The texts of a mapping's scalars; a list or mapping among them has none, nor has what is no mapping."""
    if not isinstance(mapping, dict):
        return {}
    # kustomize takes the Value of each yaml.Node, which is "" for lists and mappings.
    return {key: text_of(value) if is_scalar(value) else "" for key, value in mapping.items()}


def settle_strings(container: Manifest, field: str, trace: Record | None = None) -> None:
    """Make the values of the mapping in the field strings."""
    old = container.get(field)
    set_strings(container, field, strings(old))
    if trace is not None and isinstance(old, dict) and field in container:
        trace.derived(container[field], old)


def set_strings(container: Manifest, field: str, entries: dict[str, str]) -> None:
    """Write the strings as a mapping in the field, and no mapping where there are none."""
    if entries:
        container[field] = written_mapping(
            {key: string_in_place_of(None, text) for key, text in sorted(entries.items())}
        )
    else:
        # An empty map is not written: kyaml clears the field.
        container.pop(field, None)
