"""Selectors of resources by regular expressions and labels: the targets of patches and replacements."""

from __future__ import annotations

from kustompy.golang import regexp
from kustompy.model.values import is_null

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol

    from kustompy.golang.regexp import Regexp, Steps
    from kustompy.model.ids import Gvk
    from kustompy.model.label_selector import Requirement
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet

    class Target(Protocol):
        """What a patch or replacement says of the resources that it is for; "" is said of what does not matter."""

        group: str
        version: str
        kind: str
        name: str
        namespace: str
        labelSelector: str  # noqa: N815  # the names of the fields in a kustomization
        annotationSelector: str  # noqa: N815


# Steps of the budget that a hostile tree of a thousand patches for a thousand resources runs out of.
_LOOK, _MATCHING = 4, 2


class Selector:
    """The resources that a target is for.

    Nothing is compiled, and so nothing fails, before the selector is first used. Patterns take their steps from a
    budget.
    """

    __slots__ = (
        "_annotations", "_gvks", "_labels", "_patterns", "_steps", "annotation_selector", "fields", "label_selector",
    )  # fmt: skip

    def __init__(self, target: Target, steps: Steps | None = None) -> None:
        self._steps = steps
        self.fields = (target.group, target.version, target.kind, target.name, target.namespace)
        self.label_selector, self.annotation_selector = target.labelSelector, target.annotationSelector
        self._patterns: tuple[Regexp | None, ...] | None = None
        self._gvks: dict[Gvk, bool] = {}
        self._labels: list[Requirement] | None = None
        self._annotations: list[Requirement] | None = None

    @property
    def names_nothing(self) -> bool:
        """Whether group, version, kind, name and namespace are all empty."""
        return not any(self.fields)

    @property
    def selects_all(self) -> bool:
        """Whether nothing is said at all, so that all resources are selected."""
        return self.names_nothing and not self.label_selector and not self.annotation_selector

    def compiled(self) -> tuple[Regexp | None, ...]:
        """The patterns for group, version, kind, name and namespace; None matches all."""
        if self._patterns is None:
            self._patterns = tuple(
                regexp.compile(field, full=True, steps=self._steps) if field else None for field in self.fields
            )
        return self._patterns

    def looks_at(self, resources: ResourceSet) -> int:
        """What ``selected`` takes, in steps of ``Session.hold``."""
        return self.look * len(self.candidates(resources))

    @property
    def look(self) -> int:
        """What it takes to look at one resource: patterns take longer than texts."""
        return _LOOK + _MATCHING * any(each is not None and not each.is_literal for each in self.compiled())

    def candidates(self, resources: ResourceSet) -> Sequence[Resource]:
        """Those of the resources, in order, that the index of names or kinds does not rule out."""
        _, _, kind, name, _ = self.compiled()
        # Most targets name one resource: the index is asked instead of all resources.
        if name is not None and name.is_literal:
            return resources.named(name.pattern)
        if kind is not None and kind.is_literal:
            return resources.of_kind(kind.pattern)
        return resources.resources

    def selected(self, resources: ResourceSet) -> list[Resource]:
        """The resources that a patch with this target applies to, in order."""
        return [resource for resource in self.candidates(resources) if self.matches(resource)]

    def matches(self, resource: Resource) -> bool:
        """Whether it matches as a patch's target: by the original or the current name and effective namespace."""
        patterns = self.compiled()
        name, namespace = patterns[3], patterns[4]
        # kustomize compares patterns with the original or the current id, each part by itself; anchored, as `^(?:…)$`.
        if namespace is not None and not namespace.full_match(resource.effective_namespace, self._steps):
            original = resource.previous[0][1] if resource.previous else resource.effective_namespace
            if not namespace.full_match(original, self._steps):
                return False
        if name is not None and not name.full_match(resource.name, self._steps):
            original = resource.previous[0][0] if resource.previous else resource.name
            if not name.full_match(original, self._steps):
                return False
        return self.matches_gvk(resource.gvk) and self.matches_labels(resource) and self.matches_annotations(resource)

    def matches_gvk(self, gvk: Gvk) -> bool:
        # A build has a few dozen gvks, so that three patterns are matched a few dozen times.
        known = self._gvks.get(gvk)
        if known is None:
            parts = zip(self.compiled(), gvk, strict=False)
            known = self._gvks[gvk] = all(
                pattern is None or pattern.full_match(part, self._steps) for pattern, part in parts
            )
        return known

    def matches_any_id(self, resource: Resource) -> bool:
        """Whether it matches as a replacement's target: one and the same id, previous or current, by all patterns."""
        group, version, kind, name, namespace = self.compiled()
        if group is not None and not group.full_match(resource.gvk.group, self._steps):
            return False
        if version is not None and not version.full_match(resource.gvk.version, self._steps):
            return False
        # Unlike a patch, a replacement wants name, namespace and kind from one and the same id.
        ids = ((resource.name, resource.namespace, resource.kind), *resource.previous)
        return any(
            (kind is None or kind.full_match(its_kind, self._steps))
            and (name is None or name.full_match(its_name, self._steps))
            and (namespace is None or namespace.full_match(its_namespace, self._steps))
            for its_name, its_namespace, its_kind in ids
        )

    def matches_labels(self, resource: Resource) -> bool:
        if not self.label_selector:
            return True
        from kustompy.model import label_selector

        if self._labels is None:
            self._labels = label_selector.parse(self.label_selector)
        return label_selector.matches(self._labels, _entries(resource, "labels"))

    def matches_annotations(self, resource: Resource) -> bool:
        if not self.annotation_selector:
            return True
        from kustompy.model import label_selector

        if self._annotations is None:
            self._annotations = label_selector.parse(self.annotation_selector)
        return label_selector.matches(self._annotations, _entries(resource, "annotations"))


def _entries(resource: Resource, field: str) -> Mapping[str, str]:
    metadata = resource.manifest.get("metadata")
    entries = metadata.get(field) if isinstance(metadata, dict) else None
    return {} if is_null(entries) or not isinstance(entries, dict) else entries
