"""Rules beyond the schema that need several parts of a manifest, or several manifests: a code and a check each."""

# The rules about one definition are rows of the table (schemas/kubernetes/rules). Here is what a row cannot say: names
# of objects, which depend on the kind, and rules about parts of a manifest that are far from each other.

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
    """The path of the value that breaks a rule, and the message."""
    Disagreement: TypeAlias = tuple[Path, str, str]
    """The mapping whose values another one has to fit, and the words for the one and the other."""
    Rule: TypeAlias = tuple[str, Callable[[Facts], Iterable[Broken]], frozenset[str] | None]

NAME, LABEL, ANNOTATION, QUANTITY, PORT, DURATION = "KST910", "KST911", "KST912", "KST913", "KST914", "KST915"
DUPLICATE_ENTRY, SELECTOR, REMOVED, DEPRECATED = "KST916", "KST917", "KST918", "KST919"
VOLUME, REFERENCE, DEFINITION, SCHEDULE, DUPLICATE_ID = "KST920", "KST921", "KST922", "KST923", "KST924"
UNKNOWN_FIELD, NO_SCHEMA, DUPLICATE_KEY = "KST901", "KST902", "KST906"
EXPRESSION, CUSTOM_RULE, POLICY, TEAM_RULE = "KST940", "KST941", "KST942", "KST943"
WORD, INVALID, UNION, REQUIRED, FORBIDDEN = "KST930", "KST931", "KST932", "KST933", "KST934"

IN_TABLE = frozenset((LABEL, ANNOTATION))
"""The codes whose rules the table has as well, for kinds whose schema refers to ObjectMeta."""
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
"""The rules of one manifest, with the kinds to which they apply; None for all."""
DISAGREEMENTS: dict[Callable[[Facts], Iterable[Broken]], Disagreement] = {
    selector: (("spec", "template", "metadata", "labels"), "the selector is", "the label is"),
}
"""Rule → the two values that it compares, so that a finding can show the places of both."""

SET_RULES: tuple[tuple[str, Callable[[list[Facts]], Iterable[tuple[int, Path, str]]]], ...] = ((REFERENCE, references),)
"""The rules of all manifests together; each yields the index of a manifest, a path and a message."""

SWITCHES = frozenset((NAME, LABEL, ANNOTATION, QUANTITY, PORT, DURATION, DUPLICATE_ENTRY, SELECTOR, REMOVED)) | {
    UNKNOWN_FIELD, NO_SCHEMA, DUPLICATE_KEY, DEPRECATED, VOLUME, REFERENCE, DEFINITION, SCHEDULE, DUPLICATE_ID,
    EXPRESSION, CUSTOM_RULE, POLICY, TEAM_RULE,
    WORD, INVALID, UNION, REQUIRED, FORBIDDEN,
}  # fmt: skip
"""The codes that can be switched off; kustompy.messages.codes explains them."""
