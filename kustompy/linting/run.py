"""A lint run: build each directory once under observation, ask the checks, place and filter what they found."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError, YamlError
from kustompy.linting.built import Built
from kustompy.linting.checks import CHECKS_AFTER, CHECKS_BEFORE, FILE_CHECKS, RESULT_CHECKS
from kustompy.linting.observer import Observer
from kustompy.linting.settings import Settings, is_silenced
from kustompy.linting.tree import Part, Run
from kustompy.provenance.record import Record
from kustompy.provenance.trace import Trace
from kustompy.rendering.pipeline import rendered
from kustompy.session.dependencies import dependencies_of
from kustompy.session.garbage import UNCOLLECTED
from kustompy.session.options import Purpose
from kustompy.session.session import Session
from kustompy.system.files import Files
from kustompy.yamlio.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.diagnosis.places import Places
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.tree import Parsed
    from kustompy.session.options import Options


def lint(
    directories: Sequence[str],
    options: Options,
    settings: Settings | None = None,
    files: Files | None = None,
    left_out: list[Diagnostic] | None = None,
) -> list[Diagnostic]:
    """All findings in the kustomizations of some directories; a build that fails is a finding, too.

    Those that the settings or comments settle are added to ``left_out``.
    """
    files, settings = files or Files(), settings or Settings()
    parsed: Parsed = {}
    parts = [part_of(each, options, settings, files, parsed=parsed) for each in directories]
    return findings_of(parts, options, settings, files, left_out, parsed)


def findings_of(
    parts: Sequence[Part],
    options: Options,
    settings: Settings,
    files: Files,
    left_out: list[Diagnostic] | None = None,
    parsed: Parsed | None = None,
) -> list[Diagnostic]:
    """The findings in all directories whose parts are given: what no build is at fault of alone, placed and hidden."""
    run = Run(files, settings, options.root, parsed)
    for each in parts:
        run.take(each)
    found = [each for part in parts for each in part.found] + run.log.diagnostics()
    for check in FILE_CHECKS:
        found += check(run)
    if not found:
        return []
    from kustompy.diagnosis.diagnose import placed
    from kustompy.diagnosis.places import Places
    from kustompy.diagnosis.secrets import Secrets

    disabled = [each for each in found if each.code in run.settings.disable]
    if disabled:
        found = [each for each in found if each.code not in run.settings.disable]
    # A place costs a look into its file, so that only as many findings as are shown get one; secrets are hidden in all.
    most, places = options.limits.findings, Places(run.files)
    secrets = Secrets(run.secrets, run.files, places)
    wanted, settled = _wanted(secrets.hidden_in(placed(found[:most], run.files, places)), run, places)
    wanted += secrets.hidden_in(found[most:])
    settled += disabled
    if left_out is not None:
        left_out += settled
    return wanted


def lint_text(
    text: bytes,
    options: Options,
    settings: Settings | None = None,
    name: str = "stdin",
    left_out: list[Diagnostic] | None = None,
) -> list[Diagnostic]:
    """The findings in rendered manifests, such as those that are piped in; their file is called ``name``."""
    # The file exists in memory only, beside a kustomization that lists it: every check works as on a tree.
    directory = os.path.join(os.getcwd(), ".manifests")
    file = os.path.join(directory, "manifests.yaml")
    kustomization = os.path.join(directory, "kustomization.yaml")
    files = Files({file: text, kustomization: b"resources: [manifests.yaml]\n"}, disk=False)
    found = lint([directory], options, settings, files, left_out)
    return [each.replace(file=name if each.file == file else each.file, chain=(), included_from=()) for each in found]


def part_of(
    directory: str, options: Options, settings: Settings, files: Files, *, parsed: Parsed | None = None
) -> Part:
    """The outcome for one directory by itself: its build, and the findings of the checks.

    The fields of kustomizations that the build parses are added to ``parsed``.
    """
    return observed(directory, options, settings, files, parsed=parsed)[0]


def observed(
    directory: str,
    options: Options,
    settings: Settings,
    files: Files,
    *,
    depends: bool = False,
    parsed: Parsed | None = None,
) -> tuple[Part, Trace | None]:
    """The outcome for one directory, and the trace of its build; None if it fails, or takes inputs beside files.

    With ``depends``, the outcome lists what the build depends on, which costs a fifth of a build of many small bases.
    """
    parsed = {} if parsed is None else parsed
    run = Run(files, settings, options.root, parsed)
    run.target = os.path.realpath(directory)
    before, files.were_read = files.were_read, {}
    record, observer = Record(), Observer(run.log, CHECKS_BEFORE, CHECKS_AFTER, files.read, parsed)
    session = Session(files, options, Purpose(trace=record, observer=observer))
    error: KustompyError | None = None
    trace: Trace | None = None
    try:
        with UNCOLLECTED:
            trace = _traced(directory, session)
            found = _checked(trace, run, observer)
    except KustompyError as failed:
        from kustompy.diagnosis.diagnose import diagnose

        error = failed
        diagnose(error, directory, session, rendered)
        found = [each.replace(message=_short(each.message)) for each in error.diagnostics]
        # A traceback keeps every frame of the build alive, and cannot be sent to another process.
        error.with_traceback(None)
    finally:
        dependencies = dependencies_of(session) if depends else None
        session.close()
        read, files.were_read = files.were_read, {**before, **files.were_read}
    overlaid = session.overlaid
    built = os.path.realpath(directory) if overlaid is None else overlaid.directory
    marks = tuple((owner if isinstance(owner, tuple) else owner.source, value) for owner, value in session.secrets)
    part = Part("" if error else built, found, run.log.fine, run.log.wrong, tuple(read), marks, error, dependencies)
    return part, trace if options.inputs is None else None


def _traced(directory: str, session: Session) -> Trace:
    """The trace of the build of a directory: its resources, and which step wrote what."""
    records = rendered(directory, session)
    assert session.trace is not None
    return Trace(records, session.trace, session.read, overlaid=session.overlaid)


def _checked(trace: Trace, run: Run, observer: Observer) -> list[Diagnostic]:
    """The findings about a build, each at the place where the value was written."""
    manifests = [each.manifest for each in trace.resources]
    try:
        output = write(manifests)
    except YamlError as error:
        from kustompy.results.unprintable import refusals

        return refusals(error.diagnostics[0], manifests, trace)
    built = Built(trace, run, output, observer)
    return [
        diagnostic if resource is None else trace.placed(diagnostic, resource, path)
        for check in RESULT_CHECKS
        for resource, path, diagnostic in check(built)
    ]


_LONGEST = 300


def _short(message: str) -> str:
    """The message without the manifests that kustomize puts behind it; ``build`` prints all of it."""
    said = message.partition("\n\n")[0].partition(": node contents:")[0]
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."


def _wanted(found: list[Diagnostic], run: Run, places: Places) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings that count, each once, sorted by file and line, and those that a comment leaves out."""
    known = set()
    wanted: list[Diagnostic] = []
    settled: list[Diagnostic] = []
    lines: dict[str, list[str]] = {}
    for each in found:
        key = (each.code, each.file, each.line, each.column, each.message)
        if key in known:
            continue
        known.add(key)
        if each.file not in lines:
            lines[each.file] = places.text(each.file).decode("utf-8", "replace").split("\n") if each.file else []
        is_settled = run.settings.heeds_comments and is_silenced(each, lines[each.file])
        (settled if is_settled else wanted).append(each)
    # Errors come first, as the list may be cut where it is shown.
    wanted.sort(key=lambda each: (each.severity != "error", each.file, each.line, each.column, each.code))
    return wanted, settled
