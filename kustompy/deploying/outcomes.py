"""The outcome of a deploy, and of each of its resources."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
"""The version of the JSON format."""
WARNING = "KST665"
"""The code of a resource that succeeded with a warning."""
ACTIONS = ("created", "configured", "unchanged", "failed", "not applied", "pruned", "kept", "not pruned")
"""The actions of outcomes. A ``kept`` object is no longer rendered, and stays because of its kind or a mark."""
LEFT = ("not applied", "not pruned")
"""The actions of resources that a deploy which ended early did not reach."""


class Outcome(NamedTuple):
    """The outcome of one resource."""

    api_version: str
    kind: str
    namespace: str
    name: str
    wave: int
    """The number of its wave, from 1; 0 for an object to prune."""
    action: str
    """One of ACTIONS."""
    status: str
    """The status by kstatus when the object was last looked at; empty if it was not."""
    message: str
    """The reason of the status or of a refusal."""
    code: str = ""
    """The code of an error or a warning; empty if there is neither."""
    hint: str = ""
    notes: tuple[str, ...] = ()
    """Fields that admission changed."""
    is_failed: bool = False
    """Whether it failed; a warning is no failure."""

    @property
    def title(self) -> str:
        """Kind and name: ``Deployment shop/web``."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    def to_dict(self) -> dict[str, object]:
        """The outcome as plain data, for JSON."""
        return {
            "apiVersion": self.api_version, "kind": self.kind, "namespace": self.namespace or None, "name": self.name,
            "wave": self.wave or None, "action": self.action, "status": self.status or None, "message": self.message,
            "code": self.code or None, "hint": self.hint, "notes": list(self.notes),
        }  # fmt: skip


class Deployed(NamedTuple):
    """The outcome of a deploy."""

    target: str
    revision: str
    """The git revision that was rendered; empty for the work tree."""
    is_dry_run: bool
    outcomes: tuple[Outcome, ...]
    is_done: bool
    """Whether everything was applied, became ready if that was waited for, and was pruned."""
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    """Warnings of the server; for several targets also why some of them are not deployed."""
    parts: tuple[Deployed, ...] = ()
    """The deploys of the single targets of ``PATH#*``; ``outcomes`` are those of all."""

    def with_action(self, *actions: str) -> list[Outcome]:
        """The outcomes with one of the actions."""
        return [each for each in self.outcomes if each.action in actions]

    def to_dict(self) -> dict[str, object]:
        """The deploy as plain data, for JSON."""
        counts = {each: len(self.with_action(each)) for each in ACTIONS}
        return {
            "version": VERSION, "target": self.target, "revision": self.revision or None, "dryRun": self.is_dry_run,
            "ok": self.is_done, "seconds": round(self.seconds, 3),
            "counts": {action: count for action, count in counts.items() if count},
            "warnings": list(self.warnings),
            "resources": [each.to_dict() for each in self.outcomes],
            **({"targets": [each.to_dict() for each in self.parts]} if self.parts else {}),
        }  # fmt: skip


def together(target: str, parts: Sequence[Deployed], warnings: Sequence[str], *, is_done: bool) -> Deployed:
    """The deploys of several targets as a single one."""
    return Deployed(
        target, "", any(each.is_dry_run for each in parts), tuple(one for each in parts for one in each.outcomes),
        is_done, sum(each.seconds for each in parts), (*warnings, *(one for each in parts for one in each.warnings)),
        tuple(parts),
    )  # fmt: skip
