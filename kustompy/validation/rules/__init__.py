"""Rules beyond the schema, which the API server applies and which cost people a deploy: a code and a check each."""

from __future__ import annotations

from kustompy.validation.rules.names import annotation_keys, labels, name
from kustompy.validation.rules.ports import ports
from kustompy.validation.rules.references import references
from kustompy.validation.rules.schedules import schedule
from kustompy.validation.rules.selectors import selector
from kustompy.validation.rules.volumes import volumes
from kustompy.validation.schema.facts import TEMPLATES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from kustompy.validation.schema.facts import Facts, Path

    Broken: TypeAlias = tuple[Path, str]
    """Where a rule is broken, and how."""
    Disagreement: TypeAlias = tuple[Path, str, str]
    """Above which field values stand that another one has to fit, and how the one and the other are called."""
    Rule: TypeAlias = tuple[str, Callable[[Facts], Iterable[Broken]], frozenset[str] | None]

NAME, LABEL, ANNOTATION, QUANTITY, PORT, DURATION = "KST910", "KST911", "KST912", "KST913", "KST914", "KST915"
DUPLICATE_ENTRY, SELECTOR, REMOVED, DEPRECATED = "KST916", "KST917", "KST918", "KST919"
VOLUME, REFERENCE, DEFINITION, SCHEDULE, DUPLICATE_ID = "KST920", "KST921", "KST922", "KST923", "KST924"
UNKNOWN_FIELD, NO_SCHEMA, DUPLICATE_KEY = "KST901", "KST902", "KST906"
EXPRESSION, CUSTOM_RULE, POLICY, TEAM_RULE = "KST940", "KST941", "KST942", "KST943"
WORD, INVALID, UNION, REQUIRED, FORBIDDEN = "KST930", "KST931", "KST932", "KST933", "KST934"

IN_TABLE = frozenset((LABEL, ANNOTATION))
"""The codes whose rules the table has for kinds that refer to the metadata of Kubernetes."""
_PODS = frozenset(TEMPLATES)
MANIFEST_RULES: tuple[Rule, ...] = (
    (NAME, name, None),
    (LABEL, labels, None),
    (ANNOTATION, annotation_keys, None),
    (PORT, ports, frozenset(("Service",))),
    (SELECTOR, selector, _PODS),
    (VOLUME, volumes, _PODS),
    (SCHEDULE, schedule, frozenset(("CronJob",))),
)
"""The rules of one manifest, and the kinds that they are for; None is for all."""
DISAGREEMENTS: dict[Callable[[Facts], Iterable[Broken]], Disagreement] = {
    selector: (("spec", "template", "metadata", "labels"), "the selector is", "the label is"),
}
"""What the rules are about that compare two values."""

SET_RULES: tuple[tuple[str, Callable[[list[Facts]], Iterable[tuple[int, Path, str]]]], ...] = ((REFERENCE, references),)
"""The rules of all manifests together, which say what is broken in which of them."""

SWITCHES = frozenset((NAME, LABEL, ANNOTATION, QUANTITY, PORT, DURATION, DUPLICATE_ENTRY, SELECTOR, REMOVED)) | {
    UNKNOWN_FIELD, NO_SCHEMA, DUPLICATE_KEY, DEPRECATED, VOLUME, REFERENCE, DEFINITION, SCHEDULE, DUPLICATE_ID,
    EXPRESSION, CUSTOM_RULE, POLICY, TEAM_RULE,
    WORD, INVALID, UNION, REQUIRED, FORBIDDEN,
}  # fmt: skip
"""The codes that can be switched off; what they are about stands in kustompy.messages.codes."""
