"""Reports of commands: their format and colours, where paths begin, and annotations for GitHub's runner."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import FORMAT_VARIABLES, FORMATS, KUSTOMIZE
from kustompy.cli.harmless import Commands, harmless
from kustompy.errors import UsageError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.model.secrets import masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from kustompy.cli.flags import Line
    from kustompy.errors import KustompyError
    from kustompy.reporting.report import Report

_DIGITS = 10
# The top of the checkout on GitHub and GitLab, from which they take paths whatever the directory of a job is.
_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def format_of(line: Line, more: Sequence[str] = ()) -> str:
    """The format that the flag or the environment chooses, else text."""
    return str(line["format"]) or _of_environment((*FORMATS, *more))


def _of_environment(legal: Sequence[str]) -> str:
    for variable in FORMAT_VARIABLES:
        form = os.environ.get(variable, "")
        if form in legal:
            return form
        # One variable serves all commands: `kubeconform` is a format of validate, and no mistake elsewhere.
        if form and form not in (*FORMATS, KUSTOMIZE, "kubeconform"):
            raise UsageError(
                f"illegal value {form} of {variable}; legal values: [{' '.join(legal)}]", code="KST806",
                hint=f"set {FORMAT_VARIABLES[0]} to one of them, or leave it out",
            )  # fmt: skip
    return "text"


def has_colours(stream: TextIO | None) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise."""
    environment = os.environ
    if stream is None or environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (stream.isatty() and environment.get("TERM") != "dumb")


def seen_from(form: str) -> str:
    """The directory that paths begin at: for code hosts the root of the checkout, for people the working directory."""
    here = os.getcwd()
    if form in ("github", "gitlab", "sarif", "junit"):
        for variable in _CHECKOUTS:
            root = os.environ.get(variable, "")
            if root and (here == root or here.startswith(root.rstrip(os.sep) + os.sep)):
                return root
    return here


def printed(report: Report, form: str, stream: TextIO | None) -> str:
    """The report as text for a stream; on GitHub's runner followed by its annotations."""
    from kustompy.reporting.report import rendered

    if form != "text":
        return Commands(rendered(report, form)) if form == "github" else rendered(report, form)
    report.coloured = has_colours(stream)
    text = rendered(report, form)
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    from kustompy.reporting.report import report_of_findings

    # The text has paths for people; annotations have them from the top of the checkout, so entries are made again.
    said = [each.source.replace(message=each.message) for each in report.entries]
    annotations = rendered(report_of_findings(said, seen_from("github")), "github")
    return Commands(harmless(text, coloured=report.coloured) + annotations)


def error_text(error: KustompyError, arguments: Sequence[str]) -> str:
    """The text of a failure for stderr, in the format that the arguments or the environment ask for."""
    try:
        form = _asked_for(arguments) or _of_environment((*FORMATS, KUSTOMIZE))
    except UsageError as wrong:
        error, form = wrong, "text"
    # kustomize's own line: no code, no place, no remedy.
    if form not in FORMATS:
        return f"Error: {masked(str(error))}\n"
    from kustompy.reporting.report import report_of_error

    return printed(report_of_error(error, seen_from(form), _most(arguments)), form, sys.stderr)


def _most(arguments: Sequence[str]) -> int:
    """How many mistakes are printed, by ``--max-findings``."""
    text = _value_of(("--max-findings",), arguments)
    return int(text) if text.isdigit() and text.isascii() and len(text) < _DIGITS else DEFAULT_LIMITS.findings


def _asked_for(arguments: Sequence[str]) -> str:
    """The value of ``--format``, wherever it stands: the error may be that other flags cannot be read."""
    value = _value_of(("--format", "--error-format"), arguments)
    return value if not value or value in FORMATS or value == KUSTOMIZE else "text"


def _value_of(names: Sequence[str], arguments: Sequence[str]) -> str:
    for index, argument in enumerate(arguments):
        flag, equals, value = argument.partition("=")
        if flag in names:
            return value if equals else "".join(arguments[index + 1 : index + 2])
    return ""
