"""A lint run: build each directory once under observation, ask the checks, place and filter what they found."""

from __future__ import annotations

import os

from kustompy.diagnosis.diagnose import diagnose, placed
from kustompy.diagnosis.places import Places
from kustompy.diagnosis.secrets import Secrets
from kustompy.errors import KustompyError, YamlError
from kustompy.linting.built import Built
from kustompy.linting.checks import CHECKS_AFTER, CHECKS_BEFORE, FILE_CHECKS, RESULT_CHECKS
from kustompy.linting.observer import Observer
from kustompy.linting.settings import Settings, is_silenced
from kustompy.linting.tree import Part, Run
from kustompy.provenance.record import Record
from kustompy.provenance.trace import Trace
from kustompy.rendering.pipeline import rendered
from kustompy.results.unprintable import refusals
from kustompy.session.dependencies import dependencies_of
from kustompy.session.garbage import UNCOLLECTED
from kustompy.session.options import Purpose
from kustompy.session.session import Session
from kustompy.system.files import Files
from kustompy.yamlio.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.errors import Diagnostic
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
    parts = [part_of(each, options, settings, files) for each in directories]
    return findings_of(parts, options, settings, files, left_out)


def findings_of(
    parts: Sequence[Part],
    options: Options,
    settings: Settings,
    files: Files,
    left_out: list[Diagnostic] | None = None,
) -> list[Diagnostic]:
    """The findings in all directories whose parts are given: what no build is at fault of alone, placed and hidden."""
    run = Run(files, settings, options.root)
    for each in parts:
        run.take(each)
    found = [each for part in parts for each in part.found] + run.log.diagnostics()
    for check in FILE_CHECKS:
        found += check(run)
    disabled = [each for each in found if each.code in run.settings.disable]
    if disabled:
        found = [each for each in found if each.code not in run.settings.disable]
    most, places = options.limits.findings, Places(run.files)
    secrets = Secrets(run.secrets, run.files, places)
    wanted, settled = _wanted(secrets.hidden_in(placed(found[:most], run.files, places)), run)
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
    """The findings in rendered manifests, such as those that are piped in; they are said to stand in ``name``."""
    directory = os.path.join(os.getcwd(), ".manifests")
    file = os.path.join(directory, "manifests.yaml")
    kustomization = os.path.join(directory, "kustomization.yaml")
    files = Files({file: text, kustomization: b"resources: [manifests.yaml]\n"}, disk=False)
    found = lint([directory], options, settings, files, left_out)
    return [each.replace(file=name if each.file == file else each.file, chain=(), included_from=()) for each in found]


def part_of(directory: str, options: Options, settings: Settings, files: Files) -> Part:
    """What one directory comes to, whatever else is linted: its build, and what the checks say of that."""
    run = Run(files, settings)
    before, files.were_read = files.were_read, {}
    record, observer = Record(), Observer(run.log, CHECKS_BEFORE, CHECKS_AFTER, files.read)
    session = Session(files, options, Purpose(trace=record, observer=observer))
    error: KustompyError | None = None
    try:
        with UNCOLLECTED:
            found = _built(directory, session, run, observer)
    except KustompyError as failed:
        error = failed
        diagnose(error, directory, session, rendered)
        found = [each.replace(message=_short(each.message)) for each in error.diagnostics]
        error.with_traceback(None)
    finally:
        dependencies = dependencies_of(session)
        session.close()
        read, files.were_read = files.were_read, {**before, **files.were_read}
    overlaid = session.overlaid
    built = os.path.realpath(directory) if overlaid is None else overlaid.directory
    marks = tuple((owner if isinstance(owner, tuple) else owner.source, value) for owner, value in session.secrets)
    return Part("" if error else built, found, run.log.fine, run.log.wrong, tuple(read), marks, error, dependencies)


def _built(directory: str, session: Session, run: Run, observer: Observer) -> list[Diagnostic]:
    """What the checks say of the build of a directory, each placed where the value was written."""
    records = rendered(directory, session)
    assert session.trace is not None
    trace = Trace(records, session.trace, session.read, overlaid=session.overlaid)
    try:
        output = write(each.manifest for each in records)
    except YamlError as error:
        return refusals(error.diagnostics[0], [each.manifest for each in records], trace)
    built = Built(trace, run, output, observer)
    return [
        diagnostic if resource is None else trace.placed(diagnostic, resource, path)
        for check in RESULT_CHECKS
        for resource, path, diagnostic in check(built)
    ]


_LONGEST = 300


def _short(message: str) -> str:
    """The message without the manifests that kustomize puts behind it; `build` prints it all."""
    said = message.partition("\n\n")[0].partition(": node contents:")[0]
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."


def _wanted(found: list[Diagnostic], run: Run) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings that nobody silenced, each once, by file and line, and those that somebody did."""
    places = Places(run.files)
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
    wanted.sort(key=lambda each: (each.severity != "error", each.file, each.line, each.column, each.code))
    return wanted, settled
