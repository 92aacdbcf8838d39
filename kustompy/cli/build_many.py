"""``kustompy build TARGET… -o OUT/``: many overlays, each into a file or a folder of its own."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.fleet_engine import engine
from kustompy.cli.fleet_targets import directories_of
from kustompy.cli.telling import Telling
from kustompy.cli.writer import Writer
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.session.options import Options


_OF_ONE = ("strict", "validate")


def main(line: Line) -> int:
    """Build the targets: 0 all could be built and written, 1 one could not."""
    # Both print, and stop, for one target; their own commands report on many.
    for flag in _OF_ONE:
        if line[flag]:
            raise UsageError(
                f"--{flag} is for a build of one target", code="KST808",
                hint="`kustompy validate` and `kustompy lint` take many targets",
            )  # fmt: skip
    # kustomize's own message: several paths are a mistake unless each has a place to be written to.
    if not line["output"]:
        raise UsageError(
            "specify one path to kustomization.yaml", code="KST805", hint="several targets are built with -o OUT/"
        )
    return build_and_write(line, directories_of(line), build_options(line, os.environ))


def build_and_write(line: Line, targets: Sequence[str], options: Options) -> int:
    """Build the targets and write each below the directory that the line names: 0 all could be, 1 one could not."""
    writer = Writer(targets, line)
    if line.values.get("watch"):
        from kustompy.cli.watching import building

        return building(targets, options, line, writer)
    telling = Telling(len(targets), line)
    return telling.told(
        engine(targets, options, line, wants_records=writer.is_split, note=telling.note), writer, options
    )
