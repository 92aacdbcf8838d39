"""The command line: argv in, exit code out. Only this package prints, reads the environment, or exits."""

from __future__ import annotations

import sys

from kustompy.errors import KustompyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and say how it ended."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    from kustompy.cli.build import main as build_main

    try:
        return build_main(arguments)
    except KustompyError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1


def run() -> None:
    """The console script."""
    raise SystemExit(main())
