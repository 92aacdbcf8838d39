"""Builds as documents that are checked, and ``build --validate``."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import limits_of, may_have_settings, settings_of
from kustompy.cli.output import to_stderr
from kustompy.cli.validate_choices import chosen_for
from kustompy.reporting.closing import all_valid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.cli.settled import Settled
    from kustompy.fleet.outcome import Outcome
    from kustompy.linting.settings import Settings
    from kustompy.results.result import Build
    from kustompy.session.options import Options
    from kustompy.validation.check.subject import Blamed, Subject
    from kustompy.validation.schema.facts import Path


def check_build(build: Build, line: Line, directory: str) -> bool:
    """Whether a build is valid; findings go to stderr, since stdout is for the build (``build --validate``)."""
    from kustompy.cli.reporter import format_of
    from kustompy.validation.check.documents import checked, define

    form = format_of(line, ["kustomize"])
    form = "concise" if form == "kustomize" else form
    # Settings and their TOML reader are loaded only for a tree that may have some.
    settings = settings_of(line, directory, command="validate") if may_have_settings(line) else None
    schemas, choice = chosen_for(line, settings)
    subjects = subjects_of_build(build, directory)
    define(subjects, schemas)
    done = checked(subjects, schemas, choice, distinct=True)
    if settings is None and form in ("text", "concise") and not any(each.findings for each in done):
        # Most builds are valid, and the modules of a report would take longer than the check.
        to_stderr(_all_valid(done) if form == "text" else "")
        return True
    return _told(done, line, settings or settings_of(line, directory, command="validate"), form)


def _all_valid(subjects: Sequence[Subject]) -> str:
    skipped = sum(each.skipped for each in subjects)
    return f"{all_valid(len(subjects) - skipped, skipped)}\n"


def _told(done: list[Subject], line: Line, settings: Settings, form: str) -> bool:
    """Print the findings that neither settings nor comments allow; whether the build is valid."""
    from kustompy.cli.reporter import printed
    from kustompy.cli.settled import Settled
    from kustompy.cli.verdict import verdict

    settled = Settled(settings)
    settle(done, settled)
    report = verdict(done, (), form, "", most=limits_of(line).findings, settled=settled.said())
    to_stderr(printed(report, form, sys.stderr))
    return report.is_valid


def settle(subjects: Sequence[Subject], settled: Settled) -> None:
    """Leave out the findings that settings, or comments on their lines, allow."""
    for subject in subjects:
        if subject.findings:
            subject.findings = settled.without(subject.findings)


def subjects_of(outcome: Outcome, options: Options) -> list[Subject]:
    """The resources of a build that succeeded."""
    from kustompy.fleet.outcome import Result

    return subjects_of_build(Result(outcome, options).build, outcome.target)


def subjects_of_build(build: Build, directory: str) -> list[Subject]:
    """The resources of a build as documents, whose findings point at the lines that wrote the values."""
    from kustompy.validation.check.documents import placed
    from kustompy.validation.check.subject import Subject

    def blamed_at(index: int, path: Path) -> Blamed:
        file, line, column, also, step = build.blamed_at(index, path)
        return _near(file), line, column, also and (also[0], _near(also[1]), also[2]), step

    locate = placed(blamed_at, build.expect)
    hide = build.without_secrets
    return [Subject(resource.written, directory, index, locate, hide=hide) for index, resource in enumerate(build)]


def _near(file: str) -> str:
    """The path from the working directory, if the file lies below it."""
    relative = os.path.relpath(file) if file else ""
    return file if relative.startswith("..") else relative
