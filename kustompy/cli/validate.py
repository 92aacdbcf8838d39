"""``kustompy validate``: build directories, or read files, and check the manifests in them."""

from __future__ import annotations

import os
import sys
from contextlib import closing

from kustompy.cli.build_flags import build_options, settings_of
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import STDIN, every_file, nothing, paths_of, piped, targets_for
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.cli.validate_build import settle, subjects_of, subjects_of_build
from kustompy.cli.validate_choices import FLAGS, chosen_for, jobs_of, words
from kustompy.errors import KustompyError, UsageError
from kustompy.rendering.pipeline import build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.cli.verdict import Failure
    from kustompy.reporting.report import Report
    from kustompy.session.options import Options
    from kustompy.validation.check.subject import Subject

USAGE = """\
Check manifests against the schemas of Kubernetes and the rules of its API server. A directory with a kustomization is
built; of any other directory, what `kustompy targets` lists is built or read. Without arguments, manifests that are
piped in are checked, else this directory; - is stdin.

Usage:
  kustompy validate [DIR|FILE|-]... [flags]

Flags:
"""
INVALID = 1


def main(argv: Sequence[str]) -> int:
    """Check what the arguments name: 0 all is valid, 1 something is not, 2 nothing to check or a wrong command line."""
    line = line_unless_help("validate", argv, FLAGS, USAGE)
    if line is None:
        return 0
    from kustompy.cli.reporter import format_of, printed

    form = format_of(line, ["kubeconform"])
    if line["watch"]:
        if line["all-files"]:
            raise UsageError("--watch looks at what is built, and --all-files builds nothing", code="KST806")
        from kustompy.cli.validate_watch import main as watch

        return watch(line, form)
    report = _report(line, form)
    to_stdout(printed(report, form, sys.stdout))
    warned = any(each.severity == "warning" for subject in report.subjects for each in subject.findings)
    fails = line["fail-on"] == "warning" and warned
    return INVALID if fails or not report.is_valid else 0


def _report(line: Line, form: str) -> Report:
    from kustompy.cli.settled import Settled
    from kustompy.cli.verdict import not_tried, of_what, verdict
    from kustompy.cli.versions import over_versions
    from kustompy.validation.check.documents import checked, define
    from kustompy.validation.check.inputs import Reading, subjects_of_text
    from kustompy.validation.check.parallel import subjects_of_files

    options, jobs = build_options(line, os.environ), jobs_of(line["jobs"] or "1")
    reading = Reading(options.limits, root=options.root, trust=options.trust)
    paths = paths_of(line)
    settings = settings_of(line, paths[0], command="validate")
    targets = every_file(paths, line) if line["all-files"] else targets_for(paths, line, settings.chosen)
    failures: list[Failure] = []
    groups = _built(targets.directories, options, line, failures)
    untried = len(targets.directories) - len(groups) - len(failures) if failures and line["fail-fast"] else 0
    groups += [subjects_of_text(piped(options.limits.file_size), "stdin", reading)] if STDIN in paths else []
    groups += [subjects_of_files(targets.files, jobs, reading)]
    if not any(groups) and not failures and not line["allow-empty"]:
        raise nothing(paths, targets)
    stop = _is_wrong if line["exit-on-error"] else None
    versions = words([line["kubernetes-version"]])
    chosen = {version: chosen_for(line, settings, version) for version in versions}
    # Definitions of all groups first: a resource may be of a kind that another overlay defines.
    for group in groups:
        for schemas, _ in chosen.values():
            define(group, schemas)

    def check(version: str, group: list[Subject]) -> list[Subject]:
        return checked(group, *chosen[version], stop)

    subjects: list[Subject] = []
    for group in groups:
        if stop and (failures or (subjects and stop(subjects[-1]))):
            break
        subjects += check(versions[0], group) if len(versions) == 1 else over_versions(group, versions, check)
    settled = Settled(settings)
    settled.warn()
    settle(subjects, settled)
    if line["schema-report"]:
        to_stderr(_without_schema(subjects))
    where = of_what(len(targets.directories) - untried, len(targets.files), stdin=STDIN in paths)
    return verdict(
        subjects, failures, form, where, most=options.limits.findings, settled=not_tried(untried) + settled.said(),
        summary=line["summary"], verbose=line["verbose"], stdin=paths == [STDIN],
    )  # fmt: skip


def _without_schema(subjects: Sequence[Subject]) -> str:
    """The documents without a schema, counted by kind, a line for each."""
    counts: dict[str, int] = {}
    for each in subjects:
        if each.is_unknown:
            kind = f"{each.kind} of {each.api_version}"
            counts[kind] = counts.get(kind, 0) + 1
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    lines = [f"no schema: {count} x {kind}\n" for kind, count in rows]
    return "".join(lines) or "no schema: none, every kind has one\n"


def _is_wrong(subject: Subject) -> bool:
    return any(each.severity == "error" for each in subject.findings)


def _built(directories: Sequence[str], options: Options, line: Line, failures: list[Failure]) -> list[list[Subject]]:
    """The resources of each directory that builds; the others are added to ``failures``."""
    # Without processes, whose start takes longer than the build.
    if len(directories) == 1 and not line["executor"]:
        return [_built_alone(directories[0], options, failures)]

    from kustompy.cli.fleet_engine import engine, note
    from kustompy.cli.progress import Progress

    progress, found = Progress(len(directories)), {}
    with closing(engine(directories, options, line, wants_records=True, note=note, keeps=False)) as outcomes:
        for outcome in outcomes:
            progress.step(outcome.target, outcome.seconds)
            found[outcome.target] = outcome
            if outcome.error is not None and line["fail-fast"]:
                break
    progress.clear()
    # In the order of the directories; one that is named twice is built once.
    done = [found[each] for each in directories if each in found]
    failures += [(each.target, each.error) for each in done if each.error is not None]
    return [subjects_of(each, options) for each in done if each.error is None]


def _built_alone(path: str, options: Options, failures: list[Failure]) -> list[Subject]:
    """The resources of a directory; if it does not build, none, and a failure more."""
    try:
        result = build(path, options)
        # What cannot be printed has failed to build.
        result.to_yaml()
        return subjects_of_build(result, path)
    except KustompyError as error:
        failures.append((path, error))
        return []
