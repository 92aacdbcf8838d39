"""What became of each resource of a deploy, and of the whole."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
"""That of the JSON."""
WARNING = "KST665"
"""The code of what went well, and is worth a word."""
ACTIONS = ("created", "configured", "unchanged", "failed", "not applied", "pruned", "kept", "not pruned")
"""What becomes of a resource. ``kept`` is no longer rendered, and of a kind that is pruned only if it is named."""
LEFT = ("not applied", "not pruned")
"""What a deploy that ends early leaves to do."""


class Outcome(NamedTuple):
    """What became of one resource."""

    api_version: str
    kind: str
    namespace: str
    name: str
    wave: int
    """The number of its wave, from 1; 0 for what is pruned."""
    action: str
    """One of ACTIONS."""
    status: str
    """That of kstatus when it was last looked at; empty if nobody looked."""
    message: str
    """What is said of the status, or why it was refused."""
    code: str = ""
    """The code of what went wrong, or of a warning; empty if there is nothing to say."""
    hint: str = ""
    notes: tuple[str, ...] = ()
    """Fields that admission changed."""
    is_failed: bool = False
    """Whether something went wrong with it, a warning apart."""

    @property
    def title(self) -> str:
        """Kind and name: ``Deployment shop/web``."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    def to_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return {
            "apiVersion": self.api_version, "kind": self.kind, "namespace": self.namespace or None, "name": self.name,
            "wave": self.wave or None, "action": self.action, "status": self.status or None, "message": self.message,
            "code": self.code or None, "hint": self.hint, "notes": list(self.notes),
        }  # fmt: skip


class Deployed(NamedTuple):
    """What became of a deploy."""

    target: str
    revision: str
    """The revision that was rendered; empty for the files as they are."""
    is_dry_run: bool
    outcomes: tuple[Outcome, ...]
    is_done: bool
    """Whether everything was applied, got ready where it was waited for, and pruned."""
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    """What the server had to say of what went well; over several targets why some of them are not deployed, too."""
    parts: tuple[Deployed, ...] = ()
    """What became of each target, if it is a deploy of several: ``PATH#*``; ``outcomes`` are those of all."""

    def with_action(self, *actions: str) -> list[Outcome]:
        """The resources that one of the actions became of."""
        return [each for each in self.outcomes if each.action in actions]

    def to_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
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
    """The deploys of several targets as one."""
    return Deployed(
        target, "", any(each.is_dry_run for each in parts), tuple(one for each in parts for one in each.outcomes),
        is_done, sum(each.seconds for each in parts), (*warnings, *(one for each in parts for one in each.warnings)),
        tuple(parts),
    )  # fmt: skip
