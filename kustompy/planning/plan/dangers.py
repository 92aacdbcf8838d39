"""What is dangerous in a change: what the server refuses, what is deleted with it, and who may do more."""

from __future__ import annotations

from kustompy.limits import record
from kustompy.planning.changes.pairing import without_hash
from kustompy.planning.field_names import path_text
from kustompy.planning.plan.danger_table import FIXED, FROZEN, HOLDING, OF_DATA, SCALED
from kustompy.planning.plan.rights import added_rights

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from kustompy.model.ids import ResourceId
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest
    from kustompy.planning.changes.resource_change import FieldChange, ResourceChange

    class Danger(NamedTuple):
        """Something dangerous: a code, how bad it is, the resource, the path of the field, words and what helps."""

        code: str
        severity: str
        resource: str
        path: str
        message: str
        remedy: str
else:
    Danger = record("Danger", "code severity resource path message remedy")

# A role with wildcards taken apart has hundreds of rights, and the first few tell what it is about.
_FEW = 5


def dangers(change: ResourceChange) -> list[Danger]:
    """The dangers of one change."""
    found = list(_of_whole(change)) if change.kind != "changed" else [*_of_name(change), *_of_fields(change)]
    rights = added_rights(change.before, change.after)
    if rights:
        more = f" and {len(rights) - _FEW} more" if len(rights) > _FEW else ""
        found.append(
            Danger(
                "KST996", "warning", _own(change), "",
                f"rights widen: {'; '.join(rights[:_FEW])}{more}", "grant only what is needed",
            )
        )  # fmt: skip
    return found


def _own(change: ResourceChange) -> str:
    """The resource by its kind and the name in its file, under which overlays share it."""
    return f"{change.id.gvk.kind} {change.original_name}"


def name_of(resource: ResourceId, manifest: Manifest | None) -> str:
    """The resource in words: ``Deployment shop/web``, without the hash of its content."""
    from kustompy.results.resource import Resource

    name = resource.name if manifest is None else without_hash(Resource(manifest))
    return f"{resource.gvk.kind} {resource.namespace}/{name}" if resource.namespace else f"{resource.gvk.kind} {name}"


def _kind(resource: ResourceId) -> str:
    return f"{resource.gvk.group}/{resource.gvk.kind}"


def _of_whole(change: ResourceChange) -> Iterator[Danger]:
    if change.kind != "removed":
        return
    name, lost = _own(change), HOLDING.get(_kind(change.id))
    if lost:
        yield Danger(
            "KST994", "error", name, "", f"it would be deleted, and {lost}", "keep it, or back up what it holds"
        )
    else:
        yield Danger("KST995", "warning", name, "", "it would be pruned", "keep it if something still needs it")


def _of_name(change: ResourceChange) -> Iterator[Danger]:
    old, new = change.former_id, change.id
    before, after = name_of(old, change.before), name_of(new, change.after)
    # Another version of the same group is the same object for the server, and a hash in a name means that the old
    # object is meant to go.
    if before == after and old.gvk.group == new.gvk.group:
        return
    lost = HOLDING.get(_kind(old))
    words = f", and {lost}" if lost else ""
    yield Danger(
        "KST998", "error" if lost else "warning", _own(change), "",
        f"{after} was {before}: that would be pruned, and this one made anew{words}", "keep the name and the namespace",
    )  # fmt: skip


def _of_fields(change: ResourceChange) -> Iterator[Danger]:
    if change.former_id.name != change.id.name or change.former_id.namespace != change.id.namespace:
        # Another name is another object: the server makes it anew, and no field of it changes.
        return
    kind, after = _kind(change.id), change.after
    name = _own(change)
    # The old side decides: the server refuses changes of an object that is immutable, not of one that becomes so.
    is_frozen = kind in FROZEN and (change.before or {}).get("immutable") is True
    seen = set()
    for field in change.fields:
        manifest = change.before if field.kind == "removed" else after
        for fixed, path in _fixed(kind, field):
            # One field of the table may hold many that differ, as a template of a Job.
            if path not in seen:
                seen.add(path)
                yield Danger(
                    "KST993", "error", name, path_text(field.path, manifest),
                    f"Kubernetes does not let {path} of a {change.id.gvk.kind} change", fixed,
                )  # fmt: skip
        if is_frozen and field.path[:1] and field.path[0] in OF_DATA and "immutable" not in seen:
            seen.add("immutable")
            yield Danger(
                "KST993", "error", name, path_text(field.path, manifest), "it says `immutable: true`, and changes",
                "give it a new name, as generators do with a hash",
            )  # fmt: skip
        # In Python False equals 0, and `replicas: false` is an error of its own.
        if kind in SCALED and field.path == ("spec", "replicas") and field.new == 0 and field.new is not False:
            yield Danger(
                "KST997", "warning", name, "spec.replicas", f"replicas go from {field.old} to 0", "keep at least one"
            )


def _fixed(kind: str, field: FieldChange) -> Iterator[tuple[str, str]]:
    for row in FIXED:
        if kind in row.kinds:
            yield from (
                (row.remedy, path) for path in row.paths if _touches(path, field.path) and field.kind != "moved"
            )


def _touches(wanted: str, path: FieldPath) -> bool:
    """Whether a path is at, below or above the one of the table, in which ``[]`` is any element."""
    parts = [part for each in wanted.split(".") for part in ((each[:-2], "[]") if each.endswith("[]") else (each,))]
    # `zip` stops at the shorter one: a change above (all of `spec`) or below a fixed field touches it as well.
    return all(part == key or (part == "[]" and isinstance(key, int)) for part, key in zip(parts, path, strict=False))
