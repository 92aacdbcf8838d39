"""``kustompy localize``: copy a kustomization and everything that it refers to into one directory."""

from __future__ import annotations

import os

from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.log import log
from kustompy.cli.output import to_stderr
from kustompy.errors import KustompyError, UsageError
from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (
    Flag("no-verify", "do not build target and copy to compare them"),
    Flag("scope", "the directory that references may not leave; the target by default", TEXT),
)
USAGE = """\
[Alpha] Creates localized copy of target kustomization root at destination.

Usage:
  kustompy localize [target [destination]] [flags]

Flags:
"""
_MOST = 2


def main(arguments: Sequence[str]) -> int:
    """Copy the target that the arguments name."""
    line = line_unless_help("localize", arguments, FLAGS, USAGE, is_kustomize=True)
    if line is None:
        return 0
    words = line.positional
    if len(words) > _MOST:
        raise UsageError(f"accepts at most 2 arg(s), received {len(words)}", code="KST834")
    from kustompy.editing.localizing.localize import localize

    target = words[0] if words else "."
    try:
        done = localize(
            target,
            words[1] if len(words) > 1 else "",
            scope=line["scope"],
            verify=not line["no-verify"],
            options=Options(environment=os.environ),
            directory=os.getcwd(),
        )
    # kustomize logs while it copies, so that warnings stand before the error.
    except KustompyError as error:
        for warning in error.warnings:
            to_stderr(f"{warning}\n")
        raise
    for warning in done.warnings:
        to_stderr(f"{warning}\n")
    said = [f'SUCCESS: localized "{target}" to directory {done.directory}']
    if not line["no-verify"]:
        said.insert(
            0,
            f"VERIFICATION SUCCESS: `kustomize build` for {target} and {done.directory} "
            "are the same after localization.",
        )
    log(said)
    return 0
