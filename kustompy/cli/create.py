"""``kustompy create``: a new kustomization in the working directory."""

from __future__ import annotations

import os

from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (
    Flag("annotations", "annotations to add, as KEY:VALUE,...", TEXT),
    Flag("autodetect", "take what resources the directory holds"),
    Flag("labels", "labels to add, as KEY:VALUE,...", TEXT),
    Flag("nameprefix", "the namePrefix", TEXT),
    Flag("namespace", "the namespace", TEXT),
    Flag("namesuffix", "the nameSuffix", TEXT),
    Flag("recursive", "with --autodetect: look into folders, too"),
    Flag("resources", "files or directories, as PATTERN,...", TEXT),
)
USAGE = """\
Create a new kustomization in the current directory

Usage:
  kustompy create [flags]

Aliases:
  create, init (without a directory)

Flags:
"""


def main(arguments: Sequence[str]) -> int:
    """Write the kustomization that the flags describe."""
    line = line_unless_help("create", arguments, FLAGS, USAGE, is_kustomize=True)
    if line is None:
        return 0
    from kustompy.editing.create import create

    create(
        os.getcwd(),
        resources=_parts(line["resources"]),
        namespace=line["namespace"],
        name_prefix=line["nameprefix"],
        name_suffix=line["namesuffix"],
        labels=_parts(line["labels"]),
        annotations=_parts(line["annotations"]),
        autodetect=line["autodetect"],
        recursive=line["recursive"],
        environment=os.environ,
    )
    return 0


def _parts(text: str) -> list[str]:
    # Whatever is between commas, an empty name too, as kustomize splits it.
    return text.split(",") if text else []
