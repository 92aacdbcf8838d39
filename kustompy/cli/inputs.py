"""The arguments of commands that check: directories, files, or manifests on stdin."""

from __future__ import annotations

import io
import os
import stat
import sys

from kustompy.cli.build_flags import FLAGS as BUILD_FLAGS
from kustompy.cli.build_flags import settings_of
from kustompy.cli.flags import LIST, Flag
from kustompy.errors import LimitError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.linting.settings import Settings
    from kustompy.targets.overlays import Chosen, Targets

ALLOW_EMPTY = Flag("allow-empty", "end with 0 if there is nothing to check")
EXCLUDE = Flag("exclude", "patterns of paths below the directory to leave out, separated by commas", LIST)
INPUT_FLAGS = (ALLOW_EMPTY, EXCLUDE)
STDIN = "-"
_OF_PRINTING = (
    "annotate", "crd", "disable", "format", "ignore-missing-schemas", "kubernetes-version", "output", "schema-location",
    "strict", "validate",
)  # fmt: skip
OF_BUILDS = tuple(flag for flag in BUILD_FLAGS if flag.name not in _OF_PRINTING)
"""The flags of a build, without those that say how it is printed and whether it is checked."""


def paths_of(line: Line) -> list[str]:
    """The arguments; without any, stdin if something is piped in, else this directory."""
    return line.positional or ([STDIN] if is_piped() else ["."])


def is_piped() -> bool:
    """Whether stdin is a pipe, a socket or a file: neither a terminal nor the null device."""
    if sys.stdin is None or not isinstance(sys.stdin, io.IOBase) or sys.stdin.closed:
        return False
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except OSError:
        # A stream without a descriptor: a caller of `main` has put a text in its place.
        return True
    # Under cron or in a container stdin is the null device, which is no input: then the directory is checked.
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def piped(largest: int) -> bytes:
    """All of stdin; a LimitError if that is more than ``largest`` bytes."""
    try:
        # One byte more than the limit tells a text that is too long from one that just fits.
        content = sys.stdin.buffer.read(largest + 1)
    except (AttributeError, OSError):
        raise UsageError("stdin cannot be read", code="KST823", hint="name a directory or a file") from None
    if len(content) > largest:
        raise LimitError(
            f"stdin is larger than {largest} bytes", code="KST701", hint="raise the limit: --max-file-size"
        )
    return content


def targets_for(paths: Sequence[str], line: Line, chosen: Chosen) -> Targets:
    """The overlays and loose manifests that the paths stand for; stdin is none of them."""
    from kustompy.targets.overlays import find_targets

    if any(each.endswith("#*") for each in paths):
        from kustompy.cli.expansion import expanded

        paths = expanded(paths, line)
    patterns = _excluded(line)
    if patterns:
        chosen = chosen._replace(base=chosen.base or os.getcwd(), exclude=(*chosen.exclude, *patterns))
    return find_targets([each for each in paths if each != STDIN], chosen)


def _excluded(line: Line) -> list[str]:
    return [each.strip() for text in line["exclude"] for each in text.split(",") if each.strip()]


def every_file(paths: Sequence[str], line: Line) -> Targets:
    """All YAML and JSON files below the paths except kustomizations, whatever settings and .gitignore leave out."""
    from kustompy.targets import tree
    from kustompy.targets.overlays import Targets

    patterns, here = _excluded(line), os.getcwd()
    files: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            files += tree.every_file(path, patterns, here)
        elif path != STDIN:
            files.append(path)
    return Targets((), tuple(dict.fromkeys(files)), f"the files below {', '.join(paths)}")


def settings_here(line: Line) -> Settings:
    """The settings of the first argument, or of this directory."""
    return settings_of(line, line.place)


def overlays_of(line: Line, chosen: Chosen) -> tuple[str, ...]:
    """The overlays that the arguments stand for, without patterns; a UsageError if there are none."""
    paths = line.positional or ["."]
    targets = targets_for(paths, line, chosen)
    if not targets.directories and not line["allow-empty"]:
        raise nothing(paths, targets)
    return targets.directories


def nothing(paths: Sequence[str], targets: Targets) -> UsageError:
    """The error for a run without anything to check, which names the places that were searched."""
    # An empty stdin is most often the output of a build that failed in a pipe, which must not pass.
    if paths == [STDIN]:
        return UsageError(
            "nothing to check: no document on stdin", code="KST823",
            hint="see why what is piped in printed nothing (`set -o pipefail` tells), or name a directory such as `.`",
        )  # fmt: skip
    looked_at = targets.looked_at or ", ".join(paths)
    return UsageError(
        f"nothing to check in {looked_at}", code="KST823",
        hint="name a directory with a kustomization or manifests, or give --allow-empty if this may be",
    )  # fmt: skip
