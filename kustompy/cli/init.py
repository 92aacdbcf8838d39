"""``kustompy init``: write a new repository; without a directory and these flags it is ``kustompy create``."""

from __future__ import annotations

import os

from kustompy.cli import create
from kustompy.cli.flags import HELP, LIST, SLICE, TEXT, Flag, parse
from kustompy.cli.output import to_stdout
from kustompy.errors import UsageError
from kustompy.model.values import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.model.values import Value

FLAGS = (
    Flag("app", "name of the app", TEXT),
    Flag("environments", "an overlay for each, production last (default dev,prod; with manifests prod)", SLICE),
    Flag("from", "a YAML file with the apps and environments", TEXT),
    Flag("from-helm", "output of `helm template`, a file or folder, which becomes the base", TEXT),
    Flag("from-manifests", "a folder of manifests, which becomes the base", TEXT),
    Flag("host", "host of its Ingress; other environments put their name before it", TEXT),
    Flag("image", "image of the app, with a tag or digest", TEXT),
    Flag("name", "first part of the namespaces NAME-ENVIRONMENT, else the name of the app", TEXT),
    Flag("pipeline", "the pipeline to write", TEXT, choices=("github", "gitlab", "none")),
    Flag("port", "port that its container listens at", TEXT),
    Flag("replicas", "number of replicas in the last environment", TEXT),
    Flag("secret", "variables whose values only the pipeline has, NAME,...", SLICE),
    Flag("variable", "variables that are no secret, NAME=VALUE,...", SLICE),
    Flag("volume", "a persistent volume for each pod, /PATH:SIZE", LIST),
)
USAGE = """\
Write a new repository: base, overlays, namespaces, config files, kustompy.toml, README and a pipeline. Flags describe
one app, a file describes several, or existing manifests become the base. Every environment is built before a file is
written, the base is compared with the manifests that it was made of, and no existing file is overwritten.

Without DIR and these flags it is `kustompy create`, as in kustomize.

Usage:
  kustompy init DIR [flags]

Flags:
"""
_OF_APP = ("host", "image", "port", "replicas", "secret", "variable", "volume")


def main(arguments: Sequence[str]) -> int:
    """Write the repository, and print how many files it has and what needs a look."""
    line = parse(arguments, (*FLAGS, *create.FLAGS))
    if line["help"]:
        from kustompy.cli.help_pages import page

        to_stdout(page("init", USAGE, (*FLAGS, HELP)))
        return 0
    given = {each.name for each in line.given}
    # `init` is kustomize's other name of `create`, which takes no argument: scripts that call it go on working.
    if not line.positional and given.isdisjoint(each.name for each in FLAGS):
        return create.main(arguments)
    directory = _directory(line, given)
    from kustompy.scaffolding.repository import scaffold

    made = scaffold(directory, _description(line), from_manifests=line["from-manifests"], from_helm=line["from-helm"])
    to_stdout(f"wrote {len(made.files)} files into {directory}\n" + "".join(f"  note: {each}\n" for each in made.notes))
    return 0


def _directory(line: Line, given: set[str]) -> str:
    if len(line.positional) != 1:
        raise UsageError(
            "init takes one directory", code="KST835", hint="write `kustompy init DIR`, or `.` for this one"
        )
    others = [each.name for each in create.FLAGS if each.name in given]
    if others:
        raise UsageError(
            f"--{others[0]} is a flag of `kustompy create`", code="KST837", hint="leave it out, or leave out DIR"
        )
    sources = [name for name in ("app", "from", "from-helm", "from-manifests") if line[name]]
    if len(sources) != 1:
        named = " and ".join(f"--{each}" for each in sources)
        raise UsageError(
            f"{named} do not go together" if sources else "init does not know what the repository is of",
            code="KST837",
            hint="give one of --app NAME --image IMAGE, --from FILE, --from-manifests DIR, --from-helm RENDER",
        )
    alone = [name for name in _OF_APP if name in given and not line["app"]]
    if alone:
        raise UsageError(
            f"--{alone[0]} needs --app", code="KST837", hint="write it below the app in the file of --from"
        )
    return str(line.positional[0])


def _description(line: Line) -> dict[str, Value]:
    table = _of_file(line["from"]) if line["from"] else {}
    if line["app"]:
        table["apps"] = {line["app"]: _app(line)}
    chosen = {"environments": line["environments"], "name": line["name"], "pipeline": line["pipeline"]}
    return {**table, **{name: value for name, value in chosen.items() if value}}


def _app(line: Line) -> dict[str, Value]:
    app: dict[str, Value] = {"image": line["image"]}
    counts = {"port": line["port"], "replicas": line["replicas"]}
    app.update({name: _number(name, text) for name, text in counts.items() if text})
    if line["host"]:
        app["host"] = line["host"]
    if len(line["volume"]) > 1:
        raise UsageError("an app has one volume here", code="KST837", hint="give --volume once, and add others by hand")
    if line["volume"]:
        [app["volume"]] = line["volume"]
    if line["variable"]:
        app["config"] = dict(_pair(each) for each in line["variable"])
    return {**app, "secrets": line["secret"]} if line["secret"] else app


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError(f"--{name} {text} is not a number", code="KST836", hint=f"write --{name} 3")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--variable {text} has no value", code="KST836", hint=f"write --variable {text}=VALUE")
    return name, value


def _of_file(path: str) -> dict[str, Value]:
    from kustompy.system.files import Files
    from kustompy.yamlio.read.reader import read

    documents = read(Files().read(os.path.realpath(path)))
    found = plain(documents[0]) if len(documents) == 1 else None
    if not isinstance(found, dict):
        raise UsageError(
            f"{path} does not describe a repository",
            code="KST871",
            hint="write `apps:` with a name, and `image: nginx:1.27` below it",
        )
    return found
