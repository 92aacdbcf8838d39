"""Rules beyond the schema, which the API server applies and which cost people a deploy: a code and a check each."""

from __future__ import annotations

from kustompy.validation.facts import TEMPLATES
from kustompy.validation.rules.names import annotation_keys, labels, name
from kustompy.validation.rules.ports import ports
from kustompy.validation.rules.references import references
from kustompy.validation.rules.schedules import schedule
from kustompy.validation.rules.selectors import selector
from kustompy.validation.rules.volumes import volumes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from kustompy.validation.facts import Facts, Path

    Broken: TypeAlias = tuple[Path, str]
    """Where a rule is broken, and how."""
    Rule: TypeAlias = tuple[str, Callable[[Facts], Iterable[Broken]], frozenset[str] | None]

NAME, LABEL, ANNOTATION, QUANTITY, PORT, DURATION = "KST910", "KST911", "KST912", "KST913", "KST914", "KST915"
DUPLICATE_ENTRY, SELECTOR, REMOVED, DEPRECATED = "KST916", "KST917", "KST918", "KST919"
VOLUME, REFERENCE, DEFINITION, SCHEDULE, DUPLICATE_ID = "KST920", "KST921", "KST922", "KST923", "KST924"
DUPLICATE_KEY = "KST906"

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

SET_RULES: tuple[tuple[str, Callable[[list[Facts]], Iterable[tuple[int, Path, str]]]], ...] = ((REFERENCE, references),)
"""The rules of all manifests together, which say what is broken in which of them."""

CODES = {
    "KST900": "a value does not fit the schema of its kind",
    "KST901": "a field that the kind does not have",
    "KST902": "a kind without a schema",
    "KST903": "a schema that cannot be read",
    "KST904": "a document that is no Kubernetes object",
    "KST905": "a file that cannot be read",
    DUPLICATE_KEY: "a key that is written twice, or that is no string",
    "KST907": "a kind that was rejected with --reject",
    NAME: "a name that the API server refuses",
    LABEL: "a label that the API server refuses",
    ANNOTATION: "an annotation that the API server refuses",
    QUANTITY: "a quantity that is none",
    PORT: "a port that is out of range, or has no good name",
    DURATION: "a duration that is none",
    DUPLICATE_ENTRY: "entries of a list that have to differ and do not",
    SELECTOR: "a selector that does not select its own template",
    REMOVED: "an API version that the chosen Kubernetes no longer serves",
    DEPRECATED: "an API version that a later Kubernetes no longer serves",
    VOLUME: "a volume mount without its volume",
    REFERENCE: "a reference to a config map or secret that the build generated under another name",
    DEFINITION: "a CustomResourceDefinition whose schema is not structural",
    SCHEDULE: "a schedule that is none",
    DUPLICATE_ID: "two objects of the same kind and name",
}
"""Every code that validation gives, and what it is about."""

SWITCHES = frozenset(CODES) - {"KST900", "KST903", "KST904", "KST905", "KST907"}
"""The codes that can be switched off."""
