"""``kustompy fn run``: run KRM functions over a folder of manifests, as kustomize's own command does."""

from __future__ import annotations

import os

from kustompy.cli.flags import LIST, SLICE, TEXT, Flag, split_command
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import piped as from_stdin
from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout
from kustompy.errors import UsageError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.session.context import Context
from kustompy.session.options import Options
from kustompy.session.session import Session
from kustompy.system.files import Files
from kustompy.system.root import Root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.editing.packages.functions import Function, Package

FLAGS = (
    Flag("as-current-user", "use the uid and gid of the command executor to run the function in the container"),
    Flag("dry-run", "print the results, and write nothing"),
    Flag("enable-exec", "enable support for exec functions (run arbitrary code: do not use for untrusted configs)"),
    Flag("env", "an environment variable to be used by functions", LIST, short="e"),
    Flag("exec-path", "run this program as a function", TEXT),
    Flag("fn-path", "read functions from this folder", SLICE),
    Flag("global-scope", "let functions see all documents, not those of their folder alone"),
    Flag("image", "run this image as a function", TEXT),
    Flag(
        "include-subpackages",
        "also run functions of packages below: they are run in any case, as kustomize does",
        default="true",
    ),
    Flag("log-steps", "say on stderr which function runs"),
    Flag("mount", "a storage option read from the filesystem", LIST),
    Flag("network", "enable network access for functions that declare it"),
    Flag("results-dir", "write the results of functions into this folder", TEXT),
)
# "Reoncile" is how kustomize spells it.
USAGE = """\
[Alpha] Reoncile config functions to Resources.

Usage:
  kustompy fn run [DIR] [-- [KIND] KEY=VALUE...] [flags]

Flags:
"""


def main(arguments: Sequence[str]) -> int:
    """Run the functions."""
    word, rest = split_command(arguments, ())
    if word != "run":
        if word:
            to_stderr(f"Warning: there is no command `fn {word}`; nothing was done\n")
        to_stdout(
            "Commands for running functions against configuration.\n\nUsage:\n  kustompy fn [command]\n\n"
            "Available Commands:\n  run         [Alpha] Reoncile config functions to Resources.\n\n"
            'Use "kustompy fn [command] --help" for more information about a command.\n'
        )
        return 0
    words, data = _split(rest)
    line = line_unless_help("fn run", words, FLAGS, USAGE, is_kustomize=True)
    if line is None:
        return 0
    _check(line, data)
    return _run(line, data)


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments before ``--``, and those behind it."""
    whole = list(arguments)
    at = whole.index("--") if "--" in whole else len(whole)
    return whole[:at], whole[at + 1 :]


def _check(line: Line, data: Sequence[str]) -> None:
    if line["exec-path"] and not line["enable-exec"]:
        raise UsageError("must specify --enable-exec with --exec-path", code="KST837")
    if data and not line["image"] and not line["exec-path"]:
        raise UsageError("must specify --image", code="KST831")
    if len(line.positional) > 1:
        raise UsageError("0 or 1 arguments supported, function arguments go after '--'", code="KST834")
    # A first word without = is the kind of the functionConfig.
    pairs = data[1:] if data and "=" not in data[0] else data
    if any("=" not in each for each in pairs):
        raise UsageError("args must have keys and values separated by =", code="KST836")


def _run(line: Line, data: Sequence[str]) -> int:
    from kustompy.editing.packages.functions import Package
    from kustompy.editing.packages.reading import piped, printed

    context = _context(line)
    is_piped = not line.positional
    if not is_piped:
        _refuse_missing(context, line.positional[0])
    package = Package("", piped(from_stdin(DEFAULT_LIMITS.file_size))[0]) if is_piped else Package(line.positional[0])
    try:
        for function in _functions(line, data, package, context):
            if line["log-steps"]:
                to_stderr(f"Running {_name(function)}\n")
            # kustomize passes over a program in silence unless --enable-exec is given; the warning is ours.
            if not package.run(function, context):
                to_stderr(f"Warning: {_name(function)} was not run: --enable-exec allows programs\n")
    finally:
        for warning in context.session.warnings:
            to_stderr(f"{warning}\n")
        context.session.close()
    _write_results(package, line["results-dir"])
    if is_piped or line["dry-run"]:
        data_to_stdout(printed(package.annotated()))
    else:
        package.write()
    return 0


def _context(line: Line) -> Context:
    options = Options(
        # Calling this command is the permission for containers that a build asks for with a flag of its own.
        enable_alpha_plugins=True,
        enable_exec=line["enable-exec"],
        function_network=line["network"],
        function_mounts=line["mount"],
        function_env=line["env"],
        function_user=f"{os.getuid()}:{os.getgid()}" if line["as-current-user"] else "nobody",
        environment=os.environ,
    )
    session = Session(Files(), options)
    return Context(session, Root(session.files, os.getcwd()), "")


def _refuse_missing(context: Context, directory: str) -> None:
    context.session.files.resolved(os.path.abspath(directory), directory)


def _functions(line: Line, data: Sequence[str], package: Package, context: Context) -> list[Function]:
    """The functions of the package, or in their place those of ``--fn-path``, and the image or program of the line."""
    from kustompy.editing.packages.functions import discovered, named
    from kustompy.editing.packages.reading import records

    found: list[Function] = []
    if not (line["fn-path"] or line["image"] or line["exec-path"]):
        found += discovered(package.records, context, is_global=line["global-scope"])
    for folder in line["fn-path"]:
        found += discovered(records(folder, with_packages=True), context, is_global=True)
    if line["image"] or line["exec-path"]:
        kind = data[0] if data and "=" not in data[0] else ""
        pairs = [tuple(each.split("=", 1)) for each in data if "=" in each]
        found.append(
            named(
                line["exec-path"], line["image"], kind, [(key, value) for key, value in pairs], network=line["network"]
            )
        )
    return found


def _name(function: Function) -> str:
    spec = function.spec
    return str(spec.get("exec", {}).get("path") or spec.get("container", {}).get("image"))


def _write_results(package: Package, folder: str) -> None:
    if not folder:
        return
    from kustompy.editing.saving import save

    for number, text in enumerate(package.results):
        if text:
            save(os.path.join(os.path.abspath(folder), f"results-{number}.yaml"), None, text.encode())
