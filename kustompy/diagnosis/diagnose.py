"""After a build has failed: what else is wrong, and where all of it stands. A build that succeeds never comes here."""

from __future__ import annotations

import os

from kustompy.diagnosis import hints
from kustompy.diagnosis.places import Places
from kustompy.diagnosis.secrets import Secrets
from kustompy.errors import (
    BARE_DIRECTORY,
    LOST_PATH,
    MISFIT,
    MISSING_FILE,
    NO_DIRECTORY,
    NO_MANIFEST,
    UNFINISHED,
    UNPRINTABLE,
    UNREADABLE,
    KustompyError,
    LimitError,
)
from kustompy.kustomization.file import FILE_NAMES
from kustompy.messages.suggestions import did_you_mean, other_type
from kustompy.session.options import COLLECT
from kustompy.session.session import Session
from kustompy.system.root import may_be_remote
from kustompy.yamlio.read.chunks import chunk_lines
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.diagnostic import Diagnostic
    from kustompy.model.paths import Source
    from kustompy.model.resource import Resource
    from kustompy.system.files import Files

    Render = Callable[[str, Session], list[Resource]]


def diagnose(error: KustompyError, target: str, session: Session, render: Render) -> None:
    """Complete the error: a diagnostic for each independent mistake in the tree, all with their lines."""
    marks = [*session.secrets]
    if _may_run_again(session) and not isinstance(error, LimitError):
        again = Session(session.files, session.options, COLLECT)
        _add(error, _problems(target, again, render))
        marks += again.secrets
    places = Places(session.files)
    most = session.options.limits.findings
    related = [_moved(_related(each, places), session) for each in error.diagnostics[:most]]
    error.diagnostics = [*placed(related, session.files, places), *error.diagnostics[most:]]
    if error.diagnostics[0].fault == MISSING_FILE and not error.diagnostics[0].file:
        _name_nearest(error, target, session.files)
    Secrets(marks, session.files, places).hide(error)


def _name_nearest(error: KustompyError, target: str, files: Files) -> None:
    """Let the error name the kustomization that a target may mean that is not there."""
    from kustompy.targets.nearest import nearest

    found = "" if may_be_remote(target) else nearest(target, files)
    if found:
        error.noted(hint=f"did you mean `{found}`?")


def _related(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """The diagnostic at the manifests that it is about, where outer levels know the entry that led there alone."""
    if diagnostic.fault == UNPRINTABLE and not diagnostic.line:
        return _at_unprintable(diagnostic, places)
    sources = [each for each in diagnostic.sources if each[0]]
    if len(sources) > 1:
        return _with_both(diagnostic, sources[0], sources[1], places)
    return _at_field(diagnostic, sources[0]) if sources else diagnostic


def _moved(diagnostic: Diagnostic, session: Session) -> Diagnostic:
    """The diagnostic in the object of a controller that says what it is about, if one does."""
    overlaid = session.overlaid
    if overlaid is None:
        return diagnostic
    moved = overlaid.moved(diagnostic.file, diagnostic.path)
    if moved is not None:
        diagnostic = diagnostic.replace(file=moved[0], document=moved[1], path=moved[2])
    chain = []
    for file, path in diagnostic.included_from:
        other = overlaid.moved(file, path)
        chain.append((file, path) if other is None else (other[0], other[2]))
    return diagnostic.replace(included_from=tuple(chain))


def _at_unprintable(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """The diagnostic at what was read and cannot be written, in the manifest that it is about."""
    from kustompy.yamlio.unprintable import unprintable

    nowhere = (diagnostic.file, diagnostic.document, ())
    file, document, _ = next((each for each in diagnostic.sources if each[0]), nowhere)
    text = places.text(file)
    try:
        manifest = read(text)[document]
    except (KustompyError, IndexError):
        return diagnostic  # what was made of it cannot be written
    found = unprintable(manifest) if isinstance(manifest, dict) else []
    if not found:
        return diagnostic
    each = found[0]
    if not each.is_twice:
        return diagnostic.replace(code=each.code, file=file, document=document, path=each.path, hint=each.hint)
    before = chunk_lines(text)[document]
    hint = each.second_hint(before)
    return diagnostic.replace(file=file, path=(), line=each.lines[0] + before, column=1, hint=hint, sources=())


def _with_both(diagnostic: Diagnostic, own: Source, first: Source, places: Places) -> Diagnostic:
    """Point at both manifests of a resource that is there twice."""
    if own[0] == diagnostic.file and not diagnostic.path:
        diagnostic = diagnostic.replace(document=own[1], path=own[2])
    span = places.of(first[0]).find(first[1], first[2])
    if own == first:
        directory = os.path.basename(os.path.dirname(own[0]))
        hint = f"`{directory}` comes in twice: name it once, in the kustomization that all others lead to"
        diagnostic = diagnostic.replace(hint=hint)
    return diagnostic.replace(also=("the first one is", first[0], span[0] if span else 0))


def _at_field(diagnostic: Diagnostic, source: Source) -> Diagnostic:
    """Point at the field of the manifest that cannot be changed; the entry that was to change it led there."""
    in_list = len(diagnostic.path) > 1 and isinstance(diagnostic.path[1], int)
    entry, field = diagnostic.path[: 1 + in_list], diagnostic.path[1 + in_list :]
    chain = ((diagnostic.file, entry), *diagnostic.included_from)
    return diagnostic.replace(file=source[0], document=source[1], path=(*source[2], *field), included_from=chain)


def placed(diagnostics: list[Diagnostic], files: Files, places: Places | None = None) -> list[Diagnostic]:
    """The diagnostics with the lines and columns that they speak of, and what to do about them."""
    places = places or Places(files)
    return [_hinted(_placed(each, places), places) for each in diagnostics]


def _placed(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    chain = tuple((file, places.line_of(file, path)) for file, path in diagnostic.included_from)
    if diagnostic.file and (not diagnostic.line or diagnostic.inline):
        diagnostic = places.placed(diagnostic)
    return diagnostic.replace(chain=chain)


def _hinted(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """The diagnostic with a hint, where the text at its place tells one and no inner level did."""
    if diagnostic.fault in (UNREADABLE, NO_MANIFEST, UNFINISHED) and diagnostic.line:
        return _around(diagnostic, places)
    if diagnostic.fault == LOST_PATH:
        other_form = hints.of_field_path(places.written(diagnostic).strip("'\""))
        return diagnostic.replace(hint=other_form or diagnostic.hint)
    if diagnostic.hint:
        return diagnostic
    hint = ""
    if diagnostic.fault == MISFIT:
        found, wanted, name = diagnostic.facts
        hint = other_type(found, wanted, name, places.written(diagnostic))
    elif diagnostic.fault == BARE_DIRECTORY:
        hint = hints.of_bare_directory(places.entry(diagnostic))
    elif diagnostic.fault in (MISSING_FILE, NO_DIRECTORY):
        hint = _similar_file(diagnostic, places) or hints.of_missing_file(diagnostic.path)
    return diagnostic.replace(hint=hint) if hint else diagnostic


def _around(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """Look at the lines around what cannot be read: what is wrong there may not be YAML's business."""
    lines = places.lines(diagnostic.file)
    conflict = hints.conflict_line(lines, diagnostic.line)
    if conflict:
        return diagnostic.replace(line=conflict, column=1, end_line=0, hint=hints.CONFLICT)
    found = hints.of_lines(lines, diagnostic.line)
    if not found and diagnostic.fault == NO_MANIFEST and os.path.basename(diagnostic.file) in FILE_NAMES:
        found = f"name the directory instead: `{os.path.basename(os.path.dirname(diagnostic.file))}`"
    if not found and diagnostic.fault == NO_MANIFEST and not diagnostic.hint:
        found = hints.of_no_manifest(os.path.basename(diagnostic.file))
    return diagnostic.replace(hint=diagnostic.hint or found)


def _may_run_again(session: Session) -> bool:
    """Whether building twice does nothing twice: no program, callable or network is involved."""
    options = session.options
    runs = options.enable_helm or options.enable_exec or options.enable_alpha_plugins
    calls = options.generators or options.transformers or options.validators
    return not (runs or calls or session.clones or session.fetched)


def _problems(target: str, again: Session, render: Render) -> list[KustompyError]:
    try:
        render(target, again)
    except KustompyError as error:
        again.problems.append(error)
    finally:
        again.close()
    return again.problems


def _add(error: KustompyError, others: list[KustompyError]) -> None:
    """Add what the others say that is not said yet, and does not follow from a field that could not be read."""
    known = set(map(_said, error.diagnostics))
    unread = {(each.file, each.path) for each in error.diagnostics if each.fault == MISFIT}
    for each in [each for other in others for each in other.diagnostics]:
        follows = any((each.file, each.path[:length]) in unread for length in range(len(each.path) + 1))
        if _said(each) not in known and not follows:
            error.diagnostics.append(each)
            known.add(_said(each))
            if each.fault == MISFIT:
                unread.add((each.file, each.path))


def _said(told: Diagnostic) -> tuple[object, ...]:
    """What is wrong, and where, for one mistake that two builds meet."""
    return told.message, told.file, told.document, told.path, told.inline


def _similar_file(diagnostic: Diagnostic, places: Places) -> str:
    """What is called much like a file that is not there."""
    entry = places.entry(diagnostic)
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
    hint = did_you_mean(name, names) if places.may_suggest() else ""
    if not hint:
        stem = name.partition(".")[0]
        same = sorted(each for each in names if each.partition(".")[0] == stem)
        hint = f"did you mean `{same[0]}`?" if same else ""
    return hint.replace("`", f"`{os.path.dirname(entry)}/", 1) if hint and os.path.dirname(entry) else hint
