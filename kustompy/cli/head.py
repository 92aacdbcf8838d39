"""How every command begins: its arguments are taken apart, or its help is printed."""

from __future__ import annotations

from kustompy.cli.flags import HELP, STACK_TRACE, parse
from kustompy.cli.output import to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Flag, Line


def line_unless_help(
    command: str, arguments: Sequence[str], flags: Sequence[Flag], usage: str, *, is_kustomize: bool = False
) -> Line | None:
    """The arguments by the flags of a command; None if they ask for its help, which is printed.

    The help of a command that kustomize has (``is_kustomize``) lists ``--stack-trace``, as kustomize's own does.
    """
    line = parse(arguments, flags)
    if not line["help"]:
        return line
    # Examples and exit codes of all commands are a module that only help needs.
    from kustompy.cli.help_pages import page

    to_stdout(page(command, usage, (*flags, HELP, STACK_TRACE) if is_kustomize else (*flags, HELP)))
    return None
