"""``kustompy deploy``: build a target and apply it by the user's own kubectl, wave after wave."""

from __future__ import annotations

import os

from kustompy.cli.cluster import DEPLOYING, OF_RENDERS, kubectl_of, options_for, target_of
from kustompy.cli.diff import noise_for
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.errors import LoadError, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.deploying.ready import Ready
    from kustompy.results.result import Build
    from kustompy.session.options import Options

FLAGS = (
    *DEPLOYING,
    Flag("plan", "deploy only what this file of `kustompy plan --out` says", TEXT),
    *OF_RENDERS,
)
USAGE = """\
Build an overlay and apply it by kubectl, with kubectl's kubeconfig and authentication. Resources are applied in waves:
Namespaces and definitions, then what others need, then workloads, and webhooks after the Deployment that serves them.
The command ends when everything is ready. --prune deletes what is no longer rendered. Run it again if it is
interrupted.
'PATH#*' stands for all objects of Flux or Argo CD below a path, each after those that it depends on.

Usage:
  kustompy deploy TARGET [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Deploy: 0 everything is applied and ready, 1 something is not, 2 the command line is wrong."""
    line = line_unless_help("deploy", argv, FLAGS, USAGE)
    if line is None:
        return 0
    # The parts of a deploy take ten times as long to load as the table of its flags, which is all that TAB asks for.
    from kustompy.cli.deploy_objects import deploy_all
    from kustompy.cli.deploy_one import deploy_one
    from kustompy.deploying.ready import is_all, ready_for

    target = target_of(line)
    if is_all(target):
        return deploy_all(line, target)
    options = options_for(line)
    ready = ready_for(target, options, prunes=line["prune"])
    if line["plan"]:
        _hold_to_plan(line, ready, options)
    return deploy_one(line, ready)


def _hold_to_plan(line: Line, ready: Ready, options: Options) -> None:
    """Refuse to go on if the tree or the cluster is no longer what the plan was made of."""
    from kustompy.deploying.apply_set import path_in_repository
    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Written
    from kustompy.deploying.plan_file import planned_target, refuse_moved_cluster, refuse_moved_tree
    from kustompy.rendering.pipeline import build
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository

    target, built = ready.target, ready.built
    # The plan names targets from the top of the repository, since it was made in another checkout, such as that of a
    # pipeline.
    path = path_in_repository(target, os.environ)[1]
    planned = planned_target(_content(line["plan"]), path, line["plan"])
    refuse_moved_tree(planned, built.to_yaml())
    old: Build | None = None
    # A new overlay has nothing at the base. Of any other, the old side is rendered again: the plan keeps digests, no
    # values.
    if planned.status != "new":
        repository = Repository(os.path.realpath(target), os.environ)
        with Objects(repository) as objects:
            old = build(
                os.path.realpath(target), options, RevisionFiles(repository, repository.revision(planned.base), objects)
            )
    resources = [] if old is None else old.resources
    noise = noise_for(line, target)
    failures = Failures([*built.resources, *resources])
    written = Written(line["field-manager"])
    refuse_moved_cluster(resources, built.resources, kubectl_of(line), written, failures, noise)


def _content(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except (OSError, ValueError) as error:
        text = f"open {file}: {reason_of(error)}"
        raise LoadError(text, code="KST666", hint="make it: `kustompy plan --out FILE`") from None
