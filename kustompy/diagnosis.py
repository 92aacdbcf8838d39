"""After a build has failed: what else is wrong, and where all of it stands. A build that succeeds never comes here."""

from __future__ import annotations

from kustompy.context import Session
from kustompy.errors import KustompyError, LimitError
from kustompy.yamlio.positions import Positions, positions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.errors import Diagnostic
    from kustompy.files import Files
    from kustompy.model.resource import Resource

    Render = Callable[[str, Session], list[Resource]]


def diagnose(error: KustompyError, target: str, session: Session, render: Render) -> None:
    """Complete the error: a diagnostic for each independent mistake in the tree, all with their lines."""
    if _may_run_again(session) and not isinstance(error, LimitError):
        for other in _problems(target, session, render):
            _add(error, other)
    place_diagnostics(error, session.files)


def place_diagnostics(error: KustompyError, files: Files) -> None:
    """Find the lines and columns that the error's diagnostics speak of."""
    known: dict[str, Positions] = {}
    for diagnostic in error.diagnostics:
        if diagnostic.file and not diagnostic.line:
            _place(diagnostic, _positions_of(diagnostic.file, files, known))


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
    finally:
        again.close()
    return problems


def _add(error: KustompyError, other: KustompyError) -> None:
    known = {(each.message, each.file, each.path) for each in error.diagnostics}
    for each in other.diagnostics:
        if (each.message, each.file, each.path) not in known:
            error.diagnostics.append(each)


def _positions_of(file: str, files: Files, known: dict[str, Positions]) -> Positions | None:
    if file not in known:
        try:
            known[file] = positions(files.read(file))
        except KustompyError:
            return None  # the file is what is missing
    return known[file]


def _place(diagnostic: Diagnostic, found: Positions | None) -> None:
    if found is None:
        return
    where = (diagnostic.document, diagnostic.path)
    span = found.keys.get(where) if diagnostic.code == "KST202" else None
    span = span or found.find(*where)
    if span:
        diagnostic.line, diagnostic.column, diagnostic.end_line, diagnostic.end_column = span
