"""Rules in CEL of a CustomResourceDefinition that do not compile."""

from __future__ import annotations

from kustompy.validation.schema.facts import mapping
from kustompy.validation.sources.custom import has_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Path


def unusable_rules(definition: Manifest) -> Iterator[tuple[Path, str]]:
    """Each expression of the definition that the API server could not compile, with the reason."""
    versions = mapping(definition, "spec").get("versions")
    for index, version in enumerate(versions if isinstance(versions, list) else ()):
        schema = mapping(mapping(version, "schema"), "openAPIV3Schema") if isinstance(version, dict) else {}
        # CEL is loaded only for a definition that has rules: most have none.
        if has_rules(schema):
            from kustompy.validation.expressions.custom_rules import CustomRules

            path: Path = ("spec", "versions", index, "schema", "openAPIV3Schema")
            for each in CustomRules(schema, drops_status=False).unusable:
                yield (*path, *each.path), each.message
