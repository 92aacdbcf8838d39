"""``kustompy targets``: the overlays and manifests that lint and validate check."""

from __future__ import annotations

from kustompy.cli.build_flags import CONFIG_FLAGS
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.harmless import in_one_line
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, nothing, settings_here, targets_for
from kustompy.cli.output import to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.targets.overlays import Targets

FLAGS = (
    *CONFIG_FLAGS,
    *INPUT_FLAGS,
    Flag("format", "output format", TEXT, default="text", choices=("text", "json")),
    Flag("verbose", "list also what is left out"),
)
USAGE = """\
List what lint and validate check below a directory: kustomizations that no other one refers to, and manifests that
belong to no kustomization. `targets` and `exclude` in kustompy.toml, or in [tool.kustompy] of pyproject.toml, choose
others.

Usage:
  kustompy targets [DIR]... [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """List the targets: 0 there are some, 2 there are none or the command line is wrong."""
    line = line_unless_help("targets", argv, FLAGS, USAGE)
    if line is None:
        return 0
    paths = line.positional or ["."]
    targets = targets_for(paths, line, settings_here(line).chosen)
    if not targets.directories and not targets.files and not line["allow-empty"]:
        raise nothing(paths, targets)
    to_stdout(_json(targets) if line["format"] == "json" else _text(targets, verbose=line["verbose"]))
    return 0


def _text(targets: Targets, *, verbose: bool) -> str:
    left_out = [f"# left out: {each}" for each in targets.left_out] if verbose else []
    return "".join(f"{in_one_line(each)}\n" for each in (*targets.directories, *targets.files, *left_out))


def _json(targets: Targets) -> str:
    import json

    whole = {"kustomizations": targets.directories, "files": targets.files, "leftOut": targets.left_out}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
