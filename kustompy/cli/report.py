"""``kustompy report``: one HTML page of overlays: their resources, the writers of fields, and findings."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, OF_BUILDS, overlays_of, settings_here
from kustompy.cli.output import to_stdout, unwritten
from kustompy.upstream import NEWEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line

FLAGS = (
    *INPUT_FLAGS,
    Flag("kubernetes-version", "version of Kubernetes to check against", TEXT, default=f"1.{NEWEST}"),
    Flag("no-findings", "leave out findings of lint and validate"),
    Flag("output", "write the page to this file", TEXT, short="o"),
    *OF_BUILDS,
)
USAGE = """\
Write one HTML page of overlays: kinds, findings of lint and validate, the graph of bases and references, and all
resources with the writer of each field. The page loads nothing from elsewhere, works without scripts, and has no values
of Secrets.

Usage:
  kustompy report [TARGET]... [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Write the page of what the arguments name."""
    line = line_unless_help("report", argv, FLAGS, USAGE)
    if line is None:
        return 0
    text = _page(line)
    if not line["output"]:
        to_stdout(text)
        return 0
    from kustompy.results.output_files import write_file

    try:
        write_file(line["output"], text.encode("utf-8", "surrogatepass"))
    except (OSError, ValueError) as error:
        raise unwritten(line["output"], error) from None
    return 0


def _page(line: Line) -> str:
    from kustompy.planning.explaining import near
    from kustompy.planning.graph.sources import joined, resources, structure
    from kustompy.planning.page.pages import page_of_builds
    from kustompy.planning.page.resources import written
    from kustompy.planning.plan.findings import Checks, distinct, relative
    from kustompy.planning.sides import side_of_build

    settings = settings_here(line)
    targets = overlays_of(line, settings.chosen)
    options = build_options(line, os.environ)
    here = os.getcwd()
    sides = [(each, side_of_build(each, options)) for each in targets]
    pictures = [structure(targets, here), *(resources(side.resources, f"resources of {name}") for name, side in sides)]
    checks = Checks(options, settings, line["kubernetes-version"])
    findings = [] if line["no-findings"] else [each for name, side in sides for each in checks.found(name, side)]
    found = [each for _, side in sides for each in written(side, near(here))]
    return page_of_builds(targets, joined(pictures), found, relative(distinct(findings), here))
