"""``kustompy doctor``: the overlays that render otherwise with another version of kustomize, or by a binary."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import CONFIG_FLAGS
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, overlays_of, settings_here
from kustompy.cli.output import to_stdout
from kustompy.reporting.closing import counted
from kustompy.session.options import Options
from kustompy.upstream import DEFAULT_LEVEL, LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.doctor.binary import Binary
    from kustompy.doctor.levels import Difference
    from kustompy.doctor.rendered import Rendered

FLAGS = (
    *CONFIG_FLAGS,
    *INPUT_FLAGS,
    Flag("binary", "kustomize or kubectl to compare with, else the first on PATH", TEXT),
    Flag("no-binary", "compare the versions of kustomize alone"),
)
USAGE = """\
Build every overlay as each version of kustomize that can be followed does and, if one is installed, with the real
kustomize or kubectl. Print which overlays differ, in which resources, and why.

Usage:
  kustompy doctor [DIR]... [flags]

Flags:
"""
_UNEXPLAINED = "no known difference: see docs/compatibility.md, and report it if it is not there"


def main(argv: Sequence[str]) -> int:
    """Compare the overlays below the directories: 0 none differs, 1 some do, 2 the command line is wrong."""
    line = line_unless_help("doctor", argv, FLAGS, USAGE)
    if line is None:
        return 0
    targets = overlays_of(line, settings_here(line).chosen)
    binary = None if line["no-binary"] else _found(line["binary"])
    differing = 0
    for directory in targets:
        lines = list(_examined(directory, binary))
        differing += bool(lines)
        to_stdout("".join(f"{each}\n" for each in lines))
    to_stdout(_summary(len(targets), differing, binary))
    return int(differing > 0)


def _found(named: str) -> Binary | None:
    from kustompy.doctor.binary import find_binary

    return find_binary(named, os.environ)


def _examined(directory: str, binary: Binary | None) -> Iterator[str]:
    """The lines about one overlay; none if it renders the same everywhere."""
    from kustompy.doctor.levels import differences
    from kustompy.doctor.rendered import rendered

    before = rendered(directory, Options())
    for each in differences(directory, before):
        yield from _of_levels(each)
    if binary is None:
        return
    # A binary is compared with the level that it has, else with the default one.
    own = before
    if binary.level in LEVELS and binary.level != DEFAULT_LEVEL:
        own = rendered(directory, Options(kustomize_version=binary.level))
    yield from _of_binary(directory, own, binary)


def _of_levels(found: Difference) -> Iterator[str]:
    yield f"{found.directory}: {found.old} and {found.new} differ"
    for name in found.resources:
        yield f"  {name}"
    if any(found.messages):
        yield f"  {found.old}: {found.messages[0] or 'builds'}"
        yield f"  {found.new}: {found.messages[1] or 'builds'}"
    for reason in found.reasons:
        yield f"  because {reason}"


def _of_binary(directory: str, own: Rendered, binary: Binary) -> Iterator[str]:
    theirs = binary.rendered(directory, list(own.documents))
    if theirs.text == own.text or (own.error and theirs.error):
        return
    yield f"{directory}: kustompy and {_shown(binary)} differ"
    for name in own.differing(theirs):
        yield f"  {name}"
    if own.error or theirs.error:
        yield f"  kustompy: {own.error or 'builds'}"
        yield f"  {os.path.basename(binary.path)}: {theirs.error or 'builds'}"
    # Of a version that is followed, a difference is a bug here or there; of any other it is expected.
    is_level = binary.level in LEVELS
    yield f"  {_UNEXPLAINED}" if is_level else f"  kustompy follows {', '.join(LEVELS)}, and no {binary.level}"


def _shown(binary: Binary) -> str:
    return f"{os.path.basename(binary.path)} {binary.level}".rstrip()


def _summary(count: int, differing: int, binary: Binary | None) -> str:
    compared = f"{len(LEVELS)} levels" + (f" and {_shown(binary)}" if binary is not None else "")
    verb = "differ" if differing > 1 else "differs"
    return f"{counted(count, 'overlay')} at {compared}: {differing or 'none'} {verb}\n"
