"""What the flags of ``validate`` and the settings choose for a check: schemas, what is left out, policies and rules."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import FLAGS as BUILD_FLAGS
from kustompy.cli.build_flags import FORMATS, WATCH, limits_of
from kustompy.cli.flags import LIST, TEXT, Flag
from kustompy.cli.inputs import INPUT_FLAGS
from kustompy.cli.output import to_stderr
from kustompy.errors import UsageError
from kustompy.model.values import plain
from kustompy.upstream import NEWEST, OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.linting.settings import Settings
    from kustompy.model.values import Manifest, Value
    from kustompy.validation.check.check import ValidationOptions
    from kustompy.validation.check.inputs import Reading
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.sources.schemas import Schemas

OWN_FLAGS = (
    Flag("all-files", "check every file below a directory as it is, whatever settings leave out, and build nothing"),
    Flag("allow-rules", "run the Python rules that kustompy.toml names; they can do anything that you can"),
    Flag("cache", "folder to keep fetched schemas in", TEXT),
    Flag("crd", "a file or folder of CustomResourceDefinitions", LIST),
    Flag("disable", "codes of findings to leave out, separated by commas", LIST),
    Flag("exit-on-error", "stop at the first document with an error"),
    Flag(
        "format",
        "format of findings; kubeconform is the JSON of kubeconform",
        TEXT,
        choices=(*FORMATS, "kubeconform"),
        aliases=("error-format",),
    ),
    Flag(
        "fail-on",
        "end with 1 for errors alone, or for warnings as well",
        TEXT,
        default="error",
        choices=("error", "warning"),
    ),
    Flag("ignore-missing-schemas", "skip kinds without a schema"),
    Flag("ignore-placeholders", "accept texts with ${X}, $(X), {{ x }} or %X%, which are filled in later"),
    Flag("executor", "with several overlays: an executor that builds them, such as dask://HOST:PORT", TEXT),
    Flag("fail-fast", "with several overlays: stop at the first that does not build"),
    Flag("jobs", "number of processes that build overlays and read files of large folders", TEXT, short="n"),
    Flag(
        "kubernetes-version",
        f"version of Kubernetes, 1.{OLDEST} to 1.{NEWEST}, or several",
        TEXT,
        default=f"1.{NEWEST}",
    ),
    Flag("lenient", "take fields that the schema does not name"),
    Flag("placeholder", "a regular expression for further texts that are filled in later", LIST),
    Flag("policy", "a file or folder of ValidatingAdmissionPolicies", LIST),
    Flag("policy-set", "checks to add: baseline, restricted or best-practice", LIST),
    Flag("reject", "kinds that are an error, separated by commas", LIST),
    Flag("rules", "a Python file of rules of your own", LIST),
    Flag("schema-location", "a folder, file or URL template with more schemas, as for kubeconform", LIST),
    Flag("schema-report", "list on stderr the kinds that have no schema"),
    Flag("skip", "kinds to leave unchecked, separated by commas", LIST),
    Flag("summary", "print how many documents were checked"),
    Flag("verbose", "list also valid documents"),
    WATCH,
)
_OWN_NAMES = {"annotate", "output", "strict", "validate", *(flag.name for flag in OWN_FLAGS)}
FLAGS = (*OWN_FLAGS, *INPUT_FLAGS, *(flag for flag in BUILD_FLAGS if flag.name not in _OWN_NAMES))
_MAX_JOBS = 256


def chosen_for(line: Line, settings: Settings | None, version: str = "") -> tuple[Schemas, ValidationOptions]:
    """The schemas and the options of a check, by flags and settings, for a version or that of the line."""
    from kustompy.validation.check.check import ValidationOptions
    from kustompy.validation.check.documents import schemas_for
    from kustompy.validation.sources.schemas import DEFAULT

    # `build --validate` has some of these flags; the others are as if nobody had given them.
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
        # A code that does not exist would be switched off without any effect; other words may be names of a team's
        # rules.
        if code.startswith("KST") and code not in SWITCHES | CODES:
            raise UsageError(f"no code {code!r} can be switched off", code="KST806")


def checkers(given: dict[str, Value], settings: Settings | None) -> list[Checker]:
    """The checkers of all objects together: policies, rules in CEL, and rules in Python if they may run."""
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
    """The number of processes that a flag names, at least 1."""
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:5]) <= _MAX_JOBS:
        raise UsageError(f"{text!r} is not a number of jobs, 1 to {_MAX_JOBS}", code="KST806")
    return int(text)


def words(texts: Sequence[str]) -> list[str]:
    """The words of lists with commas, without blanks and empty ones."""
    return [each.strip() for text in texts for each in text.split(",") if each.strip()]


def default_cache() -> str:
    """The folder of fetched schemas; empty if the environment names no home."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")
    return os.path.join(home, "kustompy", "schemas") if os.path.isabs(home) else ""


def definitions(paths: Sequence[str], reading: Reading) -> list[Manifest]:
    """The CustomResourceDefinitions in files and folders."""
    from kustompy.validation.sources.custom import is_definition

    return [each for each in manifests_in("crd", paths, reading) if is_definition(each)]


def manifests_in(flag: str, paths: Sequence[str], reading: Reading) -> list[Manifest]:
    """The manifests in the files and folders that a flag names, as plain data."""
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
