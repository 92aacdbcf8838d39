"""``kustompy man``: the man page, made from the tables of help and completion."""

from __future__ import annotations

from kustompy.cli.head import line_unless_help
from kustompy.cli.help_pages import EXAMPLES, EXIT_CODES, grouped, table
from kustompy.cli.output import to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Flag

USAGE = "Print the man page, for `man -l -` or a file in man1.\n\nUsage:\n  kustompy man\n\nFlags:\n"


def main(argv: Sequence[str]) -> int:
    """Print the page."""
    if line_unless_help("man", argv, (), USAGE) is not None:
        to_stdout(roff())
    return 0


def roff() -> str:
    """The page in roff with the macros of man."""
    from kustompy._version import __version__
    from kustompy.upstream import DEFAULT_LEVEL

    lines = [
        f'.TH KUSTOMPY 1 "" "kustompy {__version__}"',
        ".SH NAME",
        "kustompy \\- kustomize in pure Python, with validation and lint",
        ".SH SYNOPSIS",
        ".B kustompy",
        "COMMAND [ARGUMENT]... [FLAG]...",
        ".SH DESCRIPTION",
        f"Renders kustomizations as kustomize v{DEFAULT_LEVEL} does, byte for byte, and checks them.",
    ]
    for name, (what, flags) in table().items():
        lines += [f".SH {name.upper()}", f"{_text(what)}."]
        for heading, own in grouped(flags):
            lines += [f".SS {_text(heading)}"]
            lines += [line for flag in own for line in _flag(flag)]
        words = [each for each in EXAMPLES if each.split()[0] == name]
        lines += _listed("Examples", [(example, said) for each in words for example, said in EXAMPLES[each]])
        lines += _listed("Exit codes", [(str(code), said) for code, said in EXIT_CODES.get(name, ())])
    lines += [".SH ENVIRONMENT"]
    lines += _terms([
        ("KUSTOMPY_FORMAT", "the format of reports, as --format"),
        ("NO_COLOR, FORCE_COLOR", "switch colours off or on"),
        ("GITHUB_ACTIONS", "true adds annotations to the text"),
    ])  # fmt: skip
    return "\n".join([*lines, ""])


def _flag(flag: Flag) -> list[str]:
    short = f"\\-{flag.short}, " if flag.short else ""
    value = f" {flag.kind}" if flag.kind else ""
    choices = f" ({', '.join(flag.choices)})" if flag.choices else ""
    return [".TP", f".B {short}\\-\\-{_text(flag.name)}{value}", f"{_text(flag.meaning)}{_text(choices)}"]


def _listed(heading: str, rows: list[tuple[str, str]]) -> list[str]:
    return [f".SS {heading}", *_terms(rows)] if rows else []


def _terms(rows: list[tuple[str, str]]) -> list[str]:
    return [line for term, said in rows for line in (".TP", f".B {_text(term)}", _text(said))]


def _text(text: str) -> str:
    """The text with everything escaped that roff would obey."""
    # A bare - is a hyphen to roff, and may be printed as another character; `\-` can be copied as a flag.
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    # A line that begins with a dot or an apostrophe is a request of roff.
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
