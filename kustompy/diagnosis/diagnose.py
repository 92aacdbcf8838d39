"""After a build has failed: what else is wrong, and where all of it stands. A build that succeeds never comes here."""

from __future__ import annotations

import os

from kustompy.diagnosis import hints
from kustompy.diagnosis.places import Places, _spelled
from kustompy.errors import KustompyError, LimitError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.messages.suggestions import did_you_mean, other_type
from kustompy.model.resource import Resource
from kustompy.model.secrets import hidden, holds
from kustompy.provenance.trace import at_repeated_key
from kustompy.session.options import COLLECT
from kustompy.session.session import Session
from kustompy.yamlio.read.manifests import manifest_places, read_manifests
from kustompy.yamlio.scalars.problems import source_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kustompy.errors import Diagnostic
    from kustompy.system.files import Files
    from kustompy.yamlio.read.positions import Path

    Render = Callable[[str, Session], list[Resource]]

_MISSING = ("KST301", "KST306")


def diagnose(error: KustompyError, target: str, session: Session, render: Render) -> None:
    """Complete the error: a diagnostic for each independent mistake in the tree, all with their lines."""
    if _may_run_again(session) and not isinstance(error, LimitError):
        for other in _problems(target, session, render):
            _add(error, other)
    error.diagnostics = placed([_related(each, session) for each in error.diagnostics], session.files)
    hide_secrets(error, session.files, session.fetched.values())


def _related(diagnostic: Diagnostic, session: Session) -> Diagnostic:
    """The diagnostic, with the manifests that it is about where it names a resource or a key alone."""
    if diagnostic.code == "KST101" and not diagnostic.line:
        return at_repeated_key(diagnostic, session.files)
    if diagnostic.code == "KST401" and diagnostic.resource:
        return _with_both(diagnostic, session)
    if diagnostic.code == "KST409" and diagnostic.resource:
        return _at_field(diagnostic, session)
    return diagnostic


def _with_both(diagnostic: Diagnostic, session: Session) -> Diagnostic:
    """Point at both manifests of a resource that is there twice."""
    places = Places(session.files)
    found = _manifests_of(diagnostic.resource, places, session)
    own = [each for each in found if each[0] == diagnostic.file]
    if own and not diagnostic.path:
        diagnostic = diagnostic.replace(document=own[-1][1], path=own[-1][2])
    first = next((each for each in found if each[0] != diagnostic.file or each != own[-1]), None)
    if first is None:
        return diagnostic
    span = places.of(first[0]).find(first[1], first[2])
    return diagnostic.replace(also=("the first one is", first[0], span[0] if span else 0))


def _at_field(diagnostic: Diagnostic, session: Session) -> Diagnostic:
    """Point at the field of the manifest that cannot be changed; the entry that was to change it led there."""
    in_list = len(diagnostic.path) > 1 and isinstance(diagnostic.path[1], int)
    entry, field = diagnostic.path[: 1 + in_list], diagnostic.path[1 + in_list :]
    for file, document, path in _manifests_of(diagnostic.resource, Places(session.files), session):
        chain = ((diagnostic.file, entry), *diagnostic.included_from)
        return diagnostic.replace(file=file, document=document, path=(*path, *field), included_from=chain)
    return diagnostic


def _manifests_of(resource: str, places: Places, session: Session) -> list[tuple[str, int, Path]]:
    """The manifests that were read for a resource: file, document, and path in it; for a renamed one what fits best."""
    found: list[tuple[str, int, Path]] = []
    similar: list[tuple[str, int, Path]] = []
    kind, _, name = resource.partition(".")[0], *resource.partition("/")[1:]
    for file in session.files.were_read:
        if os.path.basename(file) in FILE_NAMES:
            continue
        try:
            manifests, where = read_manifests(places.text(file)), manifest_places(places.text(file))
        except KustompyError:
            continue
        for manifest, (document, path) in zip(manifests, where, strict=False):
            candidate = Resource(manifest, session.cluster_scoped)
            if str(candidate.id) == resource:
                found.append((file, document, path))
            elif candidate.kind == kind and candidate.name in name:
                similar.append((file, document, path))
    return found or (similar if len(similar) == 1 else [])


def hide_secrets(error: KustompyError, files: Files, fetched: Iterable[bytes] = ()) -> None:
    """Blot the values of Secrets out of all that the error says, wherever a message may have them from."""
    from kustompy.diagnosis.secret_values import secret_values, visible_texts

    values = secret_values(files, fetched)
    error.diagnostics = with_private_lines(error.diagnostics, files, values)
    if not values:
        return
    visible = visible_texts(files)
    error.args = (hidden(str(error), values, visible),)
    error.warnings = [hidden(each, values, visible) for each in error.warnings]
    error.diagnostics = [
        each.replace(
            message=hidden(each.message, values, visible),
            hint=hidden(each.hint, values, visible),
            resource=hidden(each.resource, values, visible),
        )
        for each in error.diagnostics
    ]


def with_private_lines(diagnostics: list[Diagnostic], files: Files, values: set[str] | None = None) -> list[Diagnostic]:
    """The diagnostics, with those marked whose line in the file may hold a value of a Secret."""
    from kustompy.diagnosis.secret_values import secret_files, secret_values

    if not any(each.line for each in diagnostics):
        return diagnostics
    values = secret_values(files) if values is None else values
    private = secret_files(files)
    places = Places(files)
    found = []
    for each in diagnostics:
        lines = source_lines(places.text(each.file)) if each.line else []
        line = lines[each.line - 1] if 0 < each.line <= len(lines) else ""
        found.append(each.replace(is_private=each.file in private or holds(line, values)))
    return found


def placed(diagnostics: list[Diagnostic], files: Files) -> list[Diagnostic]:
    """The diagnostics with the lines and columns that they speak of, and what to do about them."""
    places = Places(files)
    return [_hinted(_placed(each, places), places) for each in diagnostics]


def _placed(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    chain = tuple((file, places.line_of(file, path)) for file, path in diagnostic.included_from)
    if diagnostic.file and (not diagnostic.line or diagnostic.inline is not None):
        diagnostic = places.placed(diagnostic)
    return diagnostic.replace(chain=chain)


def _hinted(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """The diagnostic with a hint, where the text at its place tells one and no inner level did."""
    if diagnostic.code in _UNREADABLE and diagnostic.line:
        return _around(diagnostic, places)
    if diagnostic.hint:
        return diagnostic
    hint = ""
    if diagnostic.code == "KST201":
        hint = other_type(diagnostic.message, places.written(diagnostic))
    elif diagnostic.code in _FIELD_PATHS:
        hint = hints.of_field_path(places.written(diagnostic).strip("'\""))
    elif diagnostic.code in _MISSING:
        hint = _similar_file(diagnostic, places)
    return diagnostic.replace(hint=hint) if hint else diagnostic


_FIELD_PATHS = ("KST512", "KST521", "KST524")
_UNREADABLE = ("KST100", "KST402", "KST404")
"""Codes of what is no YAML, or no manifest."""


def _around(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """Look at the lines around what cannot be read: what is wrong there may not be YAML's business."""
    lines = source_lines(places.text(diagnostic.file))
    conflict = hints.conflict_line(lines, diagnostic.line)
    if conflict:
        return diagnostic.replace(line=conflict, column=1, end_line=0, hint=hints.CONFLICT)
    found = hints.of_lines(lines, diagnostic.line)
    if not found and diagnostic.code == "KST402" and os.path.basename(diagnostic.file) in FILE_NAMES:
        found = f"name the directory instead: `{os.path.basename(os.path.dirname(diagnostic.file))}`"
    return diagnostic.replace(hint=diagnostic.hint or found)


def _may_run_again(session: Session) -> bool:
    """Whether building twice does nothing twice: no program, callable or network is involved."""
    options = session.options
    runs = options.enable_helm or options.enable_exec or options.enable_alpha_plugins
    calls = options.generators or options.transformers or options.validators
    return not (runs or calls or session.clones or session.fetched)


def _problems(target: str, session: Session, render: Render) -> list[KustompyError]:
    again = Session(session.files, session.options, COLLECT)
    try:
        render(target, again)
    except KustompyError as error:
        again.problems.append(error)
    finally:
        again.close()
    return again.problems


def _add(error: KustompyError, other: KustompyError) -> None:
    known = {(each.message, each.file, each.path) for each in error.diagnostics}
    unread = [(each.file, each.path) for each in error.diagnostics if each.code == "KST201"]
    for each in other.diagnostics:
        follows = any(each.file == file and each.path[: len(path)] == path for file, path in unread)
        if (each.message, each.file, each.path) not in known and not follows:
            error.diagnostics.append(each)


def _similar_file(diagnostic: Diagnostic, places: Places) -> str:
    """What is called much like a file that is not there."""
    entry = _entry(diagnostic, places)
    if not entry or "\n" in entry or "://" in entry:
        return ""
    hint = hints.of_entry(entry, FILE_NAMES)
    if hint:
        return hint
    directory, name = os.path.split(os.path.normpath(os.path.join(os.path.dirname(diagnostic.file), entry)))
    names = places.files.names_in(directory)
    if not names:
        return (
            f"there is no directory `{os.path.dirname(entry) or '.'}`" if not places.files.is_there(directory) else ""
        )
    hint = did_you_mean(name, names)
    if not hint:
        stem = name.partition(".")[0]
        same = sorted(each for each in names if each.partition(".")[0] == stem)
        hint = f"did you mean `{same[0]}`?" if same else ""
    return hint.replace("`", f"`{os.path.dirname(entry)}/", 1) if hint and os.path.dirname(entry) else hint


def _entry(diagnostic: Diagnostic, places: Places) -> str:
    """The path that the kustomization names at the place of the diagnostic."""
    from kustompy.yamlio.read.reader import read_config

    try:
        value = read_config(places.text(diagnostic.file))
    except KustompyError:
        return ""
    for part in _spelled(diagnostic.path, places.of(diagnostic.file)):
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return ""
    if isinstance(value, dict):
        value = value.get("path")
    return value.rpartition("=")[2] if isinstance(value, str) else ""
