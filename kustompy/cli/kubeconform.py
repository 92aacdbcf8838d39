"""``kustompy kubeconform``: kubeconform's and kubeval's flags and output, so that a pipeline changes one word.

Flags stand before or behind the files, with one dash or two. What only kustompy checks is switched off.
"""

from __future__ import annotations

import os
import time

from kustompy._version import __version__
from kustompy.cli.inputs import is_piped, piped
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import KustompyError, UsageError
from kustompy.golang.text import FALSE, TRUE
from kustompy.limits import DEFAULT_LIMITS
from kustompy.validation.schema.finding import UNUSABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value
    from kustompy.validation.check.subject import Subject

SWITCH, TEXT, LIST = "", "string", "list"
FLAGS = {
    "cache": (TEXT, "folder to keep fetched schemas in"),
    "debug": (SWITCH, "changes nothing"),
    "exit-on-error": (SWITCH, "stop at the first error"),
    "h": (SWITCH, "show this help"),
    "ignore-filename-pattern": (LIST, "regular expression of paths to ignore"),
    "ignore-missing-schemas": (SWITCH, "skip kinds without a schema instead of failing"),
    "insecure-skip-tls-verify": (SWITCH, "not supported: certificates are always checked"),
    "kubernetes-version": (TEXT, "version of Kubernetes to check against, like 1.31.0 or master"),
    "n": (TEXT, "how many processes read the files, where there are many"),
    "output": (TEXT, "json, junit, pretty, tap or text"),
    "reject": (LIST, "comma-separated kinds or apiVersion/kinds that are errors"),
    "schema-location": (LIST, "folder, file or URL template of schemas; 'default' stands for those in the box"),
    "skip": (LIST, "comma-separated kinds or apiVersion/kinds to ignore"),
    "strict": (SWITCH, "refuse fields that the schema does not have, and keys that are there twice"),
    "summary": (SWITCH, "print a summary at the end"),
    "v": (SWITCH, "show the version"),
    "verbose": (SWITCH, "print results for all documents"),
}
# Names that kubeval has for them, kubeconform's predecessor.
ALIASES = {
    "help": "h",
    "version": "v",
    "o": "output",
    "skip-kinds": "skip",
    "reject-kinds": "reject",
    "additional-schema-locations": "schema-location",
    "directories": "d",
    "filename": "f",
    "ignored-path-patterns": "ignore-filename-pattern",
    "ignored-filename-patterns": "ignore-filename-pattern",
    "i": "ignore-filename-pattern",
}
# Flags of kubeval without a meaning here: there are no colours to force, and quiet is the rule.
IGNORED = frozenset(("force-color", "quiet", "no-color"))
FILES = frozenset(("d", "f"))
_OUTPUTS = ("json", "junit", "pretty", "tap", "text")
INVALID = 1


def main(argv: Sequence[str]) -> int:
    """Check files as kubeconform does: 0 all is valid, 1 something is not, or the command line is wrong."""
    try:
        values, paths = parsed(argv)
        if values["h"]:
            to_stdout(_usage())
            return 0
        if values["v"]:
            to_stdout(f"{__version__}\n")
            return 0
        return _run(values, paths)
    # kubeconform fails in two ways: before it reads files, in one line; for a wrong flag with its usage.
    except UsageError as error:
        is_of_schemas = error.fault == UNUSABLE
        to_stderr(f"failed initialising validator: {error}\n" if is_of_schemas else f"{error}\n{_usage()}")
        return INVALID


def parsed(argv: Sequence[str]) -> tuple[dict[str, Value], list[str]]:
    """The values of the flags by name, and the files."""
    values: dict[str, Value] = {name: {SWITCH: False, TEXT: "", LIST: []}[kind] for name, (kind, _) in FLAGS.items()}
    paths: list[str] = []
    waiting = list(argv)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return values, paths + waiting
        if not word.startswith("-") or word == "-":
            paths.append(word)
            continue
        # Go's `flag` takes one dash or two, for one letter or many.
        written, equals, value = word.lstrip("-").partition("=")
        name = ALIASES.get(written, written)
        if name in IGNORED:
            continue
        kind = LIST if name in FILES else FLAGS[name][0] if name in FLAGS else None
        if kind is None:
            raise UsageError(f"flag provided but not defined: -{written}", code="KST822")
        if kind is SWITCH:
            # `flag` never takes the next word for a boolean: `-strict false` is a file called false.
            values[name] = _switched(written, value) if equals else True
            continue
        if not equals:
            if not waiting:
                raise UsageError(f"flag needs an argument: -{written}", code="KST822")
            value = waiting.pop(0)
        if name in FILES:
            paths += value.split(",")
        elif kind is LIST:
            values[name].append(value)
        else:
            values[name] = value
    return values, paths


def _switched(name: str, value: str) -> bool:
    if value not in TRUE and value not in FALSE:
        raise UsageError(f'invalid boolean value "{value}" for -{name}', code="KST822")
    return value in TRUE


def _usage() -> str:
    rows = [f"  -{name}{f' {kind}' if kind else ''}\n    \t{text}\n" for name, (kind, text) in FLAGS.items()]
    return f"Usage: kustompy kubeconform [OPTION]... [FILE OR FOLDER]...\n{''.join(rows)}"


def _run(values: dict[str, Value], paths: list[str]) -> int:
    from kustompy.cli.conform import cases_in_its_words
    from kustompy.cli.validate_choices import jobs_of
    from kustompy.reporting.pretty import rendered_plain
    from kustompy.reporting.report import Report, rendered
    from kustompy.validation.check.documents import checked, define

    output = values["output"] or "text"
    if output not in _OUTPUTS:
        raise UsageError(f"-output is {output!r}, not one of {', '.join(_OUTPUTS)}", code="KST822")
    if not paths and not _reads_stdin(paths):
        to_stderr("failing to read data from stdin\n")
        return INVALID
    start = time.monotonic()
    files, subjects = _subjects(paths, values["ignore-filename-pattern"], jobs_of(values["n"] or "1"))
    schemas, choice = _chosen(values)
    define(subjects, schemas)
    done = checked(subjects, schemas, choice, _is_wrong if values["exit-on-error"] else None)
    report = Report(
        [],
        cases=cases_in_its_words(done, [] if values["exit-on-error"] else files),
        subjects=done,
        summary=values["summary"],
        verbose=values["verbose"],
        stdin=_reads_stdin(paths),
        tool="kubeconform",
        seconds=time.monotonic() - start,
    )
    if output == "text":
        to_stdout(rendered_plain(report))
    else:
        to_stdout(rendered(report, "kubeconform" if output == "json" else output))
    return 0 if report.is_valid else INVALID


def _chosen(values: dict[str, Value]) -> tuple[Value, Value]:
    from kustompy.cli.validate_choices import words
    from kustompy.validation.check.check import ValidationOptions
    from kustompy.validation.check.documents import schemas_for
    from kustompy.validation.rules import DUPLICATE_KEY, SWITCHES
    from kustompy.validation.sources.schemas import DEFAULT

    cache = values["cache"]
    if cache and not os.path.isdir(cache):
        reason = "is not a directory" if os.path.exists(cache) else "no such file or directory"
        raise UsageError(f"failed opening cache folder {cache}: {reason}", code="KST821", fault=UNUSABLE)
    # What kubeconform finds and nothing else: a pipeline that changes one word must not fail for another reason.
    kept = {"KST901", "KST902"} | ({DUPLICATE_KEY} if values["strict"] else set())
    disable = SWITCHES - kept
    schemas = schemas_for(
        values["kubernetes-version"] or "master",
        strict=values["strict"],
        locations=values["schema-location"] or [DEFAULT],
        disable=disable,
        cache=cache,
        knows_custom_kinds=False,
    )
    choice = ValidationOptions(
        disable=disable,
        skip=words(values["skip"]),
        reject=words(values["reject"]),
        ignore_missing_schemas=values["ignore-missing-schemas"],
    )
    return schemas, choice


def _is_wrong(subject: Subject) -> bool:
    return any(each.severity == "error" for each in subject.findings)


def _reads_stdin(paths: list[str]) -> bool:
    return paths == ["-"] or (not paths and is_piped())


def _subjects(paths: list[str], patterns: list[str], jobs: int) -> tuple[list[str], list[Subject]]:
    """The files and the documents in them; those of stdin if no file is named."""
    from kustompy.golang import regexp
    from kustompy.validation.check.inputs import files_below, subjects_of_text
    from kustompy.validation.check.parallel import subjects_of_files

    try:
        ignored = [regexp.compile(each).search for each in patterns]
    except KustompyError as error:
        raise UsageError(f"-ignore-filename-pattern: {error}", code="KST822") from None
    if _reads_stdin(paths):
        return ["stdin"], subjects_of_text(piped(DEFAULT_LIMITS.file_size), "stdin")
    files: list[str] = []
    for path in paths:
        if any(each(path) for each in ignored):
            continue
        below = files_below(path, lambda file: any(each(file) for each in ignored)) if os.path.isdir(path) else [path]
        files += below
    return files, subjects_of_files(files, jobs)
