"""The compiled schema of one kind."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema.protocols import Validator

    from kustompy.model.steps import Steps
    from kustompy.model.values import Manifest
    from kustompy.validation.expressions.custom_rules import CustomRules
    from kustompy.validation.schema.closures import Check
    from kustompy.validation.schema.explain import Explained
    from kustompy.validation.schema.marks import Schema


class KindSchema:
    """The closures and the schema that objects of one kind have to fit.

    ``valid`` is certain when it accepts; ``valid_alone`` is the same without rules and without duplicate entries.
    """

    # Two closures: once the table and the duplicates have explained a refusal, `valid_alone` decides without jsonschema
    # whether the schema has anything to add.
    __slots__ = (
        "_make_validator", "_validator", "custom", "deprecated", "lookup", "release", "ruled", "rules", "schema",
        "steps", "valid", "valid_alone",
    )  # fmt: skip

    def __init__(
        self,
        schema: Schema,
        valid: Check,
        valid_alone: Check,
        lookup: Callable[[str], Schema],
        make_validator: Callable[[], Validator],
        steps: Steps,
        *,
        custom: bool,
    ) -> None:
        self.schema, self.valid, self.valid_alone, self.custom = schema, valid, valid_alone, custom
        self.lookup = lookup
        """The schema behind a reference in this one."""
        self.steps = steps
        self._make_validator = make_validator
        self.ruled = False
        """Whether the rules of the table are part of ``valid``."""
        self.deprecated = ""
        """The message about a deprecated version of the kind, empty if it is not deprecated."""
        self.release = ""
        """The project and release of a custom kind's schema in the box, empty for others."""
        self.rules: CustomRules | None = None
        """The rules in CEL of a custom kind."""
        self._validator: Validator | None = None

    def explained(self, manifest: Manifest, *, secret: bool) -> list[Explained]:
        """Everything that jsonschema finds in the manifest, which is plain data."""
        from kustompy.validation.schema.explain import explained

        if self._validator is None:
            self._validator = self._make_validator()
        return explained(self._validator, manifest, self.steps, secret=secret)
