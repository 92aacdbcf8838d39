"""Deploys and drifts as text and as JSON; texts of a cluster are escaped, values of Secrets never appear."""

from __future__ import annotations

from kustompy.deploying.status import CURRENT
from kustompy.planning.explaining import near, printable
from kustompy.planning.forms.described import counts_text, described, entry_json
from kustompy.planning.forms.json import dumped
from kustompy.planning.forms.text import PLAIN, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.deploying.drift import Drift
    from kustompy.deploying.outcomes import Deployed, Outcome
    from kustompy.errors import KustompyError
    from kustompy.planning.changes.change import Change
    from kustompy.planning.forms.text import Paint

_FEW = 5
_DONE = ("created", "configured", "unchanged", "pruned", "kept")


def summary(deployed: Deployed) -> str:
    """The counts of a deploy on one line, with the names of what failed."""
    parts = []
    for action in _DONE:
        count = len(deployed.with_action(action))
        parts += [f"{count} {action}"] if count else []
    late = [each for each in deployed.outcomes if each.is_failed and each.action in _DONE]
    for word, found in (
        ("failed", deployed.with_action("failed")), ("not ready", late),
        ("not applied", deployed.with_action("not applied")), ("not pruned", deployed.with_action("not pruned")),
    ):  # fmt: skip
        parts += [f"{len(found)} {word} ({_named(found)})"] if found else []
    at = f" at {deployed.revision[:10]}" if deployed.revision else ""
    verb = "would deploy" if deployed.is_dry_run else "deployed"
    part = "" if deployed.is_done else " in part"
    counted = ", ".join(parts) or "nothing is rendered"
    return printable(f"{verb} {deployed.target}{at}{part}: {counted}, in {deployed.seconds:.1f} s")


def _named(found: Sequence[Outcome]) -> str:
    more = f" and {len(found) - _FEW} more" if len(found) > _FEW else ""
    return ", ".join(each.title for each in found[:_FEW]) + more


def as_json(deployed: Deployed, error: KustompyError | None) -> str:
    """A document with the outcome of each resource, and the error that ended the deploy."""
    found = deployed.to_dict()
    first = None if error is None else error.diagnostics[0]
    found["error"] = None if first is None else {"code": first.code, "message": first.message, "hint": first.hint}
    return dumped(found)


def said_of(outcome: Outcome) -> list[str]:
    """The lines about the outcome of a resource."""
    lines = [f"{outcome.title}: {outcome.action}"]
    if outcome.is_failed or not outcome.status:
        lines[0] += f", {outcome.message}" if outcome.message else ""
    elif outcome.status != CURRENT:
        lines[0] = f"{outcome.title}: {outcome.status}, {outcome.message}"
    lines += [f"  admission changed it: {each} ({outcome.code})" for each in outcome.notes]
    # Split first: `printable` would escape the line breaks of kubectl's messages.
    return [printable(each) for line in lines for each in line.split("\n")]


def drift_text(drift: Drift, paint: Paint = PLAIN) -> str:
    """The differences by resource, with the managers that wrote the values in the cluster."""
    entries = described(drift.changes, near(""), causes=False)
    parts = []
    for entry, change, owners in zip(entries, drift.changes, drift.owners, strict=True):
        lines = list(lines_of(entry, paint))
        lines += [paint("from", printable(f"    {_left(change)} is no longer rendered"))] if _left(change) else []
        lines += [paint("from", printable(f"    {path} was written by {owner}")) for path, owner in owners.items()]
        parts.append("".join(f"{line}\n" for line in lines))
    quiet = f"; {drift.changes.left_out} more left out as noise" if drift.changes.left_out else ""
    return "\n".join([*parts, f"{counts_text(entries)}{quiet}\n"])


def _left(change: Change) -> str:
    """The name in the cluster, with its hash, of what is no longer rendered; empty for other changes."""
    return "" if change.before is None or change.after is not None else str(change.before["metadata"]["name"])


def drift_json(drift: Drift) -> str:
    """The drift as a JSON document."""
    entries = described(drift.changes, near(""), causes=False)
    changes = []
    for entry, change, owners in zip(entries, drift.changes, drift.owners, strict=True):
        found = entry_json(entry)
        found["leftOver"] = _left(change) or None
        for field in found["fields"]:
            owner = owners.get(field["path"])
            field["owner"] = None if owner is None else {"manager": owner.manager, "time": owner.time or None}
        changes.append(found)
    return dumped(
        {"version": 1, "changes": changes, "leftOut": drift.changes.left_out, "warnings": list(drift.warnings)}
    )
