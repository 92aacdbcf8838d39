"""``kustompy __complete``: what may come next on a command line, for the scripts of ``completion``."""

from __future__ import annotations

from kustompy.cli.flags import HELP
from kustompy.cli.output import to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.cli.flags import Flag

_WORDS = {
    "cfg": ("cat", "count", "grep", "tree"),
    "completion": ("bash", "fish", "powershell", "zsh"),
    "drop-in": ("install", "uninstall"),
    "fn": ("run",),
    "openapi": ("fetch", "info"),
}
_NOTHING_MORE = ":4\n"


def main(arguments: Sequence[str]) -> int:
    """Print the words that go on from the last argument, which may be empty."""
    *before, last = [*arguments] or [""]
    words = [each for each in before if not each.startswith("-")]
    found = _flags(words) if last.startswith("-") else _names(words)
    to_stdout("".join(f"{each}\n" for each in sorted(found) if each.startswith(last)) + _NOTHING_MORE)
    return 0


def _names(words: Sequence[str]) -> Iterable[str]:
    from kustompy.cli import COMMANDS
    from kustompy.cli.edit_words import GROUPS

    if not words:
        return [*COMMANDS, "help"]
    if words[0] == "edit" and len(words) <= 2:
        return GROUPS if len(words) == 1 else [each for each in GROUPS.get(words[1], ()) if each]
    return _WORDS.get(words[0], ()) if len(words) == 1 else ()


def _flags(words: Sequence[str]) -> Iterable[str]:
    from kustompy.cli import COMMANDS

    flags: Iterable[Flag] = ()
    if words[:1] == ["edit"]:
        flags = _flags_of_edit(words[1:])
    elif words and words[0] in COMMANDS:
        module = __import__(f"kustompy.cli.{words[0].replace('-', '_')}", fromlist=["main"])
        flags = module.flags_of(words[1:]) if hasattr(module, "flags_of") else getattr(module, "FLAGS", ())
    return [f"--{getattr(each, 'name', each)}" for each in (*flags, HELP)]


def _flags_of_edit(words: Sequence[str]) -> Iterable[Flag]:
    from kustompy.cli.edit_words import GROUPS, REPRINT

    group = GROUPS.get(words[0], {}) if words else {}
    word = group.get("") or group.get(words[1] if len(words) > 1 else "")
    return (*word.flags, REPRINT) if word is not None else ()
