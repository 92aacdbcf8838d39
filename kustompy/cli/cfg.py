"""``kustompy cfg``: print, count and search the manifests of a folder, as kustomize's own command does."""

from __future__ import annotations

import os

from kustompy.cli.flags import SLICE, TEXT, Flag, split_command
from kustompy.cli.head import line_unless_help
from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout
from kustompy.errors import KustompyError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.cli.flags import Line
    from kustompy.editing.packages.reading import Record

_RECURSE = Flag("recurse-subpackages", "look into packages below, too", short="R", default="true")
_LOCAL = (
    Flag("include-local", "take local configuration, too"),
    Flag("exclude-non-local", "leave out what is not local configuration"),
)
_CAT = (
    Flag("annotate", "note file and number of each document in its annotations"),
    Flag("dest", "write to this file", TEXT),
    Flag("format", "order the fields", default="true"),
    Flag("function-config", "with --wrap-kind: a file with the functionConfig", TEXT),
    Flag("strip-comments", "leave out comments"),
    Flag("style", "styles of YAML, such as FlowStyle", SLICE),
    Flag("wrap-kind", "put the documents into a list of this kind", TEXT),
    Flag("wrap-version", "apiVersion of that list", TEXT),
    *_LOCAL,
    _RECURSE,
)
_COUNT = (Flag("kind", "count by kind", default="true"), _RECURSE)
_GREP = (
    Flag("annotate", "note file and number of each document in its annotations", default="true"),
    Flag("invert-match", "print what does not match"),
    _RECURSE,
)
_OF_CONTAINERS = ("name", "image", "command", "args", "ports", "env", "resources")
_TREE = (
    Flag("all", "show all of these fields"),
    *(Flag(name, f"show the field {name} of containers") for name in _OF_CONTAINERS if name != "ports"),
    Flag("ports", "show the ports of services and containers"),
    Flag("replicas", "show replicas"),
    Flag("field", "show this field, too", SLICE),
    Flag("graph-structure", "directory or owners", TEXT),
    *_LOCAL,
)
_MEANINGS = {
    "cat": "[Alpha] Print Resource Config from a local directory.",
    "count": "[Alpha] Count Resources Config from a local directory.",
    "grep": "[Alpha] Search for matching Resources in a directory or from stdin",
    "tree": "[Alpha] Display Resource structure from a directory or stdin.",
}
_USAGES = {"cat": "[DIR]", "count": "[DIR]", "grep": "QUERY [DIR]", "tree": "[DIR]"}


def main(arguments: Sequence[str]) -> int:
    """Run one of the words."""
    word, rest = split_command(arguments, ())
    if word not in _WORDS:
        # kustomize prints its help for a word that it does not know, and ends with 0; a warning on stderr is ours.
        _show_words(word)
        return 0
    flags, run, most = _WORDS[word]
    usage = f"{_MEANINGS[word]}\n\nUsage:\n  kustompy cfg {word} {_USAGES[word]} [flags]\n\n"
    line = line_unless_help(f"cfg {word}", rest, flags, usage, is_kustomize=True)
    if line is None:
        return 0
    if len(line.positional) > most:
        raise UsageError(f"accepts at most {most} arg(s), received {len(line.positional)}", code="KST834")
    return run(line)


def _show_words(word: str) -> None:
    if word:
        to_stderr(f"Warning: there is no command `cfg {word}`; nothing was done\n")
    rows = "".join(f"  {name.ljust(7)} {meaning}\n" for name, meaning in _MEANINGS.items())
    to_stdout(
        f"Commands for reading and writing configuration\n\nUsage:\n  kustompy cfg [command]\n\n"
        f'Available Commands:\n{rows}\nUse "kustompy cfg [command] --help" for more information about a command.\n'
    )


def _cat(line: Line) -> int:
    from kustompy.editing.packages.ordering import arrange

    def shown(found: list[Record]) -> list[Record]:
        from kustompy.editing.packages.grep import annotate

        kept = _selected(found, line)
        for record in kept:
            if line["format"]:
                arrange(record)
            if line["strip-comments"]:
                record.arranged.strip()
            if "FlowStyle" in line["style"]:
                record.node.is_flow = True
            if line["annotate"]:
                annotate(record, index=True, path=bool(record.path))
        return kept

    return _each_package(line, 0, lambda found: _wrapped(shown(found), line), separator="---", dest=line["dest"])


def _selected(found: list[Record], line: Line) -> list[Record]:
    return [record for record in found if (line["include-local"] if record.is_local else not line["exclude-non-local"])]


def _wrapped(found: list[Record], line: Line) -> str:
    from kustompy.editing.packages.reading import printed

    if not line["wrap-kind"]:
        return printed(found)
    from kustompy.editing.packages.wrapping import wrapped

    return wrapped(found, line["wrap-kind"], line["wrap-version"], line["function-config"])


def _count(line: Line) -> int:
    def shown(found: list[Record]) -> str:
        if not line["kind"]:
            return f"{len(found)}\n"
        counts: dict[str, int] = {}
        for record in found:
            counts[record.field("kind")] = counts.get(record.field("kind"), 0) + 1
        return "".join(f"{kind}: {counts[kind]}\n" for kind in sorted(counts, key=str.encode))

    return _each_package(line, 0, shown, titled=True)


def _grep(line: Line) -> int:
    if not line.positional:
        raise UsageError("missing required argument: QUERY", code="KST831", hint="such as `kind=Deployment`")
    from kustompy.editing.packages.grep import Query, annotate
    from kustompy.editing.packages.reading import printed

    query = Query(line.positional[0])

    def shown(found: list[Record]) -> str:
        kept = [record for record in found if query.matches(record.node) != line["invert-match"]]
        for record in kept:
            if record.is_whole:
                annotate(record, index=line["annotate"], path=bool(record.path))
        return printed(kept)

    return _each_package(line, 1, shown, separator="---")


def _each_package(
    line: Line,
    at: int,
    shown: Callable[[list[Record]], str],
    *,
    separator: str = "",
    titled: bool = False,
    dest: str = "",
) -> int:
    """Print what ``shown`` makes of each package, or of stdin without a folder; nothing if a package cannot be read."""
    from kustompy.cli.inputs import piped as from_stdin
    from kustompy.editing.packages.reading import packages, piped, records
    from kustompy.limits import DEFAULT_LIMITS

    if len(line.positional) <= at:
        _write(shown(piped(from_stdin(DEFAULT_LIMITS.file_size))[0]), dest, is_said=titled)
        return 0
    parts: list[str] = []
    failed: KustompyError | None = None
    folders = packages(line.positional[at], are_all=line["recurse-subpackages"])
    for number, folder in enumerate(folders):
        text = ""
        try:
            text = shown(records(folder))
        except KustompyError as error:
            # kustomize goes on with the other packages and fails at the end, with the first error.
            failed = failed or error
        parts.append(f"{folder}/\n{text}" if titled else text)
        if number < len(folders) - 1:
            parts.append(f"{separator if text else ''}\n")
    if failed is not None:
        raise failed
    _write("".join(parts), dest, is_said=titled)
    return 0


def _write(text: str, dest: str, *, is_said: bool = False) -> None:
    if not dest:
        (to_stdout if is_said else data_to_stdout)(text)
        return
    from kustompy.editing.saving import save

    save(os.path.abspath(dest), None, text.encode())


def _tree(line: Line) -> int:
    from kustompy.cli.inputs import piped as from_stdin
    from kustompy.editing.packages.reading import YAML_NAMES, piped, records
    from kustompy.editing.packages.tree import Shown, by_folder, by_owner, drawn, has_owners
    from kustompy.limits import DEFAULT_LIMITS

    directory = line.place
    if directory == "-":
        found, directory = piped(from_stdin(DEFAULT_LIMITS.file_size))[0], ""
    else:
        _refuse_missing(directory)
        found = records(directory, endings=YAML_NAMES, with_packages=True)
    found = _selected(found, line)
    containers = [name for name in _OF_CONTAINERS if _is_on(line, name)]
    paths = [f"spec.{name}" for name in ("replicas", "ports") if _is_on(line, name)]
    shown = Shown([*paths, *line["field"]], containers)
    structure = line["graph-structure"]
    if structure == "owners" or (structure != "directory" and not structure and has_owners(found)):
        to_stdout(drawn(by_owner(found, shown)))
    else:
        title = os.path.normpath(directory) if directory else "."
        to_stdout(drawn(by_folder(found, title, directory, shown)))
    return 0


def _is_on(line: Line, name: str) -> bool:
    # `--all --image=false` leaves the images out: a flag that is given counts more than --all.
    given = any(flag.name == name for flag in line.given)
    return bool(line[name] if given else line["all"])


def _refuse_missing(directory: str) -> None:
    from kustompy.system.files import Files

    files = Files()
    try:
        files.resolved(os.path.abspath(directory), directory)
    finally:
        files.release()


def flags_of(words: Sequence[str]) -> Sequence[Flag]:
    """The flags of a word, for completion."""
    return _WORDS[words[0]][0] if words and words[0] in _WORDS else ()


_WORDS: dict[str, tuple[tuple[Flag, ...], Callable[[Line], int], int]] = {
    "cat": (_CAT, _cat, 1),
    "count": (_COUNT, _count, 1),
    "grep": (_GREP, _grep, 2),
    "tree": (_TREE, _tree, 1),
}
