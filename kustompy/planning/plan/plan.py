"""The plan of a branch as a record: overlays, changes that some have in common, images, dangers and findings."""

from __future__ import annotations

from kustompy.limits import NamedTuple
from kustompy.planning.forms.described import entry_json
from kustompy.reporting.closing import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.values import Value
    from kustompy.planning.forms.described import Entry
    from kustompy.planning.page.resources import Written
    from kustompy.planning.plan.dangers import Danger
    from kustompy.planning.plan.images import ImageChange

# The form of the JSON; raised when a field of it changes its meaning.
VERSION = 1


class Overlay(NamedTuple):
    """An affected overlay: how many resources it has, and of which kinds the changes are."""

    target: str
    status: str
    """``changed``, ``new``, ``gone``, ``equal``, ``broken`` or ``broken before``."""
    changes: int
    resources: int
    digest: str
    """SHA-256 of what the new side prints; empty if it does not build, or nobody asked."""
    error: str
    """Why a side does not build."""


class Group(NamedTuple):
    """A change that the same overlays have in common."""

    entry: Entry
    overlays: tuple[str, ...]


class DangerIn(NamedTuple):
    """A danger, and the overlays that have it."""

    danger: Danger
    overlays: tuple[str, ...]


class ImageIn(NamedTuple):
    """An image that changes, and the overlays that it changes in."""

    image: ImageChange
    overlays: tuple[str, ...]


class Wanted(NamedTuple):
    """What a plan is to have besides the changes."""

    causes: bool = True
    findings: bool = True
    kubernetes_version: str = ""
    exclude: tuple[str, ...] = ()
    resources: bool = False
    """Whether the resources that change are wanted, with who wrote each line."""
    digests: bool = True
    """Whether the new sides are printed, for their digests."""


class Plan(NamedTuple):
    """What a branch changes."""

    base: str
    base_commit: str
    head: str
    head_commit: str
    top: str
    notes: tuple[str, ...]
    overlays: tuple[Overlay, ...]
    """Those that changed files may reach, equal ones too."""
    groups: tuple[Group, ...]
    images: tuple[ImageIn, ...]
    dangers: tuple[DangerIn, ...]
    findings: tuple[Diagnostic, ...]
    """Those that are new."""
    left_out: int
    """How much is noise."""
    written: tuple[Written, ...] = ()
    """Resources that change, with who wrote each line, where that was asked for."""

    def to_dict(self) -> dict[str, Value]:
        """The plan as ``kustompy plan --format json`` has it; values of Secrets are not in it."""
        return as_data(self)

    @property
    def differing(self) -> list[Overlay]:
        """The overlays that change, or do not build."""
        return [each for each in self.overlays if each.status != "equal"]

    @property
    def is_broken(self) -> bool:
        """Whether an overlay does not build at the new side."""
        return any(each.status == "broken" for each in self.overlays)


def summary(plan: Plan) -> str:
    """One line: how many overlays change, what is dangerous, what is new."""
    differing = plan.differing
    if not differing:
        return f"nothing changes in the {counted(len(plan.overlays), 'overlay')} that the change may reach"
    counts: dict[str, int] = {}
    for each in differing:
        counts[each.status] = counts.get(each.status, 0) + 1
    kinds = ", ".join(f"{count} {OVERLAY_WORDS[status]}" for status, count in counts.items())
    parts = [counted(len(plan.groups), "distinct change"), counted(len(plan.dangers), "danger")]
    parts.append(counted(len(plan.findings), "new finding"))
    return f"{counted(len(differing), 'overlay')} ({kinds}): {', '.join(parts)}"


OVERLAY_WORDS = {
    "changed": "changed", "new": "new", "gone": "gone", "broken": "that no longer builds",
    "broken before": "that did not build before",
}  # fmt: skip


def overlays_text(overlays: Iterable[str], most: int = 3) -> str:
    """The first of some overlays, and how many more there are."""
    names = list(overlays)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def as_data(plan: Plan) -> dict[str, Value]:
    """The plan as plain data."""
    return {
        "version": VERSION,
        "summary": summary(plan),
        "base": {"name": plan.base, "commit": plan.base_commit},
        "head": {"name": plan.head, "commit": plan.head_commit or None},
        "notes": list(plan.notes),
        "overlays": [each._asdict() for each in plan.overlays],
        "changes": [{"overlays": list(each.overlays), **entry_json(each.entry)} for each in plan.groups],
        "images": [{**each.image._asdict(), "overlays": list(each.overlays)} for each in plan.images],
        "dangers": [{**each.danger._asdict(), "overlays": list(each.overlays)} for each in plan.dangers],
        "findings": [
            {
                "code": each.code, "severity": each.severity, "message": each.message, "resource": each.resource,
                "file": each.file, "line": each.line, "column": each.column,
            }
            for each in plan.findings
        ],
        "leftOut": plan.left_out,
    }  # fmt: skip
