"""``kustompy rollback``: deploy a target as a revision has it, built from git's objects."""

from __future__ import annotations

import os

from kustompy.cli.cluster import DEPLOYING, OF_RENDERS, options_for, target_of
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (*DEPLOYING, Flag("to", "revision to go back to: a tag, branch or hash, or HEAD~1", TEXT), *OF_RENDERS)
USAGE = """\
Deploy an overlay as it is at a revision, which is read from git's objects: nothing is checked out. The next deploy from
the work tree applies its state again, so revert the change there, too.
'PATH#*' stands for all objects of Flux or Argo CD below a path at the revision.

Usage:
  kustompy rollback TARGET --to REV [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Roll back: 0 everything is applied and ready, 1 something is not, 2 the command line is wrong."""
    line = line_unless_help("rollback", argv, FLAGS, USAGE)
    if line is None:
        return 0
    from kustompy.cli.deploy_objects import deployed_in_turn, refuse_flags_of_one, warn
    from kustompy.cli.deploy_one import deploy_one
    from kustompy.deploying.ready import ALL, all_ready, is_all, ready_for
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository

    target = target_of(line)
    if not line["to"]:
        raise UsageError(
            "rollback needs a revision", code="KST805", hint="name one: `kustompy rollback overlays/prod --to v1.4`"
        )
    if is_all(target):
        refuse_flags_of_one(line, target)
    options = options_for(line)
    repository = Repository(os.path.realpath(target), os.environ)
    revision = repository.revision(line["to"])
    with Objects(repository) as objects:
        files = RevisionFiles(repository, revision, objects)
        if is_all(target):
            path = target.removesuffix(ALL)
            ready = all_ready(path, options, files, prunes=line["prune"], left_out=warn)
        else:
            ready = [ready_for(target, options, files, prunes=line["prune"])]
        # Printed while git's objects can be read: a build may read files until it is printed.
        for each in ready:
            each.built.to_yaml()
    if is_all(target):
        return deployed_in_turn(line, ready, revision.commit)
    return deploy_one(line, ready[0], revision.commit)
