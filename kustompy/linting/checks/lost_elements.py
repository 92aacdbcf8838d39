"""Strategic merges that lose elements of lists: two have one merge key, or the whole list is replaced."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.fieldspecs.merge_schema import merge_schema
from kustompy.provenance.places import Place
from kustompy.provenance.returned import KEYS, partners
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.fieldspecs.merge_schema import MergeType
    from kustompy.linting.observer import Found, Step
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Loss

_SHOWN = 4
# Lists that Kubernetes merges by a key wherever it has them: whoever patches one of a custom resource means an element.
_MERGED_ELSEWHERE = frozenset(
    ("containers", "initContainers", "ephemeralContainers", "env", "ports", "volumes", "volumeMounts", "envFrom")
)
# Fields that say of which sort an element is, not which one.
_SORTS = frozenset(("apiVersion", "kind", "op", "operator", "pathType", "type"))
# What transformers of a base write into the templates of claims: a patch of a size or a class does not mean it.
_WRITTEN_BY_OTHERS = frozenset(("annotations", "labels"))
_MANY = 2
_SAME_KEY = "elements of the list have the same merge key; make them differ, or use a JSON patch"


def lost_elements(step: Step) -> Iterator[Found]:
    """Each list that lost elements or parts of them in the merge, though nothing in the patch says to delete them."""
    paths: dict[int, dict[int, FieldPath]] = {}
    for loss in step.losses:
        manifest = loss.manifest
        if not loss.dropped and not _have_fields(loss):
            continue
        if id(manifest) not in paths:
            paths[id(manifest)] = _lists(manifest)
        # a merge changes a list in place, or puts that of the patch there
        path = paths[id(manifest)].get(id(loss.elements if loss.dropped else loss.patch))
        if path is None:
            continue
        found = _dropped(loss, path) if loss.dropped else _replaced(step, loss, path)
        if found is not None:
            yield _place(step, loss), found


def _place(step: Step, loss: Loss) -> Place:
    place = step.trace.place_of(loss.patch) if isinstance(loss.patch, list) else Place("")
    return place if place.file else step.place


def _dropped(loss: Loss, path: FieldPath) -> Diagnostic:
    text = f"{_named(loss.manifest)}: the merge drops {loss.dropped} of the elements of {path_text(path)}"
    return Diagnostic(text, code="KST959", hint=_SAME_KEY)


def _replaced(step: Step, loss: Loss, path: FieldPath) -> Diagnostic | None:
    lost = _lost(loss, path)
    if not lost:
        return None
    name, kind = _named(loss.manifest), str(loss.manifest.get("kind"))
    api_version = str(loss.manifest.get("apiVersion"))
    said = ", ".join(lost[:_SHOWN]) + (", …" if len(lost) > _SHOWN else "")
    text = f"the patch replaces all {len(loss.elements)} entries of {path_text(path)} of {name} (lost: {said})"
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    known = merge_schema().root(api_version, kind)
    schema = step.context.session.merge_schema
    # Kubernetes' own kinds lose their merge keys when a kustomization replaces the schema with `openapi:`.
    if _merged(known, path):
        used = None if schema is None or not schema.file else ("the schema is", schema.file, 1)
        hint = f"let the schema define {kind} as well, for it took the place of the built-in one, or use a JSON patch"
        return Diagnostic(f"{text}: the merge used the schema of an `openapi:`", code="KST011", hint=hint, also=used)
    if known is None:
        why = "kustomize knows no merge key of this kind"
        hint = f"write a JSON patch, such as `path: {pointer}/0/…`, or name the merge keys of {kind} with `openapi:`"
        if step.resources.of_kind("CustomResourceDefinition") and not step.context.session.options.merge_keys_from_crds:
            hint += ", or `merge-keys-from-crds = true` if its CRD names them"
    else:
        why = "the list has no merge key"
        hint = f"write all entries into the patch, or a JSON patch, such as `path: {pointer}/0/…`"
    return Diagnostic(f"{text}: {why}", code="KST010", severity="warning", hint=hint)


def _merged(known: MergeType | None, path: FieldPath) -> bool:
    """Whether the built-in schema merges the list at the path by keys."""
    for part in path:
        if known is None:
            return False
        known = known.items if isinstance(part, int) else known.field(part)
    return known is not None and known.keys is not None


def _lost(loss: Loss, path: FieldPath) -> list[str]:
    """The elements that are gone, and fields of those that the patch has, if it means some of those that were there."""
    before, patch = loss.elements, loss.patch
    found = _meant(before, patch)
    if all(each is None for each in found) and path[-1] not in _MERGED_ELSEWHERE:
        return []
    kept = {was for was in found if was is not None}
    gone = [_name(each) or f"entry {index}" for index, each in enumerate(before) if index not in kept]
    parts = [
        f"{key} of {_name(before[was]) or f'entry {was}'}"
        for new, was in zip(patch, found, strict=True)
        if was is not None
        for key in _keys_lost(before[was], new)
    ]
    return gone + parts


def _keys_lost(before: Value, new: Value) -> Iterator[str]:
    """The fields that an element has no more, and those of the mappings in it."""
    for key, value in before.items():
        if key not in new:
            yield key
        elif isinstance(value, dict) and isinstance(new[key], dict):
            free = _WRITTEN_BY_OTHERS if key == "metadata" else ()
            yield from (f"{key}.{inner}" for inner in value if inner not in new[key] and inner not in free)


def _meant(before: list[Value], patch: list[Value]) -> list[int | None]:
    """For each element of the patch the one that it means of those that were there: by its key, or by what is its own.

    Elements that have no key are told apart by a text that one of them alone has, or by fields that one alone has.
    """
    by_key = partners(before, patch)
    if any(map(_key, before)):
        return [was if was is not None and _key(before[was]) else None for was in by_key]
    # A single element has each of its texts to itself, so that only a key inside of it shows that the patch means it.
    marks = _marks if len(before) >= _MANY else _keys_inside
    alike: dict[tuple[str, str, str], list[int]] = {}
    for index, each in enumerate(before):
        for mark in marks(each):
            alike.setdefault(mark, []).append(index)
    return [_only(alike.get(mark) for mark in marks(each)) for each in patch]


def _only(found: Iterable[list[int] | None]) -> int | None:
    return next((each[0] for each in found if each is not None and len(each) == 1), None)


def _marks(element: Value) -> Iterator[tuple[str, str, str]]:
    """What may tell an element from others: its texts, the keys inside of its fields, then the fields that it has."""
    for key, value in element.items():
        if isinstance(value, str) and key not in _SORTS:
            yield key, "", value
    yield from _keys_inside(element)
    for key in element:
        if key not in _SORTS:
            yield key, "field", ""


def _keys_inside(element: Value) -> Iterator[tuple[str, str, str]]:
    for key, value in element.items():
        if isinstance(value, dict) and _key(value):
            yield key, "key", _key(value)


def _have_fields(loss: Loss) -> bool:
    """Whether the elements are mappings; a list of scalars is written whole by whoever patches it."""
    return all(isinstance(each, dict) for each in (*loss.elements, *loss.patch))


def _key(element: Value) -> str:
    return next((str(element[key]) for key in KEYS if isinstance(element.get(key), (str, int))), "")


def _name(element: Value) -> str:
    """What people know an element by: its key, or the first text in it."""
    texts = (value for key, value in element.items() if isinstance(value, str) and key not in _SORTS)
    inner = (_key(value) for value in element.values() if isinstance(value, dict))
    return _key(element) or next(texts, "") or next(filter(None, inner), "")


def _named(manifest: Manifest) -> str:
    metadata = manifest.get("metadata")
    return f"{manifest.get('kind')} {metadata.get('name') if isinstance(metadata, dict) else ''}"


def _lists(manifest: Value) -> dict[int, FieldPath]:
    """The path of every list in the manifest, by its identity."""
    found: dict[int, FieldPath] = {}
    waiting: list[tuple[FieldPath, Value]] = [((), manifest)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, list):
            found[id(value)] = path
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(each, (dict, list)):
                waiting.append(((*path, key), each))
    return found
