"""``kustompy __complete``: the words that may come next on a command line, for the scripts of ``completion``."""

from __future__ import annotations

from kustompy.cli import COMMANDS
from kustompy.cli.flags import HELP, Flag
from kustompy.cli.output import to_stdout
from kustompy.upstream import LEVELS, NEWEST, OLDEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


_WORDS = {
    "argocd": ("build", "get"),
    "cache": ("clear", "info"),
    "cfg": ("cat", "count", "grep", "tree"),
    "completion": ("bash", "fish", "powershell", "zsh"),
    "drop-in": ("install", "uninstall"),
    "flux": ("build", "get"),
    "fn": ("run",),
    "openapi": ("fetch", "info"),
}
# What cobra, kustomize's library, ends with, so that scripts made by a real kustomize work: 4 asks the shell for no
# files.
_NOTHING_MORE = ":4\n"


def main(arguments: Sequence[str], *, described: bool = True) -> int:
    """Print the words that complete the last argument, which may be empty, each with its meaning behind a tab."""
    *before, last = [*arguments] or [""]
    # PowerShell before 7.3 drops an empty argument, so its script sends two quotes, which later versions pass as they
    # are.
    last = "" if last == '""' else last
    words = [each for each in before if not each.startswith("-")]
    before, start, last = _asked_value(before, last)
    flag = _flag_before(before, words)
    if flag is not None:
        found = {f"{start}{each}": "" for each in _values(flag)}
    elif last.startswith("-"):
        found = {f"--{each.name}": each.meaning for each in _flags(words)}
    else:
        found = _names(words)
    fitting = sorted(each for each in found if each.startswith(last))
    meanings = [f"\t{found[each]}" if described and found[each] else "" for each in fitting]
    to_stdout("".join(f"{each}{meaning}\n" for each, meaning in zip(fitting, meanings, strict=True)) + _NOTHING_MORE)
    return 0


def _asked_value(before: list[str], last: str) -> tuple[list[str], str, str]:
    """The words before a value, what stands before it in the last word, and the last word.

    ``--format=te`` is one word for some shells, and for bash the three words ``--format``, ``=`` and ``te``.
    """
    name, equals, _ = last.partition("=")
    if equals and name.startswith("--"):
        return [*before, name], f"{name}=", last
    if last == "=":
        return before, "", ""
    return (before[:-1] if before[-1:] == ["="] else before), "", last


def _flag_before(before: Sequence[str], words: Sequence[str]) -> Flag | None:
    """The flag whose value comes next."""
    spelled = before[-1] if before else ""
    if not spelled.startswith("-") or "=" in spelled:
        return None
    for each in _flags(words):
        if each.kind and (
            spelled in (f"--{each.name}", *(f"--{alias}" for alias in each.aliases)) or spelled == f"-{each.short}"
        ):
            return each
    return None


def _values(flag: Flag) -> Iterable[str]:
    """The values that a flag takes; none if it takes a file or any text, which the shell completes itself."""
    if flag.choices:
        return flag.choices
    known = _VALUES.get(flag.name)
    return known() if known is not None else ()


def _codes() -> Iterable[str]:
    from kustompy.messages.codes import codes

    return codes()


def _kubernetes_versions() -> Iterable[str]:
    return [f"1.{minor}" for minor in range(OLDEST, NEWEST + 1)]


def _levels() -> Iterable[str]:
    return LEVELS


_VALUES: dict[str, Callable[[], Iterable[str]]] = {
    "disable": _codes,
    "explain": _codes,
    "kubernetes-version": _kubernetes_versions,
    "kustomize-version": _levels,
    "load-restrictor": lambda: ("LoadRestrictionsNone", "LoadRestrictionsRootOnly"),
    "policy-set": lambda: ("baseline", "best-practice", "restricted"),
    "reorder": lambda: ("legacy", "none"),
}
"""Values of flags without choices of their own: they take lists, or further values that kustomize knows."""


def _names(words: Sequence[str]) -> dict[str, str]:
    """The commands, or the words that may follow one, with their meanings."""
    from kustompy.cli import COMMANDS

    if not words:
        return {**COMMANDS, "help": "Help about any command"}
    if words == ["help"]:
        return dict(COMMANDS)
    if words[0] == "edit":
        return _words_of_edit(words[1:])
    return dict.fromkeys(_WORDS.get(words[0], ()) if len(words) == 1 else (), "")


def _words_of_edit(words: Sequence[str]) -> dict[str, str]:
    from kustompy.cli.edit_words import GROUPS

    if not words:
        return {name: group[""].meaning if "" in group else "" for name, group in GROUPS.items()}
    if len(words) > 1:
        return {}
    return {name: word.meaning for name, word in GROUPS.get(words[0], {}).items() if name}


def _flags(words: Sequence[str]) -> Iterable[Flag]:
    flags: Iterable[Flag] = ()
    if words[:1] == ["edit"]:
        flags = _flags_of_edit(words[1:])
    elif words and words[0] in COMMANDS:
        module = __import__(f"kustompy.cli.{words[0].replace('-', '_')}", fromlist=["main"])
        flags = module.flags_of(words[1:]) if hasattr(module, "flags_of") else getattr(module, "FLAGS", ())
        # The flags of kubeconform are a table of their own: its command line has rules of Go's `flag`, not of pflag.
        if isinstance(flags, dict):
            flags = [Flag(name, "") for name in flags]
    return (*flags, HELP)


def _flags_of_edit(words: Sequence[str]) -> Iterable[Flag]:
    from kustompy.cli.edit_words import GROUPS, REPRINT

    group = GROUPS.get(words[0], {}) if words else {}
    word = group.get("") or group.get(words[1] if len(words) > 1 else "")
    return (*word.flags, REPRINT) if word is not None else ()
