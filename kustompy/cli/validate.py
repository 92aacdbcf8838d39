"""``kustompy validate``: build directories, or read files, and check what is in them."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import FLAGS as BUILD_FLAGS
from kustompy.cli.build_flags import FORMATS, WATCH, build_options, limits_of, may_have_settings, settings_of
from kustompy.cli.flags import HELP, LIST, TEXT, Flag, parse
from kustompy.cli.inputs import INPUT_FLAGS, STDIN, every_file, nothing, paths_of, piped, targets_for
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import KustompyError, UsageError
from kustompy.upstream import NEWEST, OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from kustompy.cli.flags import Line
    from kustompy.cli.settled import Settled
    from kustompy.cli.verdict import Failure
    from kustompy.fleet.outcome import Outcome
    from kustompy.linting.settings import Settings
    from kustompy.model.values import Manifest
    from kustompy.reporting.report import Report
    from kustompy.results.result import Build
    from kustompy.session.options import Options
    from kustompy.validation.check.check import ValidationOptions
    from kustompy.validation.check.inputs import Reading
    from kustompy.validation.check.subject import Blamed, Subject
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.sources.schemas import Schemas

OWN_FLAGS = (
    Flag("all-files", "check every file below a directory as it lies, whatever the tree says, and build nothing"),
    Flag("allow-rules", "run the Python rules that kustompy.toml names; they can do what this program can"),
    Flag("cache", "a folder to keep fetched schemas in", TEXT),
    Flag("crd", "a file or folder of CustomResourceDefinitions", LIST),
    Flag("disable", "codes of findings that are not wanted, separated by commas", LIST),
    Flag("exit-on-error", "stop at the first document that is wrong"),
    Flag(
        "format",
        "how findings are printed; kubeconform is its JSON",
        TEXT,
        choices=(*FORMATS, "kubeconform"),
        aliases=("error-format",),
    ),
    Flag(
        "fail-on",
        "what makes the exit code 1: error, or warning as well",
        TEXT,
        default="error",
        choices=("error", "warning"),
    ),
    Flag("ignore-missing-schemas", "skip kinds without a schema"),
    Flag("ignore-placeholders", "say nothing of texts with ${X}, $(X), {{ x }} or %X%, which is filled in later"),
    Flag("executor", "with several overlays: who builds them, such as dask://HOST:PORT", TEXT),
    Flag("fail-fast", "with several overlays: stop at the first that cannot be built"),
    Flag("jobs", "how many processes build overlays and read the files of large folders", TEXT, short="n"),
    Flag(
        "kubernetes-version", f"the version whose schemas count, 1.{OLDEST} to 1.{NEWEST}", TEXT, default=f"1.{NEWEST}"
    ),
    Flag("lenient", "take fields that the schema does not name"),
    Flag("placeholder", "a regular expression of more texts that are filled in later", LIST),
    Flag("policy", "a file or folder of ValidatingAdmissionPolicies", LIST),
    Flag("policy-set", "checks to add: baseline, restricted or best-practice", LIST),
    Flag("reject", "kinds that are errors, separated by commas", LIST),
    Flag("rules", "a Python file of rules of your own", LIST),
    Flag("schema-location", "a folder, file or URL template of more schemas, as for kubeconform", LIST),
    Flag("schema-report", "say on stderr which kinds had no schema"),
    Flag("skip", "kinds that are not checked, separated by commas", LIST),
    Flag("summary", "say how many documents were checked"),
    Flag("verbose", "list what is valid, too"),
    WATCH,
)
_OWN_NAMES = {"annotate", "output", "strict", "validate", *(flag.name for flag in OWN_FLAGS)}
FLAGS = (*OWN_FLAGS, *INPUT_FLAGS, *(flag for flag in BUILD_FLAGS if flag.name not in _OWN_NAMES))
USAGE = """\
Check manifests against the schemas of Kubernetes and the rules of its API server.
A directory with a kustomization is built first; of any other, what `kustompy targets` lists is built or read. What is
piped in is read if nothing is named; - is stdin.

Usage:
  kustompy validate [DIR|FILE|-]... [flags]

Flags:
"""
_MAX_JOBS = 256
INVALID = 1


def main(argv: Sequence[str]) -> int:
    """Check what the arguments name: 0 all is valid, 1 something is not, 2 the command line makes no sense."""
    line = parse(argv, FLAGS)
    if line["help"]:
        from kustompy.cli.help_pages import page

        to_stdout(page("validate", USAGE, (*FLAGS, HELP)))
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


def check_build(build: Build, line: Line, directory: str) -> bool:
    """Whether a build is valid; for ``build --validate``, which has some of the flags, and puts findings on stderr."""
    from kustompy.cli.reporter import format_of
    from kustompy.validation.check.documents import checked, define

    form = format_of(line, ["kustomize"])
    form = "concise" if form == "kustomize" else form
    settings = settings_of(line, directory, command="validate") if may_have_settings(line) else None
    schemas, choice = chosen_for(line, settings)
    subjects = _resources(build, directory)
    define(subjects, schemas)
    done = checked(subjects, schemas, choice, distinct=True)
    if settings is None and form in ("text", "concise") and not any(each.findings for each in done):
        # Most builds are valid, and need no report to say so.
        to_stderr(_all_valid(done) if form == "text" else "")
        return True
    return _told(done, line, settings or settings_of(line, directory, command="validate"), form)


def _all_valid(subjects: Sequence[Subject]) -> str:
    from kustompy.reporting.closing import all_valid

    skipped = sum(each.skipped for each in subjects)
    return f"{all_valid(len(subjects) - skipped, skipped)}\n"


def _told(done: list[Subject], line: Line, settings: Settings, form: str) -> bool:
    """Say what was found in a build, but for what may stay; whether the build is valid."""
    from kustompy.cli.reporter import printed
    from kustompy.cli.settled import Settled
    from kustompy.cli.verdict import verdict

    settled = Settled(settings)
    settle(done, settled)
    report = verdict(done, (), form, "", most=limits_of(line).findings, settled=settled.said())
    to_stderr(printed(report, form, sys.stderr))
    return report.is_valid


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


def settle(subjects: Sequence[Subject], settled: Settled) -> None:
    """Leave out the findings that the settings, or comments on their lines, say may stay."""
    for subject in subjects:
        if subject.findings:
            subject.findings = settled.without(subject.findings)


def _without_schema(subjects: Sequence[Subject]) -> str:
    """How many documents were of kinds without a schema, a line for each kind."""
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


def chosen_for(line: Line, settings: Settings | None, version: str = "") -> tuple[Schemas, ValidationOptions]:
    """The schemas and choices that the flags and settings name."""
    from kustompy.validation.check.check import ValidationOptions
    from kustompy.validation.check.documents import schemas_for
    from kustompy.validation.sources.schemas import DEFAULT

    given = {**{flag.name: flag.unset for flag in FLAGS}, **line.values}
    disable = words(given["disable"])
    if disable:
        _require_switches(disable)
    schemas = schemas_for(
        version or given["kubernetes-version"],
        strict=not given["lenient"],
        locations=(DEFAULT, *given["schema-location"]),
        disable=disable,
        cache=given["cache"] or default_cache(),
        limits=limits_of(given),
        offline=given["offline"],
    )
    if given["crd"]:
        from kustompy.validation.check.inputs import Reading

        reading = Reading(limits_of(given), root=given["root"], trust=given["trust"])
        for manifest in definitions(given["crd"], reading):
            schemas.define(manifest)
    choice = ValidationOptions(
        disable=disable,
        skip=words(given["skip"]),
        reject=words(given["reject"]),
        ignore_missing_schemas=given["ignore-missing-schemas"],
        ignore_placeholders=given["ignore-placeholders"],
        placeholders=given["placeholder"],
        policy_sets=[*(settings.policy_sets if settings else ()), *words(given["policy-set"])],
        checkers=checkers(given, settings),
    )
    return schemas, choice


def _require_switches(codes: Sequence[str]) -> None:
    from kustompy.validation.policies.sets import CODES
    from kustompy.validation.rules import SWITCHES

    for code in codes:
        if code.startswith("KST") and code not in SWITCHES | CODES:
            raise UsageError(f"no code {code!r} can be switched off", code="KST806")


def checkers(given: dict[str, Any], settings: Settings | None) -> list[Checker]:
    """What looks at all objects together: policies, rules in CEL, and rules in Python if they may run."""
    found: list[Checker] = []
    short_rules, rules = (settings.short_rules, settings.rules) if settings else ((), ())
    if given["policy"]:
        from kustompy.validation.check.inputs import Reading
        from kustompy.validation.policies.checkers import admission

        reading = Reading(limits_of(given), root=given["root"], trust=given["trust"])
        found.append(admission(manifests_in("policy", given["policy"], reading)))
    if short_rules:
        from kustompy.validation.policies.short_rules import short_rules as checker_of

        found.append(checker_of(short_rules))
    # Rules of the tree are code of whoever sent the change: the tree itself cannot let them run.
    allowed = given["allow-rules"] or os.environ.get("KUSTOMPY_ALLOW_RULES", "") not in ("", "0", "false")
    if rules and not allowed:
        to_stderr(f"# Warning: {len(rules)} files of rules are not run: pass --allow-rules to run them\n")
    files = [*given["rules"], *(rules if allowed else ())]
    if files:
        from kustompy.api.team_rules import python_rules

        found.append(python_rules(files))
    return found


def jobs_of(text: str) -> int:
    """A number of processes, from 1."""
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:5]) <= _MAX_JOBS:
        raise UsageError(f"{text!r} is no number of jobs, 1 to {_MAX_JOBS}", code="KST806")
    return int(text)


def words(texts: Sequence[str]) -> list[str]:
    """The words of comma-separated lists."""
    return [each.strip() for text in texts for each in text.split(",") if each.strip()]


def default_cache() -> str:
    """The folder for fetched schemas: none where the environment has no home."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")
    return os.path.join(home, "kustompy", "schemas") if os.path.isabs(home) else ""


def definitions(paths: Sequence[str], reading: Reading) -> list[Manifest]:
    """The CustomResourceDefinitions in files and folders."""
    from kustompy.validation.sources.custom import is_definition

    return [each for each in manifests_in("crd", paths, reading) if is_definition(each)]


def manifests_in(flag: str, paths: Sequence[str], reading: Reading) -> list[Manifest]:
    """The manifests in the files and folders that a flag names, as plain data."""
    from kustompy.model.values import plain
    from kustompy.validation.check.inputs import files_below, subjects_of_file

    found: list[Manifest] = []
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"--{flag} {path}: no such file or directory", code="KST806")
        for file in files_below(path) if os.path.isdir(path) else [path]:
            subjects = subjects_of_file(file, reading)
            if file == path and subjects and subjects[0].findings:
                raise UsageError(f"--{flag} {path}: {subjects[0].findings[0].message}", code="KST806")
            found += [plain(each.value) for each in subjects if isinstance(each.value, dict)]
    return found


def _built(directories: Sequence[str], options: Options, line: Line, failures: list[Failure]) -> list[list[Subject]]:
    """The resources of each directory; a failure more for one that does not build."""
    if len(directories) == 1 and not line["executor"]:
        return [_built_alone(directories[0], options, failures)]
    from contextlib import closing

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
    # a place that is named twice is built once
    done = [found[each] for each in directories if each in found]
    failures += [(each.target, each.error) for each in done if each.error is not None]
    return [subjects_of(each, options) for each in done if each.error is None]


def subjects_of(outcome: Outcome, options: Options) -> list[Subject]:
    """The resources of a build that succeeded."""
    from kustompy.fleet.outcome import Result

    return _resources(Result(outcome, options).build, outcome.target)


def _built_alone(path: str, options: Options, failures: list[Failure]) -> list[Subject]:
    """The resources of a directory; none, and one failure more, if it does not build."""
    from kustompy.rendering.pipeline import build

    try:
        result = build(path, options)
        result.to_yaml()  # what cannot be printed fails to build
        return _resources(result, path)
    except KustompyError as error:
        failures.append((path, error))
        return []


def _resources(build: Build, directory: str) -> list[Subject]:
    """The resources of a build, each value to be found where it was written."""
    from kustompy.validation.check.documents import placed
    from kustompy.validation.check.subject import Subject

    def blamed_at(index: int, path: Path) -> Blamed:
        file, line, column, also, step = build.blamed_at(index, path)
        return _near(file), line, column, also and (also[0], _near(also[1]), also[2]), step

    locate = placed(blamed_at, build.expect)
    hide = build.without_secrets
    return [Subject(resource.written, directory, index, locate, hide=hide) for index, resource in enumerate(build)]


def _near(file: str) -> str:
    """The path from here, for a file that is not elsewhere."""
    relative = os.path.relpath(file) if file else ""
    return file if relative.startswith("..") else relative
