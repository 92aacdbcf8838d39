"""The objects that a command of flux-local names, their builds, and where output goes."""

from __future__ import annotations

import os

from kustompy.cli.fleet_engine import engine
from kustompy.cli.flux_local_words import ALL
from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout, write_text
from kustompy.cli.reporter import error_text
from kustompy.controllers.names import KUSTOMIZATION, RELEASE
from kustompy.controllers.order import in_order
from kustompy.errors import LoadError, UsageError
from kustompy.rendering.objects import objects_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cli.flags import Line
    from kustompy.cli.flux_local_words import Words
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options

    Found = list[tuple[str, Object]]


def found_below(path: str, line: Line, words: Words, options: Options) -> Found:
    """The objects that the command names, each with its target; a LoadError if there is none of that name."""
    world = world_at(path, options)
    found = [(world.target_of(each, path), each) for each in chosen(world, line, words)]
    if words.name and not found:
        raise LoadError(
            not_found(line, words), code="KST250",
            hint="see `get ks -A` and `get hr -A`; -n names the namespace",
        )  # fmt: skip
    return found


def world_at(path: str, options: Options, *, releases: bool = False) -> World:
    """All objects below a path; HelmReleases if helm may run, or a list of ``releases`` is wanted."""
    if not os.path.exists(path):
        raise LoadError(f"lstat {path}: no such file or directory", code="KST301", hint="name a directory with --path")
    return objects_below(path, options, releases=releases)


def chosen(world: World, line: Line, words: Words) -> list[Object]:
    """The objects by kind, namespace and name, each behind those that it depends on; all of the kind without a name."""
    kinds = (KUSTOMIZATION, RELEASE) if words.kind == ALL else (words.kind,)
    # `test` and `build all` are about the whole cluster; all else is about flux-system unless -n or -A is given.
    anywhere = line["all-namespaces"] or words.kind == ALL
    return [
        each
        for each in in_order(world.objects)
        if each.kind in kinds and words.name in ("", each.name) and (anywhere or each.namespace == line["namespace"])
    ]


def not_found(line: Line, words: Words) -> str:
    """flux-local's message for a kind or name without an object."""
    said = f"{words.kind} object '{words.name}' not found in" if words.name else f"no {words.kind} objects found in"
    return f"{said} any namespace" if line["all-namespaces"] else f"{said} namespace '{line['namespace']}'"


def skipped(line: Line) -> set[str]:
    """The kinds that output leaves out."""
    definitions = line["skip-crds"] and not line["no-skip-crds"]
    secrets = line["skip-secrets"] and not line["no-skip-secrets"]
    return {*(["CustomResourceDefinition"] * definitions), *(["Secret"] * secrets)}


def written(line: Line, text: str, *, is_data: bool = False) -> None:
    """Print the text, or write it to ``--output-file``; data are printed as they are, for programs that read them."""
    file = line["output-file"]
    # flux-local's default is the path of stdout; written as a file, it would be replaced.
    if file in ("", "/dev/stdout"):
        (data_to_stdout if is_data else to_stdout)(text)
        return
    try:
        write_text(text, file)
    except UsageError as error:
        error.noted(hint="name a file")
        raise


def outcomes(found: Found, line: Line, options: Options) -> list[Outcome]:
    """The build of each object, in order; errors and warnings go to stderr."""

    def note(text: str) -> None:
        to_stderr(f"{text}\n")

    targets = [target for target, _ in found]
    done = {each.target: each for each in engine(targets, options, line, wants_records=True, note=note)}
    for each in done.values():
        for text in each.warnings:
            note(text)
        if each.error is not None:
            to_stderr(error_text(each.error, []))
    return [done[target] for target in targets]
