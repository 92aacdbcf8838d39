"""``kustompy cache``: how many builds the cache holds, and their removal."""

from __future__ import annotations

import os

from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.fleet_engine import users_cache
from kustompy.cli.head import line_unless_help
from kustompy.cli.output import to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (Flag("cache", "the folder, or auto for the user's own", TEXT, default="auto"),)
USAGE = """\
Print how many builds the cache holds, or remove all of them.

Usage:
  kustompy cache info [flags]
  kustompy cache clear [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Describe the cache, or clear it."""
    line = line_unless_help("cache", argv, FLAGS, USAGE)
    if line is None:
        return 0
    if line.positional not in (["info"], ["clear"]):
        raise UsageError("say what to do with the cache: info or clear", code="KST835", hint="kustompy cache info")
    from kustompy.fleet.cache import Cache
    from kustompy.session.options import Options

    directory = users_cache(os.environ) if line["cache"] == "auto" else line["cache"]
    # Not made for the question: a cache that nobody has used yet is empty.
    if not os.path.isdir(directory):
        to_stdout(f"{directory}: no entries\n")
        return 0
    cache = Cache(directory, Options())
    if line.positional == ["info"]:
        found = cache.info()
        to_stdout(f"{found.directory}: {counted(found.entries)}, {found.size} bytes\n")
    else:
        to_stdout(f"{directory}: {counted(cache.clear())} removed\n")
    return 0


def counted(entries: int) -> str:
    """A count of entries, which are builds and what plans keep of them."""
    return f"{entries} {'entry' if entries == 1 else 'entries'}"
