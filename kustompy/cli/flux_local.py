"""``kustompy flux-local``: flux-local's commands and flags, so that a pipeline changes one word."""

from __future__ import annotations

import os
from time import monotonic

from kustompy.cli.build_flags import ENGINE_FLAGS, build_options, settings_of
from kustompy.cli.flags import SLICE, SWITCH, TEXT, Flag
from kustompy.cli.flux_local_words import words_of
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import OF_BUILDS
from kustompy.cli.output import to_stdout
from kustompy.controllers.names import RELEASE
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.cli.flux_local_objects import Found
    from kustompy.cli.flux_local_words import Words
    from kustompy.session.options import Options

_IGNORED = {
    "enable-oci": SWITCH, "kustomize-build-flags": TEXT, "limit-bytes": TEXT, "log-level": TEXT,
    "no-enable-helm": SWITCH,
}  # fmt: skip
"""Flags of flux-local without a meaning here: charts come from OCI, too, a build has flags of its own, and no output is
cut off."""
_OWN = (
    Flag("all-namespaces", "objects of all namespaces", short="A"),
    Flag("api-versions", "API versions that charts see", SLICE, short="a"),
    Flag("branch-orig", "revision that `diff` compares with, else HEAD", TEXT),
    Flag("enable-images", "list images with `get cluster`"),
    Flag("kube-version", "version of Kubernetes that charts see", TEXT),
    Flag("namespace", "objects of this namespace", TEXT, short="n", default="flux-system"),
    Flag("no-skip-crds", "leave CustomResourceDefinitions in"),
    Flag("no-skip-secrets", "leave Secrets in"),
    Flag("only-images", "list images alone with `get cluster`"),
    Flag("output", "wide, name, yaml, json, diff or object, depending on the command", TEXT, short="o"),
    Flag("output-file", "write the output into this file", TEXT),
    Flag("path", "directory with the objects", TEXT, default="."),
    Flag("path-orig", "directory that `diff` compares with", TEXT),
    Flag("skip-crds", "leave CustomResourceDefinitions out", default="true"),
    Flag("skip-secrets", "leave Secrets out", default="true"),
    Flag("sources", "names of sources that are this repository", SLICE),
    Flag("strip-attrs", "labels and annotations to leave out of `diff`, separated by commas", SLICE),
    Flag("unified", "lines that `diff` prints around a change", TEXT, short="u", default="3"),
    Flag("verbose", "print a line for each object that `test` builds", short="v"),
    *(Flag(name, "has no effect", kind) for name, kind in _IGNORED.items()),
)
FLAGS = (*_OWN, *ENGINE_FLAGS, *OF_BUILDS)
USAGE = """\
Run commands of flux-local, with its flags: build what the Kustomizations and HelmReleases below a path apply, compare
it with a revision or another directory, list them, or test whether all of them build. hr and --enable-helm run helm.
Values that no file has, and those that SOPS encrypted for a key that is missing here, are placeholders.

Usage:
  kustompy flux-local build ks|hr|all [NAME] [flags]
  kustompy flux-local diff ks|hr [NAME] [flags]
  kustompy flux-local get ks|hr|cluster [NAME] [flags]
  kustompy flux-local test [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Run a command of flux-local: 0 done, whatever differs; 1 an object fails to build, or a wrong command line."""
    line = line_unless_help("flux-local", argv, FLAGS, USAGE)
    if line is None:
        return 0
    words = words_of(line)
    options = _options(line, words)
    if words.verb == "get":
        from kustompy.cli.flux_local_get import listed

        return listed(line, words, options)
    if words.verb == "diff":
        from kustompy.cli.flux_local_diff import compared

        return compared(line, words, options)
    from kustompy.cli.flux_local_objects import found_below

    found = found_below(line["path"], line, words, options)
    return _tested(line, found, options) if words.verb == "test" else _built(line, found, options)


def _options(line: Line, words: Words) -> Options:
    # The options of a build look for settings where its first argument is, and here that is --path.
    given = line.positional
    line.positional = [line["path"]]
    options = build_options(line, os.environ)
    line.positional = given
    place = line["path"] if os.path.isdir(line["path"]) else os.path.dirname(line["path"]) or os.curdir
    settings = settings_of(line, place)
    return options.replaced(
        # `hr` is about what helm renders; a list of HelmReleases needs no helm.
        enable_helm=options.enable_helm or (words.kind == RELEASE and words.verb != "get"),
        helm_api_versions=[*options.helm_api_versions, *line["api-versions"]],
        helm_kube_version=line["kube-version"] or options.helm_kube_version,
        own_sources=settings.own_sources or _sources(line), clusters=settings.clusters, outside_values=True,
    )  # fmt: skip


def _sources(line: Line) -> tuple[str, ...]:
    """The names of ``--sources NAME=PATH``; a UsageError for a source that begins below the top of the repository."""
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


def _built(line: Line, found: Found, options: Options) -> int:
    from kustompy.cli.flux_local_objects import outcomes, skipped, written
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
    from kustompy.cli.flux_local_objects import outcomes

    started = monotonic()
    done = outcomes(found, line, options)
    lines = []
    for each, (_, subject) in zip(done, found, strict=True):
        word = "PASSED" if each.error is None else "FAILED"
        if line["verbose"] or each.error is not None:
            lines.append(f"{line['path']}::{subject.namespace}::{subject.name}::{subject.kind.lower()} {word}\n")
    failed = sum(each.error is not None for each in done)
    # The words of pytest, which flux-local uses for this.
    counts = [f"{count} {word}" for count, word in ((failed, "failed"), (len(done) - failed, "passed")) if count]
    to_stdout("".join(lines) + f"{', '.join(counts) or 'no objects'} in {monotonic() - started:.2f}s\n")
    return int(failed > 0)
