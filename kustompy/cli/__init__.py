"""The command line: argv in, exit code out. Only this package prints, reads the environment, or exits."""

from __future__ import annotations

import gc
import os
import sys

from kustompy._version import __version__
from kustompy.cli.flags import HELP, Flag, flags_help, parse, split_command
from kustompy.cli.interruption import guard
from kustompy.cli.output import OutputError, to_stderr, to_stdout
from kustompy.errors import KustompyError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "affected": "List the overlays that a change can reach",
    "argocd": "Build what Argo CD would apply: the Applications below a path",
    "build": "Build a kustomization target from a directory or URL",
    "cache": "Describe the cache of builds, or clear it",
    "cfg": "Commands for reading and writing configuration",
    "completion": "Generate shell completion script",
    "create": "Create a new kustomization in the current directory",
    "deploy": "Build an overlay and apply it by kubectl in waves, until everything is ready",
    "deps": "List what builds of overlays depend on",
    "diff": "Compare two builds, two revisions, or a build and the cluster, with causes",
    "doctor": "Find overlays that change with the version of kustomize",
    "drift": "Compare a cluster with what an overlay renders, and show who changed it",
    "drop-in": "Put a program called kustomize, which runs kustompy, into a directory",
    "edit": "Edits a kustomization file",
    "explain": "Show who wrote the fields of a resource: files, lines, and what was overwritten",
    "flux": "Build what Flux would apply: the Kustomizations below a path",
    "flux-local": "Build, compare and list as flux-local does, with its flags",
    "fn": "Commands for running functions against configuration",
    "graph": "Draw what overlays are made of, and which resources refer to which",
    "init": "Write a new repository: base, overlays, settings and pipeline",
    "kubeconform": "Check manifests as kubeconform does, with its flags and output",
    "localize": "[Alpha] Creates localized copy of target kustomization root at destination",
    "lint": "Find likely mistakes in kustomizations, and in what they build",
    "man": "Print the man page",
    "openapi": "Commands for interacting with the OpenAPI data",
    "plan": "Show what a branch changes in every overlay that it reaches, and what is dangerous",
    "report": "Write an HTML page of overlays: resources, who wrote them, and findings",
    "rollback": "Deploy an overlay as it is at a revision",
    "schema": "Print the JSON schema of the kustomization file, for editors",
    "targets": "List what lint and validate check below a directory",
    "validate": "Check builds and manifests against the schemas of Kubernetes",
    "version": "Print the version of kustomize that is followed",
}
"""The commands, each a module of this package with a ``main`` of its own, imported when it is called."""

CHECKS = (
    "affected", "deploy", "deps", "doctor", "graph", "kubeconform", "lint", "report", "rollback", "targets", "validate",
)  # fmt: skip
"""The commands that end with 1 if something is found or cannot be built, and with 2 if the command line is wrong."""
COMPARING = ("diff", "drift", "plan")
"""The commands that end with 1 if something differs, and with 2 if a side cannot be built."""
_TELLING = ("--watch", "deploy", "rollback")
"""Words of commands that report their own progress, and need no sign of life beside it."""
_ALIASES = {"__complete": "complete", "__completeNoDesc": "complete_bare"}
"""The names by which the scripts of cobra, kustomize's library, ask for completions, and the modules that answer."""

_INTERRUPTED, _PIPE_CLOSED = 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Errors end on stderr, never as a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run_command(arguments)
    except OutputError as error:
        to_stderr(f"Error: {error}\n")
    except BrokenPipeError:
        # `kustompy build | head` is no failure to report: the reader has what it wanted. 141 is 128 + SIGPIPE.
        return _PIPE_CLOSED
    except KustompyError as error:
        from kustompy.cli.reporter import error_text

        to_stderr(error_text(error, arguments))
        return _exit_code(error, arguments)
    # Every reader has a limit of depth below that of Python; this is the net under them, without a traceback.
    except RecursionError:
        to_stderr("Error: the input is nested too deeply\n")
    except MemoryError:
        to_stderr("Error: out of memory\n")
    # SIGTERM and SIGHUP come as an interruption with a code of their own, Ctrl-C without one.
    except KeyboardInterrupt as error:
        return getattr(error, "code", _INTERRUPTED)
    return 1


def _exit_code(error: KustompyError, arguments: list[str]) -> int:
    """The exit code of a failure: 1 as in kustomize, or 2 where a command of ours has another meaning for 1."""
    from kustompy.cli.build_flags import FLAGS

    command = split_command(arguments, FLAGS)[0]
    return 2 if command in COMPARING or (isinstance(error, UsageError) and command in CHECKS) else 1


def _run_command(arguments: list[str]) -> int:
    from kustompy.cli.build_flags import FLAGS

    # cobra takes flags before the command, and must know which of them have a value: the next word is no command then.
    name, rest = split_command(arguments, FLAGS)
    if not name:
        return _without_command(rest)
    if name == "help":
        return _help_of(rest)
    if name not in COMMANDS and name not in _ALIASES:
        raise UsageError(
            f'unknown command "{name}" for "kustompy"{_suggestion(name)}\nRun \'kustompy --help\' for usage.',
            code="KST809",
        )
    # By its name: a command loads its own module and none of the others.
    module = __import__(f"kustompy.cli.{_ALIASES.get(name, name).replace('-', '_')}", fromlist=["main"])
    code: int = module.main(rest)
    return code


def _without_command(arguments: list[str]) -> int:
    version = Flag("version", "print the version of kustompy itself", short="v")
    line = parse(arguments, (version,))
    if line["version"]:
        to_stdout(f"kustompy {__version__}\n")
        return 0

    commands = "".join(f"  {name.ljust(11)} {text}\n" for name, text in COMMANDS.items())
    to_stdout(
        "kustomize in pure Python: declarative configuration of Kubernetes.\n\n"
        f"Usage:\n  kustompy [command]\n\nAvailable Commands:\n{commands}\n"
        f"Flags:\n{flags_help((HELP, version))}\n"
        'Use "kustompy [command] --help" for more information about a command.\n'
    )
    return 0


def _help_of(arguments: list[str]) -> int:
    names = [each for each in arguments if not each.startswith("-")]
    return _run_command([*names, "--help"])


def _suggestion(name: str) -> str:
    from kustompy.messages.suggestions import all_similar

    close = all_similar(name, COMMANDS, 3)
    return "\n\nDid you mean this?\n" + "".join(f"\t{each}\n" for each in close) if close else ""


def run() -> None:
    """The console script."""
    # One build is all that this process does: what it made is not worth collecting before it ends.
    gc.disable()
    guard(sys.argv[1:])
    # A thread that only prints after two seconds costs a build nothing; in a pipeline nobody is waiting at a terminal.
    if sys.stderr is not None and sys.stderr.isatty() and not set(sys.argv[1:]).intersection(_TELLING):
        from kustompy.cli.life import watch

        watch(sys.stderr, sys.argv[1:])
    code = main()
    if sys.getprofile() is None and sys.gettrace() is None:
        # Taking the interpreter down costs a tenth of a small build, and nothing waits for it: output has been written.
        os._exit(code)
    raise SystemExit(code)
