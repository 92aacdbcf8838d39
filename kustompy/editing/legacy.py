"""Today's fields back into the old ones that a file has: edits leave old fields as they are where they can."""

from __future__ import annotations

from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Fields = dict[str, Value]

_JOINED = (("resources", "bases"), ("images", "imageTags"))
_GENERATORS = ("configMapGenerator", "secretGenerator")
# kustomize writes apiVersion and kind into every file that it edits. Here a file without them stays without.
_ADDED = ("apiVersion", "kind", "helmCharts", "helmGlobals")
"""What folding adds or makes of old fields; no edit changes these, so that the file keeps what it has."""


def unfolded(written: Fields, folded: Fields, edited: Fields) -> Fields:
    """The fields of the file for the edited ones: ``written`` is what it had, ``folded`` what edits saw of that."""
    result: Fields = copied(written)
    for field in (*folded, *edited):
        if field not in _ADDED or folded.get(field) != edited.get(field):
            _put(result, field, edited)
    for field, old in _JOINED:
        if old in written:
            _part(result, field, old, written, folded, edited)
    for field in _GENERATORS:
        if field in result:
            _keep_env(result[field], written.get(field, []), folded.get(field, []))
    return result


def _put(result: Fields, field: str, edited: Fields) -> None:
    if field in edited:
        result[field] = copied(edited[field])
    else:
        result.pop(field, None)


def _part(result: Fields, field: str, old: str, written: Fields, folded: Fields, edited: Fields) -> None:
    """Part a list again into today's field and the old one, whose entries come behind."""
    entries = edited.get(field, [])
    if entries == folded.get(field, []):
        _put(result, field, written)
        result[old] = copied(written[old])
        return
    # A build has the entries of the old list behind those of the new one. Whatever an edit put behind the last entry
    # that stood in the new list therefore goes into the old one: the order of what is built stays.
    own = set(map(_name, written.get(field, [])))
    cut = max((index + 1 for index, each in enumerate(entries) if _name(each) in own), default=0)
    result[field], result[old] = copied(entries[:cut]), copied(entries[cut:])
    if not result[field] and field not in written:
        del result[field]


def _name(entry: Value) -> object:
    return entry.get("name") if isinstance(entry, dict) else entry


def _keep_env(entries: list[Fields], written: list[Fields], folded: list[Fields]) -> None:
    """Give entries that no edit has touched their ``env`` back."""
    # An edit may have removed entries or added some, so these are told apart by their names and env files, not by
    # their places.
    before: dict[tuple[object, ...], Fields] = {
        _sources(seen): old for old, seen in zip(written, folded, strict=True) if old != seen
    }
    for index, each in enumerate(entries):
        old = before.pop(_sources(each), None)
        if old is not None:
            kept = {key: value for key, value in each.items() if key != "envs"}
            kept.update((key, old[key]) for key in ("envs", "env") if key in old)
            entries[index] = kept


def _sources(entry: Fields) -> tuple[object, ...]:
    """The key of an entry: its name, its namespace and its env files."""
    return (entry.get("name"), entry.get("namespace"), *entry.get("envs", ()))
