"""``kustompy affected``: the overlays that a change can reach."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import ENGINE_FLAGS, build_options
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.fleet_targets import directories_of
from kustompy.cli.harmless import in_one_line
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import INPUT_FLAGS, OF_BUILDS, piped
from kustompy.cli.level import SETTINGS_FILES, has_word
from kustompy.cli.output import to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.fleet.recorded import Affected
    from kustompy.model.dependencies import Changes

FLAGS = (
    Flag("format", "output format", TEXT, default="text", choices=("text", "json")),
    Flag("since", "compare the work tree with this commit, branch or tag", TEXT),
    Flag("stdin", "read changed paths from stdin, one a line or with a NUL after each"),
    *ENGINE_FLAGS,
    *INPUT_FLAGS,
    *OF_BUILDS,
)
USAGE = """\
List the targets that a change can reach: their builds read a changed path, look for one that is new, or read one that
is gone. All other targets build to the same output as before.

Usage:
  kustompy affected --since REV [TARGET]... [flags]
  git diff --name-only REV | kustompy affected --stdin [TARGET]... [flags]

Flags:
"""
_LEVEL = "kustomize-version"
_MOST_INPUT = 256 * 1024 * 1024


def main(argv: Sequence[str]) -> int:
    """List the targets: 0 even if there are none, 2 if git does not know what changed or the command line is wrong."""
    from kustompy.cli.fleet_engine import recorded_in_order
    from kustompy.fleet.recorded import Recorded, affected
    from kustompy.model.dependencies import Dependencies

    line = line_unless_help("affected", argv, FLAGS, USAGE)
    if line is None:
        return 0
    if bool(line["since"]) == line["stdin"]:
        raise UsageError("give --since or --stdin, one of the two", code="KST808", hint="--since main, for example")
    targets = directories_of(line)
    options = build_options(line, os.environ)
    changes, everywhere = _changes(line, targets)
    # Without a changed path only a setting may reach them all, and no target has to be built to know that.
    built = (
        recorded_in_order(targets, options, line)
        if changes.paths
        else [Recorded(each, Dependencies()) for each in targets]
    )
    found = list(affected(built, changes, everywhere))
    to_stdout(_json(found) if line["format"] == "json" else "".join(f"{in_one_line(each.target)}\n" for each in found))
    return 0


def _changes(line: Line, targets: Sequence[str]) -> tuple[Changes, list[str]]:
    """The changed paths, and those of them that are settings which may choose another version of kustomize."""
    from kustompy.session.dependencies import changes_of

    if line["stdin"]:
        changes = changes_of(_piped(), os.getcwd())
        settings = [each for each in changes.paths if _may_set_level(each)]
    else:
        from kustompy.fleet.changes import changed_since

        first = next(filter(os.path.isdir, targets), os.curdir)
        since = changed_since(line["since"], os.path.realpath(first), _LEVEL, os.environ)
        changes, settings = changes_of(since.paths, os.curdir), list(since.with_word)
    # The flag wins over settings: no change of theirs can reach anything.
    if line["kustomize-version"]:
        return changes, []
    start = os.path.realpath(line.positional[0] if line.positional and os.path.isdir(line.positional[0]) else ".")
    return changes, [each for each in settings if _is_setting(each, start)]


def _is_setting(path: str, start: str) -> bool:
    """Whether a path is a file of settings that holds in the directory."""
    # With a separator behind both, so that a setting of /work/a does not count in /work/ab.
    return os.path.basename(path) in SETTINGS_FILES and (start + os.sep).startswith(
        os.path.dirname(path).rstrip(os.sep) + os.sep
    )


def _may_set_level(path: str) -> bool:
    """Whether a file of settings names a version of kustomize, or is gone and may have."""
    if os.path.basename(path) not in SETTINGS_FILES:
        return False
    return not os.path.isfile(path) or has_word(path, _LEVEL.encode())


def _piped() -> list[str]:
    # git prints paths in quotes unless -z asks for NULs between them; a path may be no UTF-8.
    text = piped(_MOST_INPUT).decode("utf-8", "surrogateescape")
    return [each for each in (text.split("\0") if "\0" in text else text.splitlines()) if each]


def _json(found: Sequence[Affected]) -> str:
    import json

    here = os.path.realpath(os.curdir)
    whole = [{"target": each.target, "paths": [os.path.relpath(path, here) for path in each.paths]} for each in found]
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
