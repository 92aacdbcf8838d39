"""``kustompy rollback``: a target as a revision has it, rendered from git's objects and deployed."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.cluster import DEPLOYING, OF_RENDERS, target_of
from kustompy.cli.flags import HELP, TEXT, Flag, parse
from kustompy.cli.output import to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = (*DEPLOYING, Flag("to", "the revision to go back to: a tag, a branch, a hash, HEAD~1", TEXT), *OF_RENDERS)
USAGE = """\
Deploy an overlay as a revision has it. The revision is read from git's objects: nothing is checked out, and the work
tree does not matter. The next deploy of the work tree brings its state again, so revert there, too.

Usage:
  kustompy rollback TARGET --to REV [flags]

Flags:
"""


def main(argv: Sequence[str]) -> int:
    """Roll back: 0 everything is applied and works, 1 something does not, 2 the command line is wrong."""
    line = parse(argv, FLAGS)
    if line["help"]:
        from kustompy.cli.help_pages import page

        to_stdout(page("rollback", USAGE, (*FLAGS, HELP)))
        return 0
    from kustompy.cli.deploy import deploy
    from kustompy.rendering.pipeline import build
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository

    target = target_of(line)
    if not line["to"]:
        raise UsageError(
            "rollback needs a revision", code="KST805", hint="name one: `kustompy rollback overlays/prod --to v1.4`"
        )
    line.values["placeholder-inputs"] = False
    options = build_options(line, os.environ)
    repository = Repository(os.path.realpath(target), os.environ)
    revision = repository.revision(line["to"])
    with Objects(repository) as objects:
        # git knows real paths only
        built = build(os.path.realpath(target), options, RevisionFiles(repository, revision, objects))
        built.to_yaml()
    return deploy(line, target, built, revision.commit)
