"""``kustompy drop-in``: put a program called ``kustomize`` into a directory that is on the PATH of its callers."""

from __future__ import annotations

import os
import sys

from kustompy.cli.flags import HELP, STACK_TRACE, Flag, parse
from kustompy.cli.output import to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (Flag("force", "replace another program of that name", short="f"),)
USAGE = """\
Put a program called kustomize, which runs kustompy, into a directory, or remove it. Callers run it if the directory
stands before others in their PATH.

Usage:
  kustompy drop-in install DIR [flags]
  kustompy drop-in uninstall DIR

Flags:
"""
_MARK = "# kustompy as kustomize"


def main(arguments: Sequence[str]) -> int:
    """Install or uninstall."""
    line = parse(arguments, FLAGS)
    words = line.positional
    if line["help"] or not words:
        from kustompy.cli.help_pages import page

        to_stdout(page("drop-in", USAGE, (*FLAGS, HELP, STACK_TRACE)))
        return 0
    if words[0] not in ("install", "uninstall") or len(words) != 2:
        raise UsageError("say `drop-in install DIR` or `drop-in uninstall DIR`", code="KST835")
    path, content = _program(words[1])
    if words[0] == "install":
        _install(path, content, force=line["force"])
        to_stdout(f"{path}\n")
    else:
        _uninstall(path)
    return 0


def _program(directory: str) -> tuple[str, str]:
    """The path of the program and its text, which runs this very Python, and kustompy as it is installed there."""
    path = os.path.join(os.path.abspath(directory), "kustomize")
    # The shortest way in: what pip writes for an entry point may import twice as much as a small build.
    call = "from kustompy.cli.start import run; run()"
    if os.name == "nt":
        # Windows runs no file by its first line.
        return f"{path}.cmd", f'@rem {_MARK}\n@"{sys.executable}" -c "{call}" %*\n'
    return path, f"#!{sys.executable}\n{_MARK}\n{call}\n"


def _install(path: str, content: str, *, force: bool) -> None:
    from kustompy.editing.saving import save

    if os.path.lexists(path) and not force and not _is_ours(path):
        raise UsageError(f"{path} is another program", code="KST857", hint="--force replaces it")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    # Written beside and renamed: somebody may be running the old program.
    save(path, None, content.encode())
    os.chmod(path, 0o755)


def _uninstall(path: str) -> None:
    if not os.path.lexists(path):
        raise UsageError(f"{path} is not there", code="KST832")
    if not _is_ours(path):
        raise UsageError(f"{path} is another program", code="KST857", hint="remove it yourself")
    os.unlink(path)


def _is_ours(path: str) -> bool:
    try:
        # The mark stands in the second line; the real kustomize is a program of many megabytes.
        with open(path, "rb") as file:
            return _MARK.encode() in file.read(4096)
    except OSError:
        return False
