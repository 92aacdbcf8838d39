"""``kustompy version``: the version of kustomize that is followed, in the form of kustomize, which Argo CD reads."""

from __future__ import annotations

import os

from kustompy._version import __version__
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.level import chosen_level
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import UsageError
from kustompy.model.levels import level_named
from kustompy.upstream import DEFAULT_LEVEL, LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (
    Flag("kustomize-version", "the version of kustomize to follow", TEXT),
    Flag("output", "one of 'yaml' or 'json'", TEXT, short="o"),
    Flag("short", "short form", deprecated="and will be removed in the future."),
)
USAGE = "Prints the kustomize version that is followed\n\nUsage:\n  kustompy version [flags]\n\nFlags:\n"


def main(arguments: Sequence[str]) -> int:
    """Print the level in the form that is asked for."""
    line = line_unless_help("version", arguments, FLAGS, USAGE, is_kustomize=True)
    if line is None:
        return 0
    for text in line.deprecations:
        to_stderr(f"{text}\n")
    output = line["output"]
    level = level_named(chosen_level(line["kustomize-version"], os.environ, ".") or DEFAULT_LEVEL)
    if line["short"] and output:
        raise UsageError("--short and --output are mutually exclusive", code="KST808")
    if output:
        to_stdout(_described(output, level))
    else:
        to_stdout(f"{{v{level}  {LEVELS[level]}   }}\n" if line["short"] else f"v{level}\n")
    return 0


def _described(output: str, level: str) -> str:
    import platform

    fields = {
        "version": f"v{level}",
        "gitCommit": "unknown",
        "buildDate": LEVELS[level],
        "goOs": platform.system().lower(),
        "goArch": _GO_ARCHITECTURES.get(platform.machine().lower(), platform.machine().lower()),
        "goVersion": f"kustompy {__version__}",
    }
    if output == "yaml":
        return "".join(f"{name}: {_yaml(name, value)}\n" for name, value in fields.items()) + "\n"
    if output == "json":
        import json

        return json.dumps(fields, indent=2) + "\n"
    return ""


# The names of Go, which kustomize prints.
_GO_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386"}


def _yaml(name: str, value: str) -> str:
    # kustomize prints its fields in this order and quotes the date alone, as its YAML library does with what would be
    # read as a time.
    return f'"{value}"' if name == "buildDate" else value
