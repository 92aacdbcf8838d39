"""``kustompy build``: render a kustomization to stdout, a file, or a file for each resource."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import FLAGS as OF_ONE
from kustompy.cli.build_flags import (
    FLEET_FLAGS,
    KUSTOMIZE,
    OF_VALIDATION,
    WATCH,
    asked_format,
    build_options,
    settings_of,
)
from kustompy.cli.flags import HELP, STACK_TRACE, parse
from kustompy.cli.output import to_stderr, to_stdout, write_output, write_text
from kustompy.errors import BARE_DIRECTORY, KustomizationError, KustompyError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.results.result import Build
    from kustompy.session.options import Options, Purpose

FLAGS = (*OF_ONE, *FLEET_FLAGS, WATCH)
_NAMED = 5
USAGE = """\
Build a set of KRM resources using a 'kustomization.yaml' file.
The DIR argument must be a path to a directory containing 'kustomization.yaml', or a git repository URL
with a path suffix specifying same with respect to the repository root. If DIR is omitted, '.' is assumed.

With -o OUT/, DIR can be several directories, patterns, or a directory above overlays: each overlay is written to a file
below OUT/. With --watch, an overlay is built again when something changes that it depends on.

Usage:
  kustompy build DIR [flags]
  kustompy build DIR... -o OUT/ [flags]

Flags:
"""


def main(arguments: Sequence[str]) -> int:
    """Render the kustomization that the arguments name."""
    line = parse(arguments, FLAGS)
    if line["help"]:
        from kustompy.cli.help_pages import page

        to_stdout(page("build", USAGE, (*FLAGS, HELP, STACK_TRACE)))
        return 0
    for text in line.deprecations:
        to_stderr(f"{text}\n")
    if len(line.positional) > 1 or (line["output"] and _is_for_many(line.positional)):
        from kustompy.cli.build_many import main as build_many

        return build_many(line)
    # A flag that is taken and does nothing hides a mistake: one build has no jobs, and is never taken from a cache.
    for flag in line.given:
        if flag in FLEET_FLAGS:
            raise UsageError(
                f"--{flag.name} has no effect on one target", code="KST808", hint="name several, and -o OUT/"
            )
    if not line["validate"]:
        _refuse_idle(line)
    options = build_options(line, os.environ)
    if line["watch"]:
        from kustompy.cli.watching import building_one

        return building_one(line.place, options, line)
    from kustompy.rendering.pipeline import build

    purpose = _purpose(line)
    try:
        result = build(line.place, options, purpose=purpose)
    except KustompyError as error:
        # kustomize prints warnings as they come up, so they stand before the error of the same build.
        _say(error.warnings)
        if purpose.diagnoses and error.fault == BARE_DIRECTORY:
            _name_those_below(error, line.place)
        raise
    _say(result.warnings)
    text = ""
    if line["validate"]:
        from kustompy.cli.validate_build import check_build

        # Printed first: what cannot be printed is a failed build, and not an invalid one.
        text = result.to_yaml()
        if not check_build(result, line, line.place):
            return 1
    if line["strict"]:
        _refuse_findings(line, options)
    if line["annotate"]:
        _write_annotated(result, line["output"])
    else:
        write_output(result, line["output"], text)
    return 0


def _is_for_many(targets: Sequence[str]) -> bool:
    """Whether the only target stands for several: a pattern, or a directory without a kustomization of its own."""
    target = targets[0] if targets else "."
    # A URL may have a ? in it, and a directory may be called so: a pattern is what no path has.
    if not os.path.isdir(target):
        return any(each in target for each in "*?[") and not os.path.lexists(target)
    from kustompy.kustomization.file import FILE_NAMES

    return not any(os.path.lexists(os.path.join(target, each)) for each in FILE_NAMES)


def _write_annotated(result: Build, output: str) -> None:
    """Write the build with a comment behind each line: the file and line that wrote its value."""
    from kustompy.planning.explaining import annotated, near

    text = annotated(result, near(os.getcwd()))
    # Comments are made for the whole text; files of single resources are written as they are printed.
    if os.path.isdir(output):
        raise UsageError(
            "--annotate does not write a file for each resource", code="KST808", hint="name a file, or leave -o out"
        )
    write_text(text, output)


def _refuse_idle(line: Line) -> None:
    """Refuse flags that only `--validate` looks at."""
    for flag in line.given:
        if flag.name in OF_VALIDATION:
            raise UsageError(
                f"--{flag.name} has no effect without --validate", code="KST808", hint="add --validate, or leave it out"
            )


def _purpose(line: Line) -> Purpose:
    """To print, and to explain a failure unless `--format kustomize` asks for its message alone."""
    from kustompy.session.options import PRINT

    return PRINT._replace(diagnoses=asked_format(line) != KUSTOMIZE)


def _name_those_below(error: KustompyError, directory: str) -> None:
    """Add to the error the kustomizations below a directory that has none itself."""
    from kustompy.targets.overlays import NOTHING_CHOSEN, find_targets, is_kustomization

    if not os.path.isdir(directory) or is_kustomization(directory):
        return
    below = find_targets([directory], NOTHING_CHOSEN).directories
    if below:
        more = f" and {len(below) - _NAMED} more" if len(below) > _NAMED else ""
        error.noted(hint=f"build one of those below: {', '.join(f'`{each}`' for each in below[:_NAMED])}{more}")


def _refuse_findings(line: Line, options: Options) -> None:
    """Fail if lint finds anything."""
    from kustompy.cli.settled import Settled
    from kustompy.linting.run import lint
    from kustompy.reporting.closing import counted

    directory = line.place
    settings = settings_of(line, directory)
    left_out: list[Diagnostic] = []
    found = lint([directory], options, settings, left_out=left_out)
    if not found:
        settled = Settled(settings)
        settled.note(left_out)
        if settled.said():
            to_stderr(f"# Warning: no findings{settled.said()}\n")
        return
    error = KustomizationError(f"{counted(len(found), 'finding')} in a strict build", code="KST208")
    # The failure comes first, so that the first line says why nothing was printed.
    error.diagnostics = [*error.diagnostics, *found]
    raise error


def _say(warnings: Sequence[str]) -> None:
    for warning in warnings:
        to_stderr(f"{warning}\n")
