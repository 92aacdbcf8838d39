"""Changes as plain records that every form is made from; what is in a Secret is not in them."""

from __future__ import annotations

from kustompy.limits import record
from kustompy.model.secrets import HIDDEN, is_hidden, is_secret
from kustompy.planning.changes.fields import REMOVED
from kustompy.planning.changes.pairing import without_hash
from kustompy.planning.explaining import plain_value, pointer
from kustompy.planning.field_names import path_text
from kustompy.planning.forms.lines import line_changes
from kustompy.planning.forms.unified import hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple

    from kustompy.model.ids import ResourceId
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.causes import Cause
    from kustompy.planning.changes.resource_change import FieldChange, ResourceChange
    from kustompy.planning.explaining import Near

    class Origin(NamedTuple):
        """Where a change comes from: a place, what was at work there, and whether it is gone."""

        file: str
        line: int
        column: int
        what: str
        is_gone: bool

    class FieldEntry(NamedTuple):
        kind: str
        path: str
        pointer: str
        old: Value
        new: Value
        lines: tuple[str, ...] | None
        """What differs in a text of several lines; then the values are not to be shown."""
        is_hidden: bool
        origins: tuple[Origin, ...]

    class Entry(NamedTuple):
        """One resource that differs."""

        kind: str
        api_version: str
        of_kind: str
        name: str
        """Without the hash of the content."""
        namespace: str
        former: str
        """What it was called before; empty if it still is."""
        fields: tuple[FieldEntry, ...]
        follows: tuple[tuple[str, int], ...]
        """What other fields follow, and how many do."""
        manifest: Manifest | None
        """All of a resource that is added or removed."""
        origins: tuple[Origin, ...]
        original: str
        """The name in its file."""
else:
    Origin = record("Origin", "file line column what is_gone")
    FieldEntry = record("FieldEntry", "kind path pointer old new lines is_hidden origins")
    Entry = record("Entry", "kind api_version of_kind name namespace former fields follows manifest origins original")


def described(changes: Iterable[ResourceChange], shown: Near, *, causes: bool = True) -> list[Entry]:
    """The records of changes; ``causes`` are found by building once more."""
    return [_entry(each, shown, causes=causes) for each in changes]


def _entry(change: ResourceChange, shown: Near, *, causes: bool) -> Entry:
    before, after = change.veiled()
    fields: list[FieldEntry] = []
    follows: dict[str, int] = {}
    for each in change.fields:
        if each.follows:
            follows[each.follows] = follows.get(each.follows, 0) + 1
        else:
            fields.append(_field(each, before, after, shown, causes=causes))
    whole = None
    if change.kind != "changed":
        # Of a Secret that is added or removed the keys are shown, and no value.
        old, new = hidden(before, after)
        whole = plain_value(new if old is None else old)
    resource = change.id
    origins = tuple(_origin(each, shown) for each in change.causes) if causes else ()
    return Entry(
        change.kind, resource.gvk.api_version, resource.gvk.kind, _name(change), resource.namespace,
        _former(change), tuple(fields), tuple(follows.items()), whole, origins, change.original_name,
    )  # fmt: skip


def _name(change: ResourceChange) -> str:
    manifest = change.before if change.after is None else change.after
    return _without_hash(change.id, manifest)


def _without_hash(resource: ResourceId, manifest: Manifest | None) -> str:
    from kustompy.results.resource import Resource

    return resource.name if manifest is None else without_hash(Resource(manifest))


def _former(change: ResourceChange) -> str:
    """What the resource was called, as far as it is called otherwise now."""
    if not change.is_renamed:
        return ""
    old, new = change.former_id, change.id
    name = _without_hash(old, change.before)
    if (old.gvk, name, old.namespace) == (new.gvk, _name(change), new.namespace):
        return ""
    version = f"{old.gvk.api_version} " if old.gvk != new.gvk else ""
    namespace = f"{old.namespace}/" if old.namespace != new.namespace and old.namespace else ""
    return f"{version}{old.gvk.kind} {namespace}{name}"


def _field(
    field: FieldChange, before: Manifest | None, after: Manifest | None, shown: Near, *, causes: bool
) -> FieldEntry:
    """The record of a field; ``before`` and ``after`` are without what was copied from Secrets."""
    # The path has to be looked up in the manifest that has the field.
    manifest = before if field.kind == REMOVED else after
    old = None if field.old is None else _at(before, field.old_path)
    new = None if field.new is None else _at(after, field.path)
    secret = is_hidden(before, field.old_path) or is_hidden(after, field.path)
    # Texts that were copied from a Secret are blotted out in the veiled manifests, which is how they are known here.
    secret = secret or old == HIDDEN or new == HIDDEN
    # A diff of two secret texts would show their lines.
    lines = None if secret else line_changes(old, new)
    if secret:
        old, new = _veiled(old), _veiled(new)
    elif is_secret(before) or is_secret(after):
        old, new = _without_texts(old), _without_texts(new)
    origins = tuple(_origin(each, shown) for each in field.causes) if causes else ()
    return FieldEntry(
        field.kind, path_text(field.path, manifest), pointer(field.path), plain_value(old), plain_value(new),
        None if lines is None else tuple(lines), secret, origins,
    )  # fmt: skip


def _at(value: Value, path: FieldPath) -> Value:
    for part in path:
        value = value[part]
    return value


def _veiled(value: Value) -> Value:
    """The value without what may be secret in it: the keys alone."""
    if isinstance(value, dict):
        return dict.fromkeys(value, HIDDEN)
    return None if value is None else HIDDEN


def _without_texts(value: Value) -> Value:
    """A part of a Secret beside its data, without annotations that hold all of it."""
    if isinstance(value, dict):
        # kubectl keeps the whole object there, values included.
        return {key: HIDDEN if "last-applied" in str(key) else _without_texts(each) for key, each in value.items()}
    return value


def _origin(cause: Cause, shown: Near) -> Origin:
    writer = cause.writer
    return Origin(shown(writer.file), writer.line, writer.column, writer.what, cause.is_gone)


def title(entry: Entry) -> str:
    """The resource as a heading: ``Deployment web (namespace shop)``."""
    place = f" (namespace {entry.namespace})" if entry.namespace else ""
    return f"{entry.of_kind} {entry.name}{place}"


def origin_text(origin: Origin) -> str:
    """The place of a cause, and what was at work there."""
    numbers = "".join(f":{number}" for number in (origin.line, origin.column) if number)
    place = f"{origin.file}{numbers}" if origin.file else "an option"
    return f"{'no longer ' if origin.is_gone else ''}{place} {origin.what}"


def counts_text(entries: Iterable[Entry]) -> str:
    """How many resources differ: ``3 resources differ: 1 added, 2 changed``."""
    counts: dict[str, int] = {}
    for each in entries:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    total = sum(counts.values())
    if not total:
        return "nothing differs"
    parts = ", ".join(f"{counts[kind]} {kind}" for kind in ("added", "removed", "changed") if kind in counts)
    return f"{total} resource{'' if total == 1 else 's'} differ{'s' if total == 1 else ''}: {parts}"


def entry_json(entry: Entry) -> dict[str, Value]:
    """An entry as plain data for JSON."""
    return {
        "change": entry.kind,
        "resource": {
            "apiVersion": entry.api_version, "kind": entry.of_kind, "name": entry.name, "namespace": entry.namespace,
        },
        "former": entry.former or None,
        "fields": [
            {
                "change": each.kind, "path": each.path, "pointer": each.pointer, "old": each.old, "new": each.new,
                "secret": each.is_hidden, "causes": [_origin_json(one) for one in each.origins],
            }
            for each in entry.fields
        ],
        "follows": [{"resource": what, "fields": count} for what, count in entry.follows],
        "manifest": entry.manifest,
        "causes": [_origin_json(each) for each in entry.origins],
    }  # fmt: skip


def _origin_json(origin: Origin) -> dict[str, Value]:
    return {
        "file": origin.file, "line": origin.line, "column": origin.column, "what": origin.what, "gone": origin.is_gone,
    }  # fmt: skip
