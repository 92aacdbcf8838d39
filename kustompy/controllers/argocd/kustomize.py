"""The ``kustomize`` field of a source: the edits that Argo CD makes to the kustomization before it builds it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.controllers.overlay import Overlay
    from kustompy.model.values import Value

    Path = tuple[str | int, ...]

# Argo CD runs `kustomize edit set nameprefix`, `edit set image`, `edit add label` and so on, in a copy of the tree.
_TEXTS = ("namePrefix", "nameSuffix", "namespace")
_KNOWN = frozenset((
    *_TEXTS, "images", "replicas", "commonLabels", "commonAnnotations", "components", "patches", "version",
    "labelWithoutSelector", "labelIncludeTemplates", "forceCommonLabels", "forceCommonAnnotations",
))  # fmt: skip


def add_choices(made: Overlay, subject: Object, source: dict[str, Value], path: Path) -> None:
    """Add the choices in ``kustomize`` of a source to the overlay of its kustomization."""
    chosen = source.get("kustomize") or {}
    above = (*path, "kustomize")
    if not isinstance(chosen, dict):
        raise subject.error("`kustomize` is not a mapping", *above)
    for field in chosen:
        if field not in _KNOWN:
            raise subject.error(f"`kustomize.{field}` is not rendered", *above, field, code="KST259")
    for field in _TEXTS:
        value = chosen.get(field)
        # An empty text is Go's zero value, for which Argo CD runs no command.
        if value:
            made.put(field, _of_type(value, str, "text", subject, above, field), *above, field)
    for number, image in enumerate(_entries(chosen, "images", str, subject, above)):
        made.append("images", image_of(image), *above, "images", number)
    for number, each in enumerate(_entries(chosen, "replicas", dict, subject, above)):
        made.append("replicas", {"name": each.get("name"), "count": _count(each)}, *above, "replicas", number)
    for number, each in enumerate(_entries(chosen, "components", str, subject, above)):
        made.append("components", each, *above, "components", number)
    for number, each in enumerate(_entries(chosen, "patches", dict, subject, above)):
        made.append("patches", each, *above, "patches", number)
    _add_labels(made, chosen, subject, above)
    annotations = _of_type(chosen.get("commonAnnotations") or {}, dict, "mapping", subject, above, "commonAnnotations")
    if annotations:
        made.mappings["commonAnnotations"] = (annotations, (*above, "commonAnnotations"))


def _add_labels(made: Overlay, chosen: dict[str, Value], subject: Object, above: Path) -> None:
    labels = _of_type(chosen.get("commonLabels") or {}, dict, "mapping", subject, above, "commonLabels")
    if not labels:
        return
    # `commonLabels` also change selectors; `--without-selector` writes the newer field, which leaves them alone.
    if not chosen.get("labelWithoutSelector"):
        made.mappings["commonLabels"] = (labels, (*above, "commonLabels"))
        return
    entry = {"pairs": labels, "includeTemplates": bool(chosen.get("labelIncludeTemplates"))}
    made.append("labels", entry, *above, "commonLabels")


def _of_type(value: Value, kind: type, what: str, subject: Object, above: Path, field: str) -> Value:
    if not isinstance(value, kind):
        raise subject.error(f"`kustomize.{field}` is not a {what}", *above, field)
    return value


def _entries(chosen: dict[str, Value], field: str, kind: type, subject: Object, above: Path) -> list[Value]:
    found: list[Value] = _of_type(chosen.get(field) or [], list, "list", subject, above, field)
    for number, each in enumerate(found):
        if not isinstance(each, kind):
            raise subject.error(f"an entry of `kustomize.{field}` has the wrong type", *above, field, number)
    return found


def _count(entry: dict[str, Value]) -> Value:
    # Argo CD's field is an int-or-string; kustomize takes an integer alone.
    count = entry.get("count")
    return int(count) if isinstance(count, str) and count.isascii() and count.isdigit() else count


def image_of(text: str) -> dict[str, str]:
    """The entry of ``images:`` for an argument of ``kustomize edit set image``.

    Forms: ``name=other:tag``, ``name:tag``, ``name@digest``.
    """
    name, equals, rest = text.partition("=")
    new, at, digest = (rest if equals else name).partition("@")
    base, colon, tag = new.rpartition(":")
    # A colon before a slash belongs to the port of a registry.
    if not colon or "/" in tag:
        base, tag = new, ""
    found = {"name": name if equals else base}
    if equals:
        found["newName"] = base
    if tag:
        found["newTag"] = tag
    if at:
        found["digest"] = digest
    return found
