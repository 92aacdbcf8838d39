"""Complete an error of a build: what else is wrong, and the place of each mistake; a good build loads none of it."""

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

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.paths import Source
    from kustompy.model.resource import Resource
    from kustompy.system.files import Files

    Render = Callable[[str, Session], list[Resource]]


def diagnose(error: KustompyError, target: str, session: Session, render: Render) -> None:
    """Complete the error: a diagnostic for each independent mistake in the tree, each with its line and a hint."""
    marks = [*session.secrets]
    # kustomize ends at its first mistake; a second build that goes on after each collects the others. A tree that has
    # reached a limit has had its share already.
    if _may_run_again(session) and not isinstance(error, LimitError):
        again = Session(session.files, session.options, COLLECT)
        _add(error, _problems(target, again, render))
        marks += again.secrets
    places = Places(session.files)
    # A tree may have any number of mistakes: so many get a place, which costs a look into their files; all are kept.
    most = session.options.limits.findings
    related = [_moved(_related(each, places), session) for each in error.diagnostics[:most]]
    error.diagnostics = [*placed(related, session.files, places), *error.diagnostics[most:]]
    if error.diagnostics[0].fault == MISSING_FILE and not error.diagnostics[0].file:
        _name_nearest(error, target, session.files)
    Secrets(marks, session.files, places).hide(error)


def _name_nearest(error: KustompyError, target: str, files: Files) -> None:
    """Add the kustomization that is meant, if the target of the build does not exist."""
    from kustompy.targets.nearest import nearest

    found = "" if may_be_remote(target) else nearest(target, files)
    if found:
        error.noted(hint=f"did you mean `{found}`?")


def _related(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """The diagnostic at the manifests that it is about, if the build knew only the entry that led to them."""
    if diagnostic.fault == UNPRINTABLE and not diagnostic.line:
        return _at_unprintable(diagnostic, places)
    sources = [each for each in diagnostic.sources if each[0]]
    if len(sources) > 1:
        return _with_both(diagnostic, sources[0], sources[1], places)
    return _at_field(diagnostic, sources[0]) if sources else diagnostic


def _moved(diagnostic: Diagnostic, session: Session) -> Diagnostic:
    """The diagnostic in the object of Flux or Argo CD that its value comes from, if it comes from one."""
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
    """The diagnostic at the value of its manifest that was read and cannot be written."""
    from kustompy.yamlio.unprintable import unprintable

    nowhere = (diagnostic.file, diagnostic.document, ())
    file, document, _ = next((each for each in diagnostic.sources if each[0]), nowhere)
    text = places.text(file)
    try:
        manifest = read(text)[document]
    except (KustompyError, IndexError):
        # The value comes from a transformer: the file itself is fine.
        return diagnostic
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
    """The diagnostic about a resource that is there twice, at the second manifest, with the first one beside it."""
    if own[0] == diagnostic.file and not diagnostic.path:
        diagnostic = diagnostic.replace(document=own[1], path=own[2])
    span = places.of(first[0]).find(first[1], first[2])
    # The same document twice: two bases lead to it, and neither file is wrong by itself.
    if own == first:
        directory = os.path.basename(os.path.dirname(own[0]))
        hint = f"`{directory}` comes in twice: name it once, in the kustomization that all others lead to"
        diagnostic = diagnostic.replace(hint=hint)
    return diagnostic.replace(also=("the first one is", first[0], span[0] if span else 0))


def _at_field(diagnostic: Diagnostic, source: Source) -> Diagnostic:
    """The diagnostic at the field that cannot be changed, with the entry that was to change it in its chain."""
    in_list = len(diagnostic.path) > 1 and isinstance(diagnostic.path[1], int)
    entry, field = diagnostic.path[: 1 + in_list], diagnostic.path[1 + in_list :]
    chain = ((diagnostic.file, entry), *diagnostic.included_from)
    return diagnostic.replace(file=source[0], document=source[1], path=(*source[2], *field), included_from=chain)


def placed(diagnostics: list[Diagnostic], files: Files, places: Places | None = None) -> list[Diagnostic]:
    """The diagnostics with their lines and columns, and with hints."""
    places = places or Places(files)
    return [_hinted(_placed(each, places), places) for each in diagnostics]


def _placed(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    chain = tuple((file, places.line_of(file, path)) for file, path in diagnostic.included_from)
    if diagnostic.file and (not diagnostic.line or diagnostic.inline):
        diagnostic = places.placed(diagnostic)
    return diagnostic.replace(chain=chain)


def _hinted(diagnostic: Diagnostic, places: Places) -> Diagnostic:
    """The diagnostic with a hint from the text at its place, unless it has one already."""
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
    """The diagnostic of what cannot be read, with a hint from the lines around: a conflict, a template, a binary."""
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
    """Whether a second build does nothing twice: it runs no program, no callable, and nothing over the network."""
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
    """Add the mistakes that the error does not have yet, without those that follow from a field of a wrong type."""
    known = set(map(_said, error.diagnostics))
    unread = {(each.file, each.path) for each in error.diagnostics if each.fault == MISFIT}
    for each in [each for other in others for each in other.diagnostics]:
        # A field that did not decode is zero in the second build, and what that leads to is no mistake of its own.
        follows = any((each.file, each.path[:length]) in unread for length in range(len(each.path) + 1))
        if _said(each) not in known and not follows:
            error.diagnostics.append(each)
            known.add(_said(each))
            if each.fault == MISFIT:
                unread.add((each.file, each.path))


def _said(told: Diagnostic) -> tuple[object, ...]:
    """What makes two diagnostics of two builds one mistake: the message and the place."""
    return told.message, told.file, told.document, told.path, told.inline


def _similar_file(diagnostic: Diagnostic, places: Places) -> str:
    """A hint that names a file with a similar name, for an entry whose file does not exist; empty if there is none."""
    entry = places.entry(diagnostic)
    # An inline patch, or a URL: neither is a path to look beside.
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
        # `service.yml` for `service.yaml` is too far for a likeness of letters when the name is short.
        stem = name.partition(".")[0]
        same = sorted(each for each in names if each.partition(".")[0] == stem)
        hint = f"did you mean `{same[0]}`?" if same else ""
    return hint.replace("`", f"`{os.path.dirname(entry)}/", 1) if hint and os.path.dirname(entry) else hint
