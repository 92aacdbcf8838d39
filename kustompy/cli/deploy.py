"""``kustompy deploy``: a render into a cluster, by the user's own kubectl, wave after wave."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options, settings_of
from kustompy.cli.cluster import DEPLOYING, OF_RENDERS, apply_set_of, kubectl_of, path_in_repository, target_of
from kustompy.cli.flags import HELP, TEXT, Flag, parse
from kustompy.cli.interruption import seconds_of, without_limit
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import KustompyError, LoadError

ALL = "#*"
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.deploying.controlled import Asked
    from kustompy.deploying.run import Deploying, Wanted
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build
    from kustompy.session.options import Options

FLAGS = (
    *DEPLOYING,
    Flag("plan", "deploy what this file of `kustompy plan --out` says, and nothing else", TEXT),
    *OF_RENDERS,
)
USAGE = """\
Build an overlay and apply it server-side by kubectl, with its kubeconfig and its authentication: first Namespaces and
definitions, then what others need, then workloads, and webhooks after the Deployment that serves them. Wait until all
of it works. With --prune delete what is no longer rendered. What a run that was cut has done stays done: run it again.
'PATH#*' stands for all objects of Flux or Argo CD below a path, each after those that it depends on.

Usage:
  kustompy deploy TARGET [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Deploy: 0 everything is applied and works, 1 something does not, 2 the command line is wrong."""
    line = parse(argv, FLAGS)
    if line["help"]:
        from kustompy.cli.help_pages import page

        to_stdout(page("deploy", USAGE, (*FLAGS, HELP)))
        return 0
    from kustompy.rendering.pipeline import build

    target = target_of(line)
    line.values["placeholder-inputs"] = False
    if target.endswith(ALL):
        from kustompy.cli.deploy_objects import deploy_all

        return deploy_all(line, target.removesuffix(ALL))
    options = build_options(line, os.environ)
    built = build(target, options)
    asked = asked_by(target, options)
    if line["plan"]:
        _hold_to_plan(line, target, built, options)
    return deploy(line, target, built, asked=asked)


def asked_by(target: str, options: Options) -> Asked:
    """What the object that a target names asks of a deploy; nothing of a directory."""
    from kustompy.controllers.names import split_target
    from kustompy.deploying.controlled import NOTHING, asked_of

    split = split_target(target)
    if split is None:
        return NOTHING
    from kustompy.rendering.objects import objects_below

    return asked_of(objects_below(split[0], options).named(split[1]))


def deploy(line: Line, target: str, built: Build, revision: str = "", asked: Asked | None = None) -> int:
    """Deploy what was built, and say how it went; ``asked`` is what an object of a controller asks of it."""
    from kustompy.cli.deploy_progress import hearing
    from kustompy.deploying.controlled import NOTHING, applied
    from kustompy.deploying.run import Deploying

    for text in built.warnings:
        to_stderr(f"{text}\n")
    asked = asked or NOTHING
    resources = applied(built.resources, asked)
    wanted = _wanted(line, target, resources, asked)
    without_limit()
    hears = hearing(line["format"], is_quiet=line["yes"])
    deploying = Deploying(resources, kubectl_of(line), wanted, hears)
    error: KustompyError | None = None
    try:
        deploying.deploy()
    except KustompyError as failed:
        error = failed
        raise
    finally:
        hears.close()
        _tell(line, deploying, target, revision, error)
    return 0


def _wanted(line: Line, target: str, resources: Sequence[Resource], asked: Asked) -> Wanted:
    from kustompy.deploying.kubectl import Written
    from kustompy.deploying.run import Wanted

    if line["prune"] and not asked.prunes:
        to_stderr(f"# Warning: {target} has no `prune: true`, so nothing of it is pruned\n")
    is_timed = any(each.name == "timeout" for each in line.given)
    return Wanted(
        Written(line["field-manager"], line["force-conflicts"], line["dry-run"]),
        waits=not line["no-wait"], seconds=(0 if is_timed else asked.seconds) or seconds_of(line["timeout"]),
        jobs_end=line["wait-for-jobs"], apply_set=apply_set_of(line, target, resources),
        prunes=line["prune"] and asked.prunes, prune_also=tuple(line["prune-also"]), in_phases=asked.in_phases,
        checked=asked.checked,
    )  # fmt: skip


def _tell(line: Line, deploying: Deploying, target: str, revision: str, error: KustompyError | None) -> None:
    """The summary, or the document of results; whatever ended the deploy."""
    from kustompy.deploying.forms import as_json, summary

    deployed = deploying.deployed(target, revision)
    to_stdout(as_json(deployed, error) if line["format"] == "json" else f"{summary(deployed)}\n")


def _hold_to_plan(line: Line, target: str, built: Build, options: Options) -> None:
    """Refuse to go on if tree or cluster are not what the plan was made of."""
    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Written
    from kustompy.deploying.plan_file import planned_target, refuse_moved_cluster, refuse_moved_tree
    from kustompy.planning.changes.noise import noise_of
    from kustompy.rendering.pipeline import build
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository

    path = path_in_repository(target)[1]
    planned = planned_target(_content(line["plan"]), path, line["plan"])
    refuse_moved_tree(planned, built.to_yaml())
    old: Build | None = None
    if planned.status != "new":
        repository = Repository(os.path.realpath(target), os.environ)
        with Objects(repository) as objects:
            old = build(
                os.path.realpath(target), options, RevisionFiles(repository, repository.revision(planned.base), objects)
            )
    resources = [] if old is None else old.resources
    noise = noise_of(settings_of(line, target if os.path.isdir(target) else os.curdir, command="diff").noise)
    failures = Failures([*built.resources, *resources])
    written = Written(line["field-manager"])
    refuse_moved_cluster(resources, built.resources, kubectl_of(line), written, failures, noise)


def _content(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        raise LoadError(f"open {file}: {reason}", code="KST666", hint="make it: `kustompy plan --out FILE`") from None
