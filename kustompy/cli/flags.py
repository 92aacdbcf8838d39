"""Flags as Go's pflag reads them: anywhere on the line, ``--flag value``, ``--flag=value``, ``-o FILE``, ``-oFILE``."""

from __future__ import annotations

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.model.values import Value

    Values = dict[str, Value]

TEXT, SWITCH, LIST, SLICE = "string", "", "stringArray", "strings"
"""The kinds of flags, as help names them: a text, a boolean (``--flag`` or ``--flag=false``), a text each time that the
flag is given, and texts separated by commas."""

# The texts of Go's strconv.ParseBool, and no others.
_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))


class Flag:
    """One flag of a command; ``deprecated`` is the end of the warning that its use prints."""

    __slots__ = ("aliases", "choices", "default", "deprecated", "group", "kind", "meaning", "name", "short")

    def __init__(
        self,
        name: str,
        meaning: str,
        kind: str = SWITCH,
        *,
        short: str = "",
        default: str = "",
        deprecated: str = "",
        choices: tuple[str, ...] = (),
        aliases: tuple[str, ...] = (),
        group: str = "",
    ) -> None:
        self.name, self.meaning, self.kind, self.group = name, meaning, kind, group
        self.short, self.default, self.deprecated = short, default, deprecated
        self.choices, self.aliases = choices, aliases

    @property
    def unset(self) -> object:
        """The value of the flag if it is not given."""
        return [] if self.kind in (LIST, SLICE) else self.default if self.kind is TEXT else self.default == "true"


HELP = Flag("help", "show what the command does and takes", short="h")
# kustomize takes it with every command. Errors here have no stack that would help a user, so it changes nothing.
STACK_TRACE = Flag("stack-trace", "print a stack-trace on error")


class Line:
    """A parsed command line: values by flag name, the other arguments, and the flags that were given, in order."""

    __slots__ = ("given", "positional", "values")

    def __init__(self, values: Values) -> None:
        self.values = values
        self.positional: list[str] = []
        self.given: list[Flag] = []

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    @property
    def place(self) -> str:
        """The first argument, else this directory."""
        return self.positional[0] if self.positional else "."

    @property
    def deprecations(self) -> list[str]:
        """The warnings that pflag prints for deprecated flags that were given."""
        return [f"Flag --{each.name} has been deprecated, {each.deprecated}" for each in self.given if each.deprecated]


def parse(arguments: Sequence[str], flags: Iterable[Flag]) -> Line:
    """Parse the arguments of a command. A UsageError has pflag's message for what it would refuse."""
    known = (*flags, HELP, STACK_TRACE)
    line = Line({each.name: each.unset for each in known})
    rest = list(reversed(arguments))
    # Most command lines are a path and no flag, and a build would spend more on the two tables below than on them.
    while rest and (rest[-1][:1] != "-" or rest[-1] == "-"):
        line.positional.append(rest.pop())
    if not rest:
        return line
    by_name = {name: each for each in known for name in (each.name, *each.aliases)}
    by_letter = {each.short: each for each in known if each.short}
    while rest:
        argument = rest.pop()
        if argument == "--":
            line.positional += reversed(rest)
            break
        if argument.startswith("--"):
            _read_long(argument, rest, by_name, line)
        elif argument.startswith("-") and argument != "-":
            _read_short(argument, rest, by_letter, line)
        else:
            line.positional.append(argument)
    return line


def _read_long(argument: str, rest: list[str], by_name: dict[str, Flag], line: Line) -> None:
    spelled, equals, value = argument[2:].partition("=")
    if not spelled or spelled[0] == "-":
        # `---x` and `--=x` are neither flags nor arguments, to pflag as well.
        raise UsageError(f"bad flag syntax: {argument}", code="KST801")
    # kustomize takes underscores for dashes in names of flags.
    flag = by_name.get(spelled.replace("_", "-"))
    if flag is None:
        raise UsageError(f"unknown flag: --{spelled}", code="KST802", hint=_similar(spelled, by_name))
    if not equals and flag.kind is not SWITCH:
        if not rest:
            raise UsageError(f"flag needs an argument: --{spelled}", code="KST803")
        value = rest.pop()
    _store(flag, value if equals or flag.kind is not SWITCH else "true", line)


def _read_short(argument: str, rest: list[str], by_letter: dict[str, Flag], line: Line) -> None:
    letters = argument[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        flag = by_letter.get(letter)
        if flag is None:
            raise UsageError(f"unknown shorthand flag: {letter!r} in -{letter}{letters}", code="KST802")
        # As pflag: `-o=x`, then switches that may go on (`-rf`), then `-ox`, then `-o x`. A lone `-o=` is the value
        # "=".
        if letters.startswith("=") and len(letters) > 1:
            value, letters = letters[1:], ""
        elif flag.kind is SWITCH:
            value = "true"
        elif letters:
            value, letters = letters, ""
        elif rest:
            value = rest.pop()
        else:
            raise UsageError(f"flag needs an argument: {letter!r} in -{letter}", code="KST803")
        _store(flag, value, line)


def _store(flag: Flag, value: str, line: Line) -> None:
    line.given.append(flag)
    if flag.choices and value not in flag.choices:
        from kustompy.messages.suggestions import did_you_mean

        raise UsageError(
            f"illegal flag value --{flag.name} {value}; legal values: [{' '.join(flag.choices)}]", code="KST806",
            hint=did_you_mean(value, flag.choices),
        )  # fmt: skip
    if flag.kind is LIST:
        line.values[flag.name] = [*line.values[flag.name], value]
    elif flag.kind is SLICE:
        line.values[flag.name] = [*line.values[flag.name], *_fields(value)]
    elif flag.kind is TEXT:
        line.values[flag.name] = value
    elif value in _TRUE or value in _FALSE:
        line.values[flag.name] = value in _TRUE
    else:
        shown = f"-{flag.short}, --{flag.name}" if flag.short else f"--{flag.name}"
        raise UsageError(
            f'invalid argument "{value}" for "{shown}" flag: strconv.ParseBool: parsing "{value}": invalid syntax',
            code="KST804",
        )


def _fields(value: str) -> list[str]:
    """The texts between commas, read as pflag reads them: as a line of CSV."""
    if '"' not in value:
        return value.split(",") if value else []
    import csv

    return next(csv.reader([value]), [])


def _similar(spelled: str, by_name: dict[str, Flag]) -> str:
    from kustompy.messages.suggestions import similar

    close = similar(spelled.replace("_", "-"), by_name)
    return f"did you mean --{close}?" if close else ""


def split_command(arguments: Sequence[str], flags: Iterable[Flag]) -> tuple[str, list[str]]:
    """The name of the command, empty if there is none, and all other arguments; ``flags`` may stand before it."""
    if arguments and arguments[0][:1] != "-":
        return arguments[0], list(arguments[1:])
    taking = {f"--{name}" for each in flags if each.kind is not SWITCH for name in (each.name, *each.aliases)}
    taking |= {f"-{each.short}" for each in flags if each.kind is not SWITCH and each.short}
    # A flag before the command takes the next word along if it has a value: `-o out build` names no command `out`.
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        if argument == "--":
            break
        if not argument.startswith("-") or argument == "-":
            return argument, [*arguments[:index], *arguments[index + 1 :]]
        index += 2 if argument.replace("_", "-") in taking else 1
    return "", list(arguments)


def rows_of(flags: Iterable[Flag]) -> list[tuple[str, str]]:
    """The two columns of each flag in a help text: its spelling, and its meaning with choices and default."""
    rows = []
    for flag in sorted((each for each in flags if not each.deprecated), key=lambda each: each.name):
        short = f"-{flag.short}, " if flag.short else "    "
        default = f' (default "{flag.default}")' if flag.default else ""
        choices = f": {', '.join(flag.choices)}" if flag.choices else ""
        rows.append((f"  {short}--{flag.name} {flag.kind}".rstrip(), flag.meaning + choices + default))
    return rows


def flags_help(flags: Iterable[Flag]) -> str:
    """The table of flags in a help text."""
    rows = rows_of(flags)
    width = max(len(left) for left, _ in rows)
    return "".join(f"{left.ljust(width)}   {right}\n" for left, right in rows)
