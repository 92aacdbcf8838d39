"""``generatorOptions:``, which every generator of a kustomization shares (spec section 3.10)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def merged_options(options: dict[str, Any] | None, general: dict[str, Any] | None) -> dict[str, Any]:
    """A generator's options, completed by ``generatorOptions``: labels and annotations fill gaps, flags add up."""
    own, shared = options or {}, general or {}
    merged: dict[str, Any] = {}
    for field in ("labels", "annotations"):
        merged[field] = {**(shared.get(field) or {}), **(own.get(field) or {})}
    for field in ("disableNameSuffixHash", "immutable"):
        merged[field] = bool(own.get(field) or shared.get(field))
    return merged
