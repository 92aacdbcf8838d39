"""``kustompy flux-local``: flux-local's commands and flags, so that a pipeline changes one word."""

from __future__ import annotations

import os
from time import monotonic

from kustompy.cli.build_flags import FLEET_FLAGS, build_options, settings_of
from kustompy.cli.flags import HELP, SLICE, SWITCH, TEXT, Flag, parse
from kustompy.cli.inputs import OF_BUILDS
from kustompy.cli.output import data_to_stdout, to_stderr, to_stdout
from kustompy.errors import LoadError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options

    Found = list[tuple[str, Object]]

_IGNORED = {
    "enable-oci": SWITCH, "kustomize-build-flags": TEXT, "limit-bytes": TEXT, "log-level": TEXT,
    "no-enable-helm": SWITCH,
}  # fmt: skip
"""Flags without a meaning here: charts are pulled wherever they are, a build needs no flags, and nothing is cut off."""
_OWN = (
    Flag("all-namespaces", "take the objects of all namespaces", short="A"),
    Flag("api-versions", "the API versions that charts see", SLICE, short="a"),
    Flag("branch-orig", "the revision that `diff` compares with, else HEAD", TEXT),
    Flag("enable-images", "list images with `get cluster`"),
    Flag("kube-version", "the version of Kubernetes that charts see", TEXT),
    Flag("namespace", "take the objects of this namespace", TEXT, short="n", default="flux-system"),
    Flag("no-skip-crds", "leave CustomResourceDefinitions in"),
    Flag("no-skip-secrets", "leave Secrets in"),
    Flag("only-images", "list images alone with `get cluster`"),
    Flag("output", "wide, name, yaml, json, diff or object, as the command takes it", TEXT, short="o"),
    Flag("output-file", "write what is printed into this file", TEXT),
    Flag("path", "the directory with the objects", TEXT, default="."),
    Flag("path-orig", "the directory that `diff` compares with", TEXT),
    Flag("skip-crds", "leave CustomResourceDefinitions out", default="true"),
    Flag("skip-secrets", "leave Secrets out", default="true"),
    Flag("sources", "the sources that are this repository", SLICE),
    Flag("strip-attrs", "labels and annotations that `diff` leaves out, separated by commas", SLICE),
    Flag("unified", "how many lines around a change `diff` prints", TEXT, short="u", default="3"),
    Flag("verbose", "a line for each object that `test` builds", short="v"),
    *(Flag(name, "changes nothing", kind) for name, kind in _IGNORED.items()),
)
FLAGS = (*_OWN, *FLEET_FLAGS, *OF_BUILDS)
USAGE = """\
Take flux-local's commands and flags, so that a pipeline changes one word: build what the Kustomizations and
HelmReleases below a path apply, compare it with a revision or another directory, list them, or see whether all of them
build. hr and --enable-helm run helm. What is in no file, and what SOPS has encrypted for a key that is not here, has
placeholders.

Usage:
  kustompy flux-local build ks|hr|all [NAME] [flags]
  kustompy flux-local diff ks|hr [NAME] [flags]
  kustompy flux-local get ks|hr|cluster [NAME] [flags]
  kustompy flux-local test [flags]

Flags:
"""
KUSTOMIZATION, RELEASE, ALL, CLUSTER = "Kustomization", "HelmRelease", "all", "cluster"
_KINDS = {
    **dict.fromkeys(("ks", "kustomization", "kustomizations"), KUSTOMIZATION),
    **dict.fromkeys(("hr", "helmrelease", "helmreleases"), RELEASE),
    **dict.fromkeys(("cl", "cluster", "clusters"), CLUSTER),
    "all": ALL,
}
_TAKES = {
    "build": (KUSTOMIZATION, RELEASE, ALL), "diff": (KUSTOMIZATION, RELEASE),
    "get": (KUSTOMIZATION, RELEASE, CLUSTER), "test": (ALL,),
}  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Do what flux-local does: 0 done, whatever differs; 1 an object cannot be built, or the command line is wrong."""
    line = parse(argv, FLAGS)
    if line["help"]:
        from kustompy.cli.help_pages import page

        to_stdout(page("flux-local", USAGE, (*FLAGS, HELP)))
        return 0
    verb, kind, name = _words(line)
    options = _options(line, verb, kind)
    if verb == "get":
        from kustompy.cli.flux_local_get import listed

        return listed(line, kind, name, options)
    if verb == "diff":
        from kustompy.cli.flux_local_diff import compared

        return compared(line, kind, name, options)
    found = found_below(line["path"], line, kind, name, options)
    return _tested(line, found, options) if verb == "test" else _built(line, found, options)


def _words(line: Line) -> tuple[str, str, str]:
    """The verb, the kind and the name; the name is empty unless one is given."""
    verb, *rest = line.positional or [""]
    if verb not in _TAKES:
        raise _unknown(verb, "flux-local", "build, diff, get or test")
    if verb == "test":
        rest = [ALL, *(each for each in rest if each != ALL)]
    spelled = rest[0] if rest else ""
    kind = _KINDS.get(spelled, "")
    if kind not in _TAKES[verb]:
        raise _unknown(spelled, f"flux-local {verb}", ", ".join(_short(each) for each in _TAKES[verb]))
    if len(rest) > 2:
        raise _unknown(rest[2], f"flux-local {verb} {spelled}", "one name")
    return verb, kind, rest[1] if len(rest) > 1 else ""


def _short(kind: str) -> str:
    return next(word for word, each in _KINDS.items() if each == kind)


def _unknown(word: str, command: str, there: str) -> UsageError:
    return UsageError(f'unknown command "{word}" for "kustompy {command}"', code="KST809", hint=f"write {there}")


def _options(line: Line, verb: str, kind: str) -> Options:
    words = line.positional
    line.positional = [line["path"]]
    options = build_options(line, os.environ)
    line.positional = words
    place = line["path"] if os.path.isdir(line["path"]) else os.path.dirname(line["path"]) or os.curdir
    settings = settings_of(line, place)
    return options.replaced(
        # `hr` asks for what helm renders; a list of HelmReleases is made without it
        enable_helm=options.enable_helm or (kind == RELEASE and verb != "get"),
        helm_api_versions=[*options.helm_api_versions, *line["api-versions"]],
        helm_kube_version=line["kube-version"] or options.helm_kube_version,
        own_sources=settings.own_sources or _sources(line), clusters=settings.clusters, outside_values=True,
    )  # fmt: skip


def _sources(line: Line) -> tuple[str, ...]:
    """The names of ``--sources``; a UsageError for one that begins below the top of the repository."""
    found = []
    for each in line["sources"]:
        name, _, path = each.partition("=")
        if os.path.normpath(path or ".") != ".":
            raise UsageError(
                f"--sources {each}: a source begins at the top of the repository", code="KST806",
                hint=f"write `--sources {name}`, and paths from the top in its objects",
            )  # fmt: skip
        found += [name] if name else []
    return tuple(found)


def found_below(path: str, line: Line, kind: str, name: str, options: Options) -> Found:
    """The objects that the command names, each with its target; a LoadError if a name stands for none."""
    world = world_at(path, options)
    found = [(world.target_of(each, path), each) for each in chosen(world, line, kind, name)]
    if name and not found:
        raise LoadError(
            f"{kind} object '{name}' not found in {where(line)}", code="KST250",
            hint="see `get ks -A` and `get hr -A`; -n names the namespace",
        )  # fmt: skip
    return found


def world_at(path: str, options: Options, *, releases: bool = False) -> World:
    """All objects below a path; HelmReleases if helm may run, or a list of ``releases`` is wanted."""
    from kustompy.rendering.objects import objects_below

    if not os.path.exists(path):
        raise LoadError(f"lstat {path}: no such file or directory", code="KST301", hint="name a directory with --path")
    return objects_below(path, options, releases=releases)


def chosen(world: World, line: Line, kind: str, name: str) -> list[Object]:
    """The objects of a kind, a namespace and a name, each behind those that it depends on; of all if none is named."""
    from kustompy.controllers.order import in_order

    kinds = (KUSTOMIZATION, RELEASE) if kind == ALL else (kind,)
    anywhere = line["all-namespaces"] or kind == ALL
    return [
        each
        for each in in_order(world.objects)
        if each.kind in kinds and name in ("", each.name) and (anywhere or each.namespace == line["namespace"])
    ]


def where(line: Line) -> str:
    """The namespaces that are looked into, in words."""
    return "any namespace" if line["all-namespaces"] else f"namespace '{line['namespace']}'"


def skipped(line: Line) -> set[str]:
    """The kinds that are left out."""
    definitions = line["skip-crds"] and not line["no-skip-crds"]
    secrets = line["skip-secrets"] and not line["no-skip-secrets"]
    return {*(["CustomResourceDefinition"] * definitions), *(["Secret"] * secrets)}


def written(line: Line, text: str, *, is_data: bool = False) -> None:
    """Print the text, or write it into the file that the line names; data are printed as they are."""
    file = line["output-file"]
    if file in ("", "/dev/stdout"):
        (data_to_stdout if is_data else to_stdout)(text)
        return
    from kustompy.cli.build import write_text

    try:
        write_text(text, file)
    except UsageError as error:
        error.noted(hint="name a file")
        raise


def outcomes(found: Found, line: Line, options: Options) -> list[Outcome]:
    """What each object comes to, in order; errors and warnings are told."""
    from kustompy.cli.fleet_engine import engine

    def note(text: str) -> None:
        to_stderr(f"{text}\n")

    targets = [target for target, _ in found]
    done = {each.target: each for each in engine(targets, options, line, wants_records=True, note=note)}
    for each in done.values():
        for text in each.warnings:
            note(text)
        if each.error is not None:
            from kustompy.cli.reporter import error_text

            to_stderr(error_text(each.error, []))
    return [done[target] for target in targets]


def _built(line: Line, found: Found, options: Options) -> int:
    from kustompy.fleet.outcome import Result

    left_out = skipped(line)
    done = outcomes(found, line, options)
    texts = [
        resource.to_yaml()
        for each in done
        if each.error is None
        for resource in Result(each, options).build
        if resource.kind not in left_out
    ]
    written(line, "---\n".join(texts), is_data=True)
    return int(any(each.error is not None for each in done))


def _tested(line: Line, found: Found, options: Options) -> int:
    started = monotonic()
    done = outcomes(found, line, options)
    lines = []
    for each, (_, subject) in zip(done, found, strict=True):
        word = "PASSED" if each.error is None else "FAILED"
        if line["verbose"] or each.error is not None:
            lines.append(f"{line['path']}::{subject.namespace}::{subject.name}::{subject.kind.lower()} {word}\n")
    failed = sum(each.error is not None for each in done)
    counts = [f"{count} {word}" for count, word in ((failed, "failed"), (len(done) - failed, "passed")) if count]
    to_stdout("".join(lines) + f"{', '.join(counts) or 'no objects'} in {monotonic() - started:.2f}s\n")
    return int(failed > 0)
