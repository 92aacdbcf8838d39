"""``kustompy lint``: what kustomize lets pass in silence."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import FLAGS as BUILD_FLAGS
from kustompy.cli.build_flags import build_options
from kustompy.cli.flags import HELP, LIST, TEXT, Flag, flags_help, parse
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LINT_FLAGS = (
    Flag("disable", "codes of findings that are not wanted, separated by commas", LIST),
    Flag("explain", "say what a code means, and how to mend it", TEXT),
)
FLAGS = (*LINT_FLAGS, *(flag for flag in BUILD_FLAGS if flag.name not in ("output", "strict")))
USAGE = """\
Say what is odd in kustomizations, and in what they amount to: patches without a target, images that nobody uses,
files that nothing refers to, and more. Codes are silenced in kustompy.toml, in [tool.kustompy] of pyproject.toml,
or by a comment on the line: # kustompy: ignore[KST950]

Usage:
  kustompy lint [DIR]... [flags]

Flags:
"""
FOUND, USAGE_ERROR = 1, 2


def main(argv: Sequence[str]) -> int:
    """Lint what the arguments name: 0 nothing was found, 1 something was, 2 the command line makes no sense."""
    try:
        line = parse(argv, FLAGS)
        if line["help"]:
            to_stdout(USAGE + flags_help((*FLAGS, HELP)))
            return 0
        if line["explain"]:
            return _explain(line["explain"])
        from kustompy.cli.diagnostics import error_format, has_colours, rendered
        from kustompy.linting import lint, settings_for

        form = error_format(line["error-format"], os.environ, sys.stdout) or "text"
        directories = line.positional or ["."]
        disable = [each.strip() for text in line["disable"] for each in text.split(",")]
        settings = settings_for(directories[0], disable)
        found = lint(directories, build_options(line, os.environ), settings)
    except UsageError as error:
        to_stderr(f"Error: {error}\n")
        return USAGE_ERROR
    coloured = form == "text" and has_colours(os.environ, sys.stdout)
    to_stdout(rendered(found, form, os.getcwd(), coloured))
    return FOUND if found else 0


def _explain(code: str) -> int:
    from kustompy.messages.codes import codes, explanation

    page = explanation(code.upper())
    if not page:
        from kustompy.messages.suggestions import did_you_mean

        raise UsageError(
            f"there is no code {code!r}; {did_you_mean(code.upper(), codes())}".rstrip("; "), code="KST806"
        )
    to_stdout(page)
    return 0
