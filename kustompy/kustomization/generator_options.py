"""``generatorOptions:``, which every generator of a kustomization shares (spec section 3.10)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    Options = dict[str, Value]

_MAPPINGS = ("labels", "annotations")
_FLAGS = ("disableNameSuffixHash", "immutable")


def merged_options(options: Options | None, general: Options | None) -> Options:
    """A generator's options, completed by ``generatorOptions``: labels and annotations fill gaps, flags add up."""
    own, shared = options or {}, general or {}
    merged: Options = {}
    for field in _MAPPINGS:
        # An entry of the generator's own wins.
        merged[field] = {**shared.get(field, {}), **own.get(field, {})}
    for field in _FLAGS:
        # Flags are or-ed, so that a generator cannot take back what all are told.
        merged[field] = bool(own.get(field) or shared.get(field))
    return merged


def said_by_general(options: Options | None, general: Options | None) -> dict[FieldPath, FieldPath]:
    """The parts of the merged options that ``generatorOptions`` said, each with its path in the kustomization."""
    if not general:
        return {}
    own = options or {}
    keys: list[tuple[str, ...]] = [(field,) for field in _FLAGS if general.get(field) and not own.get(field)]
    for field in _MAPPINGS:
        mine = own.get(field, {})
        keys += [(field, name) for name in general.get(field, {}) if name not in mine]
    return {("options", *key): ("generatorOptions", *key) for key in keys}
