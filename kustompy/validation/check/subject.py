"""The subject of validation: a document, its place, and its findings."""

from __future__ import annotations

from kustompy.model.ids import Gvk, ResourceId, split_api_version
from kustompy.validation.schema.facts import mapping, text
from kustompy.validation.schema.finding import UNCHECKED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from kustompy.model.values import Value
    from kustompy.validation.rules import Disagreement
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.schema.finding import Finding
    from kustompy.validation.table.broken import Broken

    Place: TypeAlias = tuple[str, int, int]
    """File, line and column; 0 is unknown."""
    Blamed: TypeAlias = tuple[str, int, int, tuple[str, str, int] | None, int]
    """The same for a build, with a second place that contributes to the value, and the number of the writing step."""
    Locate: TypeAlias = Callable[[int, Path, bool], Place | Blamed | None]
    """The place of the value at a path of a document, or with True of its key."""
    Hide: TypeAlias = Callable[[Sequence[Finding]], list[Finding]]

VALID, INVALID, ERROR, SKIPPED = "valid", "invalid", "error", "skipped"


class Subject:
    """One document: ``value`` as it was read, ``base`` its path in a List, ``locate`` where a path is written."""

    __slots__ = (
        "base", "disagreeing", "document", "file", "findings", "first_line", "hide", "is_unknown", "locate", "rivals",
        "skipped", "untold", "value",
    )  # fmt: skip

    def __init__(
        self,
        value: Value,
        file: str = "",
        document: int = 0,
        locate: Locate | None = None,
        base: Path = (),
        first_line: int = 0,
        hide: Hide | None = None,
    ) -> None:
        self.value, self.file, self.document, self.locate, self.base = value, file, document, locate, base
        self.findings: list[Finding] = []
        self.rivals: list[tuple[Finding, Broken]] = []
        """Findings about fields that exclude each other, with what the table says of them."""
        self.disagreeing: list[tuple[Finding, Disagreement]] = []
        """Findings about two values that do not fit, with the place of the other value."""
        self.skipped = self.is_unknown = False
        """``is_unknown`` if no schema of the kind is known."""
        self.untold: dict[str, int] = {}
        """Severity → the number of findings that were only counted."""
        self.hide = hide
        """The function that removes the values of a build's Secrets from the findings."""
        self.first_line = first_line
        """How many lines of the file come before the document."""

    @property
    def kind(self) -> str:
        return text(self.value.get("kind")) if isinstance(self.value, dict) else ""

    @property
    def api_version(self) -> str:
        return text(self.value.get("apiVersion")) if isinstance(self.value, dict) else ""

    @property
    def name(self) -> str:
        if not isinstance(self.value, dict):
            return ""
        metadata = mapping(self.value, "metadata")
        return text(metadata.get("name")) or text(metadata.get("generateName"))

    @property
    def resource(self) -> str:
        """The resource id as kustomize prints it, empty if the document is no object."""
        if not self.kind:
            return ""
        namespace = text(mapping(self.value, "metadata").get("namespace"))
        return str(ResourceId(Gvk(*split_api_version(self.api_version), self.kind), self.name, namespace))

    @property
    def status(self) -> str:
        """``valid``, ``invalid``, ``error`` (it could not be checked) or ``skipped``."""
        if not self.findings:
            return SKIPPED if self.skipped else VALID
        worst = [each for each in self.findings if each.severity == "error"]
        if any(each.fault in UNCHECKED for each in worst):
            return ERROR
        if worst:
            return INVALID
        return SKIPPED if self.skipped else VALID


def taken_apart(subject: Subject) -> list[Subject]:
    """The items of a List, or the document itself."""
    # `kubectl get -o yaml` writes a List, and kubectl applies its items one by one.
    value = subject.value
    if not isinstance(value, dict) or value.get("kind") != "List" or not isinstance(value.get("items"), list):
        return [subject]
    found: list[Subject] = []
    for index, item in enumerate(value["items"]):
        if item is not None:
            base = (*subject.base, "items", index)
            inner = Subject(item, subject.file, subject.document, subject.locate, base, subject.first_line)
            found += taken_apart(inner)
    return found


def manifest_of(item: object) -> Value:
    """The values of a manifest, or of a resource in a build as it was written: ``~`` and ``0777`` keep their texts."""
    return getattr(item, "written", item)
