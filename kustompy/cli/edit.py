"""``kustompy edit``: change fields of the kustomization in the working directory, and keep all other lines."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import FLAGS as BUILD_FLAGS
from kustompy.cli.build_flags import OF_BUILD_ALONE
from kustompy.cli.edit_words import GROUPS, REPRINT, Word
from kustompy.cli.flags import split_command
from kustompy.cli.head import line_unless_help
from kustompy.cli.log import log
from kustompy.cli.output import to_stderr, to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.cli.flags import Flag, Line


def main(arguments: Sequence[str]) -> int:
    """Run one edit."""
    verb, rest = split_command(arguments, ())
    words = GROUPS.get(verb)
    if words is None:
        _show_groups(verb)
        return 0
    if "" in words:
        return _run("", words[""], verb, rest)
    noun, rest = split_command(rest, ())
    if noun not in words:
        _show_words(verb, noun)
        return 0
    return _run(noun, words[noun], verb, rest)


def _run(noun: str, word: Word, verb: str, arguments: Sequence[str]) -> int:
    flags = (*word.flags, REPRINT) if word.writes else word.flags
    # `fix` builds before and after, and so needs what the build of the directory needs.
    flags = (*flags, *_flags_of_the_proof()) if verb == "fix" else flags
    usage = f"{word.meaning}\n\nUsage:\n  kustompy edit {f'{verb} {noun}'.strip()} {word.usage} [flags]\n\nFlags:\n"
    line = line_unless_help(f"edit {verb}", arguments, flags, usage, is_kustomize=True)
    if line is None:
        return 0
    if not word.writes:
        return int(_of_module(word)(line))
    return _edit(word, line)


def _flags_of_the_proof() -> tuple[Flag, ...]:
    return tuple(each for each in BUILD_FLAGS if each.name not in OF_BUILD_ALONE)


def _edit(word: Word, line: Line) -> int:
    from kustompy.editing.draft import Draft
    from kustompy.editing.saving import Lock

    directory = os.getcwd()
    draft = Draft(directory, os.environ)
    with Lock(directory):
        try:
            _of_module(word)(draft, line.positional, line.values)
            draft.save(reprint=line["reprint"])
        finally:
            # Also of an edit that fails: what it said until then tells why.
            log(draft.said)
    return 0


def _of_module(word: Word) -> Callable[..., int]:
    """The function of a word: an edit takes a draft, a whole command takes the line."""
    module, name = word.home.split(":")
    function: Callable[..., int] = getattr(__import__(module, fromlist=[name]), name)
    return function


def _show_groups(verb: str) -> None:
    _warn(f"edit {verb}" if verb else "")
    rows = "".join(f"  {name.ljust(11)} {_MEANINGS[name]}\n" for name in GROUPS)
    to_stdout(
        f"Edits a kustomization file\n\nUsage:\n  kustompy edit [command]\n\nAvailable Commands:\n{rows}\n"
        'Use "kustompy edit [command] --help" for more information about a command.\n'
    )


def _show_words(verb: str, noun: str) -> None:
    _warn(f"edit {verb} {noun}" if noun else "")
    rows = "".join(f"  {name.ljust(14)} {word.meaning}\n" for name, word in GROUPS[verb].items())
    to_stdout(
        f"{_MEANINGS[verb]}\n\nUsage:\n  kustompy edit {verb} [command]\n\nAvailable Commands:\n{rows}\n"
        f'Use "kustompy edit {verb} [command] --help" for more information about a command.\n'
    )


def _warn(words: str) -> None:
    """Warn that nothing was done."""
    # kustomize prints its help for an unknown word and ends with 0: a script would not notice.
    if words:
        to_stderr(f"Warning: there is no command `{words}`; nothing was changed\n")


_MEANINGS = {
    "add": "Adds an item to the kustomization file.",
    "fix": "Fix the missing fields in kustomization file",
    "remove": "Removes items from the kustomization file.",
    "set": "Sets the value of different fields in kustomization file.",
    "alpha-list-builtin-plugin": "[Alpha] List the builtin plugins",
}
