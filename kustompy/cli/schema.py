"""``kustompy schema``: the JSON schema of the kustomization file, for editors."""

from __future__ import annotations

from kustompy.cli.head import line_unless_help
from kustompy.cli.output import to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = """\
Print the JSON schema of the kustomization file. An editor checks and completes kustomizations with it:

  kustompy schema > kustomization.schema.json

and, as the first line of a kustomization.yaml:

  # yaml-language-server: $schema=kustomization.schema.json

Usage:
  kustompy schema [flags]

Flags:
"""


def main(arguments: Sequence[str]) -> int:
    """Print the schema."""
    line = line_unless_help("schema", arguments, (), USAGE)
    if line is None:
        return 0
    import json

    from kustompy.kustomization.json_schema import json_schema

    to_stdout(json.dumps(json_schema(), indent=2) + "\n")
    return 0
