"""Changes as JSON, and as JSON patches."""

from __future__ import annotations

import json

from kustompy.model.secrets import HIDDEN, is_hidden, shown
from kustompy.planning.changes.operations import operations
from kustompy.planning.explaining import plain_value
from kustompy.planning.forms.described import counts_text, entry_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.model.values import Value
    from kustompy.planning.changes.change import Diff
    from kustompy.planning.changes.resource_change import ResourceChange
    from kustompy.planning.forms.described import Entry

# The form of the JSON; raised when a field of it changes its meaning.
VERSION = 1


def rendered(entries: Sequence[Entry], left_out: int = 0) -> str:
    """All changes as one object."""
    return dumped(
        {
            "version": VERSION,
            "summary": counts_text(entries),
            "leftOut": left_out,
            "changes": [entry_json(each) for each in entries],
        }
    )


def dumped(value: Value) -> str:
    """The value as JSON for people and programs."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def patches(changes: Diff | Iterable[ResourceChange]) -> str:
    """A JSON patch for each resource, with the target that it is for; a resource that is not there is a null."""
    return dumped([patch_of(each) for each in changes])


def patch_of(change: ResourceChange) -> dict[str, Value]:
    """The patch of one resource; operations on values of Secrets have no values."""
    # The patch is applied to the old build, which knows the resource by its old id.
    target = change.former_id
    # From the true old side: with both sides veiled a value that changed would look the same, and its operation would
    # be missing.
    own = operations(change.before, change.veiled()[1])
    return {
        "target": {
            "group": target.gvk.group, "version": target.gvk.version, "kind": target.gvk.kind,
            "name": target.name, "namespace": target.namespace,
        },
        "patch": [_shown(each, change) for each in own],
    }  # fmt: skip


def _shown(operation: dict[str, Value], change: ResourceChange) -> dict[str, Value]:
    if "value" not in operation:
        return operation
    value = operation["value"]
    if operation["path"] == "":
        return {**operation, "value": None if value is None else plain_value(shown(value))}
    # The opposite order of escaping, since `~01` is `~1` and no slash (RFC 6901, section 4).
    path = tuple(each.replace("~1", "/").replace("~0", "~") for each in operation["path"].split("/")[1:])
    if is_hidden(change.after, path) or is_hidden(change.before, path):
        return {**operation, "value": dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN}
    return {**operation, "value": plain_value(value)}
