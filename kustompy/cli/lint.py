"""``kustompy lint``: find what kustomize passes over in silence."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import FORMATS, build_options, settings_of
from kustompy.cli.flags import LIST, TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, OF_BUILDS, STDIN, nothing, paths_of, piped, targets_for
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import UsageError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.reporting.closing import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.session.options import Options

LINT_FLAGS = (
    Flag("disable", "codes of findings to leave out, separated by commas", LIST),
    Flag("executor", "with several overlays: an executor that lints them, such as dask://HOST:PORT", TEXT),
    Flag("fail-fast", "with several overlays: stop at the first that does not build"),
    Flag("fix", "mend findings with one right answer, and show the changes of files and of builds"),
    Flag("explain", "explain a code, and how to mend what it is about", TEXT),
    Flag("format", "format of findings", TEXT, choices=FORMATS, aliases=("error-format",)),
    Flag("jobs", "with several overlays: number of processes, else as many as are useful", TEXT),
)
FLAGS = (*LINT_FLAGS, *INPUT_FLAGS, *OF_BUILDS)
USAGE = """\
Find likely mistakes in kustomizations, and in what they build: patches without a target, images that no container uses,
files that nothing refers to, and more. Settings in kustompy.toml or in [tool.kustompy] of pyproject.toml silence a
code, and so does a comment on its line: # kustompy: ignore[KST950]

Usage:
  kustompy lint [DIR|FILE|-]... [flags]

Flags:
"""
FOUND = 1


def main(argv: Sequence[str]) -> int:
    """Lint what the arguments name: 0 no finding, 1 some, 2 nothing to lint or a wrong command line."""
    line = line_unless_help("lint", argv, FLAGS, USAGE)
    if line is None:
        return 0
    if line["explain"]:
        return _explain(line["explain"])
    from kustompy.cli.reporter import format_of, printed, seen_from
    from kustompy.cli.settled import Settled
    from kustompy.cli.verdict import not_tried
    from kustompy.linting.run import lint, lint_text
    from kustompy.reporting.report import report_of_findings

    form = format_of(line)
    paths = paths_of(line)
    disable = [each.strip() for text in line["disable"] for each in text.split(",")]
    settings = settings_of(line, paths[0], disable)
    targets = targets_for(paths, line, settings.chosen)
    options = build_options(line, os.environ)
    texts = _texts(paths, options)
    if not targets.directories and not any(map(bytes.strip, texts.values())) and not line["allow-empty"]:
        raise nothing(paths, targets)
    # Before the findings are made, which then are those that no fix has an answer for.
    if line["fix"]:
        _fix(targets.directories, options, settings, is_text=form == "text")
    left_out: list[Diagnostic] = []
    untried = 0
    if len(targets.directories) > 1 or line["executor"]:
        from kustompy.cli.lint_many import linted

        found, untried = linted(targets.directories, options, settings, line, left_out)
    else:
        found = lint(targets.directories, options, settings, left_out=left_out)
    for name, text in texts.items():
        found += lint_text(text, options, settings, name, left_out)
    settled = Settled(settings)
    settled.warn()
    settled.note(left_out)
    found = settled.without(found)
    closing = _closing(found, len(targets.directories) - untried, list(texts))
    closing += not_tried(untried) + settled.said()
    report = report_of_findings(
        found, seen_from(form), (*targets.directories, *texts), closing, options.limits.findings
    )
    to_stdout(printed(report, form, sys.stdout))
    return FOUND if found else 0


def _fix(directories: Sequence[str], options: Options, settings: Settings, *, is_text: bool) -> None:
    """Mend the files, and print the changes: before the findings, or on stderr if a program reads those."""
    from kustompy.api.mending import diff_of, mended, written

    change = mended(directories, options, settings)
    written(change)
    said = diff_of(change) + "".join(f"{each}\n" for each in change.renders)
    (to_stdout if is_text else to_stderr)(said)


def _closing(found: Sequence[Diagnostic], overlays: int, texts: list[str]) -> str:
    """The last line, which counts what was checked: ``2 overlays have no findings``."""
    from kustompy.reporting.report import found_words

    files = [each for each in texts if each != "stdin"]
    parts = [counted(overlays, "overlay")] if overlays else []
    parts += [counted(len(files), "file")] if files else []
    parts += ["stdin"] if len(files) < len(texts) else []
    checked = " and ".join(parts) or "nothing"
    if found:
        return f"found {found_words(found)} in {checked}"
    # One overlay "has", two "have", and so have an overlay and stdin.
    single = len(parts) == 1 and overlays + len(texts) == 1
    return f"{checked} {'has' if single else 'have'} no findings"


def _texts(paths: Sequence[str], options: Options) -> dict[str, bytes]:
    """The rendered manifests among the arguments, by name: files, and stdin."""
    from kustompy.validation.check.inputs import Reading

    reading = Reading(options.limits, root=options.root, trust=options.trust)
    named = [each for each in paths if os.path.isfile(each) and os.path.basename(each) not in FILE_NAMES]
    found = {each: reading.content(each) for each in named}
    return {**found, "stdin": piped(options.limits.file_size)} if STDIN in paths else found


def _explain(code: str) -> int:
    from kustompy.messages.codes import codes, explanation
    from kustompy.messages.suggestions import did_you_mean

    page = explanation(code.upper())
    if not page:
        raise UsageError(f"unknown code {code!r}", code="KST806", hint=did_you_mean(code.upper(), codes()))
    to_stdout(page)
    return 0
