"""After a build has failed: what else is wrong, and where all of it stands. A build that succeeds never comes here."""

from __future__ import annotations

import os

from kustompy.diagnosis import hints
from kustompy.errors import KustompyError, LimitError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.messages.suggestions import did_you_mean, other_type
from kustompy.model.resource import Resource
from kustompy.model.secrets import hidden, holds
from kustompy.provenance.trace import find_repeated_key
from kustompy.session.context import Session
from kustompy.yamlio.read.manifests import manifest_places, read_manifests
from kustompy.yamlio.read.positions import Positions, positions
from kustompy.yamlio.scalars.problems import source_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kustompy.errors import Diagnostic
    from kustompy.system.files import Files
    from kustompy.yamlio.read.positions import Path, Span

    Render = Callable[[str, Session], list[Resource]]

_MISSING = ("KST301", "KST306")


def diagnose(error: KustompyError, target: str, session: Session, render: Render) -> None:
    """Complete the error: a diagnostic for each independent mistake in the tree, all with their lines."""
    if _may_run_again(session) and not isinstance(error, LimitError):
        for other in _problems(target, session, render):
            _add(error, other)
    for each in error.diagnostics:
        if each.code == "KST101" and not each.file:
            find_repeated_key(each, session.files)
        elif each.code == "KST401" and each.resource:
            _find_both(each, session)
        elif each.code == "KST409" and each.resource:
            _find_field(each, session)
    place_diagnostics(error.diagnostics, session.files)
    hide_secrets(error, session.files, session.fetched.values())


def _find_both(diagnostic: Diagnostic, session: Session) -> None:
    """Point at both manifests of a resource that is there twice."""
    places = Places(session.files)
    found = _manifests_of(diagnostic.resource, places, session)
    own = [each for each in found if each[0] == diagnostic.file]
    if own and not diagnostic.path:
        _, diagnostic.document, diagnostic.path = own[-1]
    first = next((each for each in found if each[0] != diagnostic.file or each != own[-1]), None)
    if first is not None:
        span = places.of(first[0]).find(first[1], first[2])
        diagnostic.also = ("the first one is", first[0], span[0] if span else 0)


def _find_field(diagnostic: Diagnostic, session: Session) -> None:
    """Point at the field of the manifest that cannot be changed; the entry that was to change it led there."""
    in_list = len(diagnostic.path) > 1 and isinstance(diagnostic.path[1], int)
    entry, field = diagnostic.path[: 1 + in_list], diagnostic.path[1 + in_list :]
    for file, document, path in _manifests_of(diagnostic.resource, Places(session.files), session):
        diagnostic.included_from = ((diagnostic.file, entry), *diagnostic.included_from)
        diagnostic.file, diagnostic.document, diagnostic.path = file, document, (*path, *field)
        return


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
    hide_lines(error.diagnostics, files, values)
    if not values:
        return
    visible = visible_texts(files)
    error.args = (hidden(str(error), values, visible),)
    error.warnings = [hidden(each, values, visible) for each in error.warnings]
    for each in error.diagnostics:
        each.message, each.hint = hidden(each.message, values, visible), hidden(each.hint, values, visible)
        each.resource = hidden(each.resource, values, visible)


def hide_lines(diagnostics: list[Diagnostic], files: Files, values: set[str] | None = None) -> None:
    """Mark the diagnostics whose line in the file may hold a value of a Secret."""
    from kustompy.diagnosis.secret_values import secret_files, secret_values

    if not any(each.line for each in diagnostics):
        return
    values = secret_values(files) if values is None else values
    private = secret_files(files)
    places = Places(files)
    for each in diagnostics:
        lines = source_lines(places.text(each.file)) if each.line else []
        line = lines[each.line - 1] if 0 < each.line <= len(lines) else ""
        each.is_private = each.file in private or holds(line, values)


def place_diagnostics(diagnostics: list[Diagnostic], files: Files) -> None:
    """Find the lines and columns that the diagnostics speak of."""
    places = Places(files)
    for diagnostic in diagnostics:
        if diagnostic.file and (not diagnostic.line or diagnostic.inline is not None):
            places.place(diagnostic)
        diagnostic.chain = tuple((file, places.line_of(file, path)) for file, path in diagnostic.included_from)
        if diagnostic.code == "KST201" and not diagnostic.hint:
            diagnostic.hint = other_type(diagnostic.message, places.written(diagnostic))
        if diagnostic.code in _FIELD_PATHS and not diagnostic.hint:
            diagnostic.hint = hints.of_field_path(places.written(diagnostic).strip("'\""))
        if diagnostic.code in _MISSING and not diagnostic.hint:
            diagnostic.hint = _similar_file(diagnostic, places)
        if diagnostic.code in _UNREADABLE and diagnostic.line:
            _look_around(diagnostic, places)


_FIELD_PATHS = ("KST512", "KST521", "KST524")
_UNREADABLE = ("KST100", "KST402", "KST404")
"""Codes of what is no YAML, or no manifest."""


def _look_around(diagnostic: Diagnostic, places: Places) -> None:
    """Look at the lines around what cannot be read: what is wrong there may not be YAML's business."""
    lines = source_lines(places.text(diagnostic.file))
    conflict = hints.conflict_line(lines, diagnostic.line)
    if conflict:
        diagnostic.line, diagnostic.column, diagnostic.end_line = conflict, 1, 0
        diagnostic.hint = hints.CONFLICT
        return
    found = hints.of_lines(lines, diagnostic.line)
    if not found and diagnostic.code == "KST402" and os.path.basename(diagnostic.file) in FILE_NAMES:
        found = f"name the directory instead: `{os.path.basename(os.path.dirname(diagnostic.file))}`"
    diagnostic.hint = diagnostic.hint or found


def _may_run_again(session: Session) -> bool:
    """Whether building twice does nothing twice: no program, callable or network is involved."""
    options = session.options
    runs = options.enable_helm or options.enable_exec or options.enable_alpha_plugins
    calls = options.generators or options.transformers or options.validators
    return not (runs or calls or session.clones or session.fetched)


def _problems(target: str, session: Session, render: Render) -> list[KustompyError]:
    again = Session(session.files, session.options)
    again.problems = problems = []
    try:
        render(target, again)
    except KustompyError as error:
        if error not in problems:
            problems.append(error)
    except Exception:
        # What was refused left resources half changed: whatever breaks on them later is no mistake of the user's.
        return problems
    finally:
        again.close()
    return problems


def _add(error: KustompyError, other: KustompyError) -> None:
    known = {(each.message, each.file, each.path) for each in error.diagnostics}
    unread = [(each.file, each.path) for each in error.diagnostics if each.code == "KST201"]
    for each in other.diagnostics:
        follows = any(each.file == file and each.path[: len(path)] == path for file, path in unread)
        if (each.message, each.file, each.path) not in known and not follows:
            error.diagnostics.append(each)


class Places:
    """The lines and columns of values in the files of a build; each file is read once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._known: dict[str, Positions | None] = {}
        self._texts: dict[str, bytes] = {}

    def text(self, file: str) -> bytes:
        """The content of a file, empty where it cannot be read."""
        if file not in self._texts:
            try:
                self._texts[file] = self.files.read(file)
            except KustompyError:
                self._texts[file] = b""  # the file is what is missing
        return self._texts[file]

    def of(self, file: str) -> Positions:
        """All places of a file."""
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = positions(self.text(file))
        return known

    def written(self, diagnostic: Diagnostic) -> str:
        """The text at a diagnostic that is placed; empty where it is longer than a line, or of a Secret."""
        lines = source_lines(self.text(diagnostic.file))
        if diagnostic.line != diagnostic.end_line or diagnostic.path[:1] == ("secretGenerator",):
            return ""
        if not 0 < diagnostic.line <= len(lines):
            return ""
        return lines[diagnostic.line - 1][diagnostic.column - 1 : diagnostic.end_column - 1]

    def line_of(self, file: str, path: Path) -> int:
        """The line of a value, 0 where it is unknown."""
        span = self.of(file).find(0, path)
        return span[0] if span else 0

    def place(self, diagnostic: Diagnostic) -> None:
        """Set the line and column of a diagnostic."""
        found = self.of(diagnostic.file)
        path = _spelled(diagnostic.path, found)
        span = found.keys.get((diagnostic.document, path)) if diagnostic.code in _ON_KEYS else None
        if span is None and diagnostic.inline is not None:
            span = self._inline_span(diagnostic, path, found)
        if diagnostic.code == "KST100" and diagnostic.inline is None:
            span = found.problem
        span = span or found.find(diagnostic.document, path) or found.first_of(diagnostic.document)
        if span is None:
            span = (1, 1, 1, 1) if self.text(diagnostic.file) else (0, 0, 0, 0)
        diagnostic.line, diagnostic.column, diagnostic.end_line, diagnostic.end_column = span
        diagnostic.inline = None

    def _inline_span(self, diagnostic: Diagnostic, path: Path, found: Positions) -> Span | None:
        """The place inside of a text that is a value of the file, where it is a block of lines of its own."""
        assert diagnostic.inline is not None
        outer = found.values.get((0, (*path, "patch"))) or found.values.get((0, path))
        if outer is None:
            return None
        lines = source_lines(self.text(diagnostic.file))
        first = lines[outer[0] - 1][outer[1] - 1 :]
        if not first.startswith("|"):
            return outer
        block = [line for line in lines[outer[0] : outer[2]] if line.strip()]
        indent = len(block[0]) - len(block[0].lstrip(" ")) if block else 0
        document, inner_path = diagnostic.inline
        if diagnostic.line:
            line = min(outer[0] + diagnostic.line, outer[2])
            return line, indent + 1, line, len(lines[line - 1]) + 1
        text = "\n".join(line[indent:] for line in lines[outer[0] : outer[2]])
        inner = positions(text)
        span = inner.problem if diagnostic.code == "KST100" else None
        span = span or inner.find(document, inner_path) or inner.first_of(document)
        if span is None:
            return outer
        return span[0] + outer[0], span[1] + indent, span[2] + outer[0], span[3] + indent


_ON_KEYS = frozenset(("KST202", "KST232", "KST954", "KST958"))
"""Codes that are about a key and not about its value."""


def _spelled(path: Path, found: Positions) -> Path:
    """The path in the letters that the file has: fields of a kustomization match in any case, and have old names."""
    if (0, path) in found.values or not path or not isinstance(path[0], str):
        return path
    wanted = {path[0].lower(), _OLD_NAMES.get(path[0], path[0]).lower()}
    for document, key in found.keys:
        if not document and len(key) == 1 and str(key[0]).lower() in wanted:
            return (key[0], *path[1:])
    return path


_OLD_NAMES = {"resources": "bases", "images": "imageTags"}


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
