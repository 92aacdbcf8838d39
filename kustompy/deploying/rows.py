"""Resources on their way into a cluster, and the listener to a deploy."""

from __future__ import annotations

from kustompy.deploying.kubectl import address_of
from kustompy.deploying.outcomes import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from kustompy.deploying.refusals import Refusal
    from kustompy.deploying.waves import Wave
    from kustompy.model.values import Manifest
    from kustompy.results.resource import Resource

    class Hears(Protocol):
        """A listener to a deploy, which is also asked whether objects may be deleted."""

        def begins(self, number: int, waves: Sequence[Wave], rows: Sequence[Row]) -> None: ...
        def changed(self, row: Row) -> None: ...
        def waits(self, rows: Sequence[Row]) -> None: ...
        def warned(self, text: str) -> None: ...
        def may_prune(self, rows: Sequence[Row]) -> bool: ...


class Row:
    """A resource on its way: the manifest to send, the object before and after, and its outcome so far."""

    __slots__ = (
        "action",
        "after",
        "before",
        "code",
        "hint",
        "is_failed",
        "message",
        "notes",
        "resource",
        "status",
        "wave",
    )

    def __init__(self, resource: Resource, wave: int, action: str) -> None:
        self.resource, self.wave, self.action = resource, wave, action
        self.before: Manifest | None = None
        self.after: Manifest | None = None
        self.status = self.message = self.code = self.hint = ""
        self.notes: tuple[str, ...] = ()
        self.is_failed = False

    @property
    def outcome(self) -> Outcome:
        """The outcome so far."""
        # A render without a namespace is shown with that of the object, once it is known.
        address = address_of(self.resource.manifest)
        there = self.after or self.before
        namespace = address.namespace or ("" if there is None else address_of(there).namespace)
        return Outcome(
            self.resource.api_version, address.kind, namespace, address.name, self.wave, self.action, self.status,
            self.message, self.code, self.hint, self.notes, self.is_failed,
        )  # fmt: skip

    def refused(self, refusal: Refusal) -> None:
        """Note the refusal of the resource."""
        self.action, self.message, self.hint = "failed", refusal.words, refusal.hint
        self.fail(refusal.code)

    def fail(self, code: str) -> None:
        """Note a failure with its code."""
        self.code, self.is_failed = code, True


class Silent:
    """A listener that shows nothing, and lets everything be pruned."""

    def begins(self, number: int, waves: Sequence[Wave], rows: Sequence[Row]) -> None:
        """Called when a wave begins."""

    def changed(self, row: Row) -> None:
        """Called when the outcome of a resource changes."""

    def waits(self, rows: Sequence[Row]) -> None:
        """Called after each look at the status of these."""

    def warned(self, text: str) -> None:
        """Called with each warning of the server."""

    def may_prune(self, rows: Sequence[Row]) -> bool:
        """Whether these may be deleted."""
        return True
