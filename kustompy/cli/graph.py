"""``kustompy graph``: a drawing of bases, overlays and components, and of resources with their references."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, OF_BUILDS, overlays_of, settings_here
from kustompy.cli.output import to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.planning.graph.picture import Picture
    from kustompy.session.options import Options

FLAGS = (
    *INPUT_FLAGS,
    Flag("format", "output format", TEXT, default="text", choices=("text", "mermaid", "dot", "svg")),
    Flag("of", "what to draw (default: both for one target, kustomizations for several)", TEXT,
         choices=("kustomizations", "resources", "both")),
    Flag("unfolded", "draw each node of a large group, even if they are alike"),
    *OF_BUILDS,
)  # fmt: skip
USAGE = """\
Draw what overlays are made of: bases and components, and inside an overlay the resources with their references. One
target is drawn with its resources, several without.

Usage:
  kustompy graph [TARGET]... [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Draw what the arguments name."""
    line = line_unless_help("graph", argv, FLAGS, USAGE)
    if line is None:
        return 0
    targets = overlays_of(line, settings_here(line).chosen)
    # The resources of many overlays would make a picture that nobody can read.
    drawn = line["of"] or ("both" if len(targets) == 1 else "kustomizations")
    to_stdout(_written(_picture(targets, drawn, build_options(line, os.environ)), line["format"],
                       is_folded=not line["unfolded"]))  # fmt: skip
    return 0


def _picture(targets: Sequence[str], drawn: str, options: Options) -> Picture:
    from kustompy.planning.graph.sources import joined, resources, structure
    from kustompy.rendering.pipeline import build

    pictures = [structure(targets, os.getcwd())] if drawn != "resources" else []
    if drawn != "kustomizations":
        pictures += [resources(build(each, options).resources, f"resources of {each}") for each in targets]
    return joined(pictures)


def _written(picture: Picture, form: str, *, is_folded: bool) -> str:
    from kustompy.planning.graph.picture import folded

    shown = folded(picture) if is_folded else picture
    if form == "svg":
        from kustompy.planning.graph.svg import svg

        return svg(shown)
    from kustompy.planning.graph import written

    return {"text": written.text, "mermaid": written.mermaid, "dot": written.dot}[form](shown)
