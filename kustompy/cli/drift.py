"""``kustompy drift``: whether a cluster still is what a target renders, and who changed it."""

from __future__ import annotations

import sys

from kustompy.cli.cluster import APPLY_SET, CLUSTER, OF_RENDERS, apply_set_of, kubectl_of, options_for, target_of
from kustompy.cli.diff import noise_for
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import OF_BUILDS
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.rendering.pipeline import build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.deploying.drift import Drift

FLAGS = (
    *CLUSTER,
    APPLY_SET,
    Flag("format", "output format", TEXT, default="text", choices=("text", "json")),
    *(flag for flag in OF_BUILDS if flag.name == "timeout"),
    *OF_RENDERS,
)
USAGE = """\
Compare the cluster with what an overlay renders: each field that a deploy would change, its value in the cluster and
who wrote it, and its value in the render. The server completes the render in a dry run, so defaults and admission are
no drift. Objects that were deployed with --prune and are no longer rendered are drift. No value of a Secret is shown.

Usage:
  kustompy drift TARGET [flags]

Flags:
"""
DIFFERENT = 1


def main(argv: Sequence[str]) -> int:
    """Compare: 0 nothing differs, 1 something does, 2 it cannot be told."""
    line = line_unless_help("drift", argv, FLAGS, USAGE)
    if line is None:
        return 0
    from kustompy.deploying.drift import drift_of
    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Written
    from kustompy.planning.ignored import ignoring_of

    target = target_of(line)
    options = options_for(line)
    built = build(target, options)
    ignoring = ignoring_of(target, options)
    noise = noise_for(line, target)
    failures = Failures(built.resources)
    chosen = apply_set_of(line, target, built.resources)
    # The rules of `diff` hold here, too: what somebody has called noise is no drift.
    found = drift_of(built.resources, kubectl_of(line), Written(line["field-manager"]), failures,
                     [*noise, *ignoring.rules], chosen)  # fmt: skip
    for text in (*ignoring.notes, *found.warnings):
        to_stderr(f"# Warning: {text}\n")
    to_stdout(_printed(found, line))
    return DIFFERENT if found.changes else 0


def _printed(found: Drift, line: Line) -> str:
    from kustompy.deploying import forms

    if line["format"] == "json":
        return forms.drift_json(found)
    from kustompy.cli.reporter import has_colours
    from kustompy.planning.forms.text import Paint

    return forms.drift_text(found, Paint(has_colours(sys.stdout)))
