"""``kustompy deps``: the files, directories and URLs that builds of targets depend on."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import ENGINE_FLAGS, build_options
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.fleet_targets import directories_of
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, OF_BUILDS
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.fleet.recorded import Recorded

FLAGS = (
    Flag("all", "list also files that were only met, and paths that were looked for and do not exist"),
    Flag("argocd", "write the dependencies of Applications into their annotation manifest-generate-paths"),
    Flag("check", "with --argocd: write nothing, and fail if an annotation is not right"),
    Flag("format", "output format", TEXT, default="text", choices=("text", "json", "make", "dot")),
    Flag("output", "with --format make: the directory of the files that rules are for", TEXT, short="o"),
    *ENGINE_FLAGS,
    *INPUT_FLAGS,
    *OF_BUILDS,
)
USAGE = """\
List what builds of targets depend on, as recorded while they run: every file that is read, every directory that another
program reads, every URL; with --all and in JSON also every path that was looked for and does not exist. A directory
without a kustomization stands for the overlays below it.

With --argocd the arguments are files with Applications of Argo CD, or directories of such files. Sources of the
Applications are paths in the repository of the file.

Usage:
  kustompy deps [TARGET]... [flags]
  kustompy deps --argocd [FILE|DIR]... [--check] [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Print the dependencies: 0 all targets build, 1 one does not; of that one, what it read until it failed."""
    from kustompy.cli.fleet_engine import recorded_in_order

    line = line_unless_help("deps", argv, FLAGS, USAGE)
    if line is None:
        return 0
    if line["argocd"]:
        from kustompy.cli.deps_argocd import main as argocd

        return argocd(line)
    # A pipeline that forgets --argocd would pass whatever the annotations are.
    if line["check"]:
        raise UsageError("--check has no effect without --argocd", code="KST808", hint="add --argocd, or leave it out")
    targets = directories_of(line)
    options = build_options(line, os.environ)
    found = recorded_in_order(targets, options, line)
    to_stdout(_listed(found, line))
    failed = [each.error for each in found if each.error is not None]
    if failed:
        from kustompy.cli.reporter import error_text

        for error in failed:
            to_stderr(error_text(error, ()))
    return 1 if failed else 0


def _listed(found: list[Recorded], line: Line) -> str:
    from kustompy.fleet import listing

    start = os.path.realpath(os.curdir)
    if line["format"] == "json":
        return listing.as_json(found, start)
    if line["format"] == "make":
        return listing.as_make(found, start, line["output"])
    if line["format"] == "dot":
        return listing.as_dot(found, start)
    return listing.as_text(found, start, whole=line["all"])
