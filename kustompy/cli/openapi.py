"""``kustompy openapi``: the version of the built-in OpenAPI document, and the document of a cluster."""

from __future__ import annotations

import os

from kustompy.cli.flags import TEXT, Flag, split_command
from kustompy.cli.head import line_unless_help
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import FunctionError, UsageError
from kustompy.upstream import OPENAPI

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_FETCH = (Flag("format", "format of the document: json or yaml", TEXT, default="json"),)
_MEANINGS = {
    "fetch": "Fetches the OpenAPI document from the current kubernetes cluster specified in the user's kubeconfig",
    "info": "Displays information about the version of the built-in OpenAPI document",
}
_SECONDS = 60.0
_FAILED = (
    "Error fetching schema from cluster.\nPlease make sure kubectl is installed and its context is set correctly.\n"
)


def main(arguments: Sequence[str]) -> int:
    """Run one of the words."""
    word, rest = split_command(arguments, _FETCH)
    # As in kustomize, an unknown word prints the help and ends with 0; the warning is ours.
    if word not in _MEANINGS:
        rows = "".join(f"  {name.ljust(7)} {meaning}\n" for name, meaning in _MEANINGS.items())
        to_stdout(
            f"Commands for interacting with the OpenAPI data\n\nUsage:\n  kustompy openapi [command]\n\n"
            f"Available Commands:\n{rows}\n"
            'Use "kustompy openapi [command] --help" for more information about a command.\n'
        )
        if word:
            to_stderr(f"Warning: there is no command `openapi {word}`\n")
        return 0
    flags = _FETCH if word == "fetch" else ()
    usage = f"{_MEANINGS[word]}\n\nUsage:\n  kustompy openapi {word} [flags]\n\n"
    line = line_unless_help(f"openapi {word}", rest, flags, usage, is_kustomize=True)
    if line is None:
        return 0
    return _fetch(line["format"]) if word == "fetch" else _info()


def _info() -> int:
    to_stdout(f"{{title:Kubernetes,version:{OPENAPI}}}\n")
    return 0


def _fetch(form: str) -> int:
    if form not in ("json", "yaml"):
        raise UsageError("format must be either 'json' or 'yaml'", code="KST806")
    import json

    from kustompy.system.process import run

    # kustomize runs kubectl for it, too, and so uses the user's context and authentication.
    done = run("kubectl", ["get", "--raw", "/openapi/v2"], environment=os.environ, seconds=_SECONDS)
    if done.failure:
        said = done.stderr.decode(errors="replace")
        raise FunctionError(f"{done.failure}\n{said}{_FAILED}", code="KST641")
    document = json.loads(done.stdout)
    if form == "json":
        to_stdout(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    else:
        from kustompy.yamlio.writer import write_document

        to_stdout(write_document(document) + "\n")
    return 0
