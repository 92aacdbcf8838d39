"""The ``ignoreDifferences`` of an Application of Argo CD, as rules of what is noise."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.controllers.names import split_target
from kustompy.controllers.paths import near_line
from kustompy.diagnosis.diagnose import placed
from kustompy.errors import KustompyError
from kustompy.planning.changes.ignored import Ignored
from kustompy.planning.changes.jq_path import Either, steps_of
from kustompy.provenance.places import Place
from kustompy.rendering.objects import objects_below
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath
    from kustompy.planning.changes.jq_path import Step
    from kustompy.session.options import Options

_FIELD = "ignoreDifferences"
_UNKNOWN = "KST261"


class Ignoring(NamedTuple):
    """The rules of a target, and a note for each rule that cannot be followed."""

    rules: tuple[Ignored, ...] = ()
    notes: tuple[str, ...] = ()


def ignoring_of(target: str, options: Options, files: Files | None = None) -> Ignoring:
    """The rules of the Application that a target names; none for any other target, or one that does not exist."""
    split = split_target(target)
    if split is None:
        return Ignoring()
    files = files or Files()
    try:
        subject = objects_below(split[0], options, files).named(split[1])
    # The build of the target fails for the same reason, and says where.
    except KustompyError:
        return Ignoring()  # its build says why
    if subject.kind != "Application":
        return Ignoring()
    try:
        return _ignoring(subject, files)
    except KustompyError as error:
        error.diagnostics = placed(error.diagnostics, files)
        raise


def _ignoring(subject: Object, files: Files) -> Ignoring:
    rules, notes = [], []
    for number, entry in enumerate(subject.mappings("spec", _FIELD)):
        above: FieldPath = ("spec", _FIELD, number)
        paths = []
        for path, steps, why in _paths(subject, entry, above):
            if steps is not None:
                paths.append(steps)
            else:
                notes.append(f"{_UNKNOWN} {near_line(Place(*subject.place(*path)), files.read)}: {subject}: {why}")
        texts = [_text(subject, entry, each, above) for each in ("group", "kind", "name", "namespace")]
        rules.append(Ignored(texts[0], texts[1], texts[2], texts[3], tuple(paths)))
    return Ignoring(tuple(rules), tuple(notes))


def _paths(
    subject: Object, entry: dict[str, object], above: FieldPath
) -> Iterator[tuple[FieldPath, tuple[Step, ...] | None, str]]:
    """The place of each path, its steps or None, and a note for the latter."""
    for field, read in (("jsonPointers", _pointed), ("jqPathExpressions", steps_of)):
        for number, text in enumerate(_texts(subject, entry, field, above)):
            yield (*above, field, number), read(text), f"the path `{text}` is not known, so nothing is ignored by it"
    # Argo CD compares with the live object, which says who manages what. A plan has two renders and no live object.
    if _texts(subject, entry, "managedFieldsManagers", above):
        yield (
            (*above, "managedFieldsManagers"), None,
            "who manages a field is known in a cluster only, so nothing is ignored by it",
        )  # fmt: skip


def _pointed(pointer: str) -> tuple[Step, ...] | None:
    """The steps of a JSON pointer; None for any other text, and for the pointer of a whole resource."""
    # RFC 6901: a pointer is empty, which is the whole document, or begins with a slash.
    if not pointer.startswith("/"):
        return None
    # In this order: `~01` is `~1` and no slash (RFC 6901, section 4). A number may be a key or an index, which only
    # the value tells.
    return tuple(Either(each.replace("~1", "/").replace("~0", "~")) for each in pointer[1:].split("/"))


def _texts(subject: Object, entry: dict[str, object], field: str, above: FieldPath) -> list[str]:
    found = entry.get(field) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise subject.error(f"`{_FIELD}.{field}` is no list of texts", *above, field)
    return found


def _text(subject: Object, entry: dict[str, object], field: str, above: FieldPath) -> str:
    found = entry.get(field) or ""
    if not isinstance(found, str):
        raise subject.error(f"`{_FIELD}.{field}` is no text", *above, field)
    return found
