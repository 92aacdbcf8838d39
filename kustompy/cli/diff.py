"""``kustompy diff``: the differences between two builds, two revisions, or a build and the cluster."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import build_options, settings_of
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import EXCLUDE, OF_BUILDS, piped
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.errors import KustomizationError, UsageError
from kustompy.rendering.pipeline import build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.cli.flags import Line
    from kustompy.errors import KustompyError
    from kustompy.planning.across import Compared
    from kustompy.planning.changes.change import Diff
    from kustompy.planning.changes.noise import Noise
    from kustompy.planning.forms.described import Entry
    from kustompy.revisions.repository import Repository
    from kustompy.session.options import Options

FORMATS = ("text", "unified", "json", "json-patch", "markdown", "html")
FLAGS = (
    EXCLUDE,
    Flag("exit-code", "end with 1 if anything differs", default="true"),
    Flag("format", "output format", TEXT, default="text", choices=FORMATS),
    Flag("git", "compare with a revision, or two revisions with each other: REV or REV..REV", TEXT),
    Flag("kubectl", "the kubectl to run", TEXT, default="kubectl"),
    Flag("live", "compare with the cluster, by kubectl"),
    Flag("no-causes", "leave out the lines that caused the changes"),
    *OF_BUILDS,
)
USAGE = """\
Compare two sides, resource by resource and field by field, and name the lines that caused each difference. A side is a
kustomization, a URL, a file or folder of manifests, or - for stdin. With --git one side is a revision, read from git's
objects; with --live one is the cluster. Values of Secrets are never shown.

Usage:
  kustompy diff A B [flags]
  kustompy diff --git REV [DIR]... [flags]
  kustompy diff --git REV..REV [DIR]... [flags]
  kustompy diff --live DIR [flags]

Flags:
"""
DIFFERENT = 1


def main(argv: Sequence[str]) -> int:
    """Compare what the arguments name: 0 equal, 1 different, 2 a side cannot be built or the command line is wrong."""
    line = line_unless_help("diff", argv, FLAGS, USAGE)
    if line is None:
        return 0
    options = build_options(line, os.environ)
    noise = noise_for(line, line.positional[-1] if line.positional else ".")
    if line["git"]:
        is_different = _of_revisions(line, options, noise)
    elif line["live"]:
        is_different = _of_cluster(line, options, noise)
    else:
        is_different = _of_sides(line, options, noise)
    return DIFFERENT if is_different and line["exit-code"] else 0


def noise_for(line: Line, place: str) -> Sequence[Noise]:
    """The rules of the settings that hold at a place."""
    from kustompy.planning.changes.noise import noise_of

    return noise_of(settings_of(line, place if os.path.isdir(place) else os.curdir, command="diff").noise)


def _of_sides(line: Line, options: Options, noise: Sequence[Noise]) -> bool:
    if len(line.positional) != 2:
        raise UsageError(
            "diff compares two sides", code="KST834",
            hint="name two: `kustompy diff overlays/dev overlays/prod`; or one with --git REV or --live",
        )  # fmt: skip
    from kustompy.planning.changes.differ import differences
    from kustompy.planning.sides import STDIN, read_side
    from kustompy.validation.check.inputs import Reading

    if line.positional == [STDIN, STDIN]:
        raise UsageError("stdin can be one side only", code="KST834", hint="name a file or directory for the other")
    reading = Reading(options.limits, root=options.root, trust=options.trust)
    sides = [read_side(each, options, reading, lambda: piped(options.limits.file_size)) for each in line.positional]
    found = differences(sides[0], sides[1], noise)
    _tell(sides[1].notes)
    _print([("", found)], line)
    return bool(found)


def _tell(notes: Iterable[str]) -> None:
    """Print the notes on rules of an Application that are left out, each once."""
    for text in dict.fromkeys(notes):
        to_stderr(f"# Warning: {text}\n")


def _of_cluster(line: Line, options: Options, noise: Sequence[Noise]) -> bool:
    if len(line.positional) > 1:
        raise UsageError("--live compares one target", code="KST834", hint="name one directory")
    from kustompy.planning.changes.differ import differences
    from kustompy.planning.ignored import ignoring_of
    from kustompy.planning.live import live_and_merged

    target = line.place
    built = build(target, options)
    ignoring = ignoring_of(target, options)
    _tell(ignoring.notes)
    # The server merges: what it defaults, or others own, is no difference.
    old, new, warning = live_and_merged(built.to_yaml(), os.environ, line["kubectl"])
    if warning:
        to_stderr(f"# Warning: {warning}\n")
    found = differences(old, new, [*noise, *ignoring.rules])
    _print([("", found)], line)
    return bool(found)


def _of_revisions(line: Line, options: Options, noise: Sequence[Noise]) -> bool:
    if line["live"]:
        raise UsageError("--git and --live do not go together", code="KST808", hint="leave one out")
    from kustompy.planning.across import compared
    from kustompy.planning.objects import targets_to_compare
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository

    paths = line.positional or ["."]
    # git writes REV..REV and REV...REV; both are the two ends here.
    first, dots, second = line["git"].partition("..")
    start = paths[0] if os.path.exists(paths[0]) else paths[0].partition("#")[0]
    repository = Repository(os.path.abspath(start), os.environ)
    with Objects(repository) as objects:
        old = RevisionFiles(repository, repository.revision(first or "HEAD"), objects)
        new = RevisionFiles(repository, repository.revision(second.lstrip(".") or "HEAD"), objects) if dots else None
        changed = repository.changed_files(old.revision, None if new is None else new.revision)
        targets = targets_to_compare(paths, old, new, changed, line["exclude"], options, repository)
        found = [compared(each.target, repository.top, old, new, options, noise, each.there) for each in targets]
        for each in found:
            _refuse_unbuilt(each, first or "HEAD", repository)
        _tell(note for each in found if each.new is not None for note in each.new.notes)
        # The one directory that was named needs no heading; what a directory stands for does.
        is_one = len(paths) == 1 and [each.target for each in targets] == [os.path.realpath(paths[0])]
        whole = [("" if is_one else each.target, each.changes) for each in found if each.changes is not None]
        _print(whole, line)
    return any(changes for _, changes in whole)


def _refuse_unbuilt(found: Compared, revision: str, repository: Repository) -> None:
    """Raise the error of a side that does not build."""
    # Taken for an empty side, it would read as if everything had been added or deleted.
    if found.old_error is not None:
        raise unbuilt(found.target, revision, found.old_error)
    if found.new_error is not None:
        raise with_words_of_sparse(found.new_error, repository)


def with_words_of_sparse(error: KustompyError, repository: Repository) -> KustompyError:
    """The error; of a sparse checkout with the hint that a file may be left out of it."""
    if not repository.is_sparse:
        return error
    return error.noted(hint="the checkout is sparse: `git sparse-checkout add DIR` brings what the build reads")


def unbuilt(target: str, revision: str, error: KustompyError) -> KustomizationError:
    """The error of a target that does not build at a revision."""
    # Without the place of the error, which is a line of a file that only git has.
    return KustomizationError(
        f"{target} does not build at {revision}: {error}", code="KST209",
        hint="compare with a revision that builds; `kustompy plan` goes on with the other overlays",
    )  # fmt: skip


def _print(differing: Sequence[tuple[str, Diff]], line: Line) -> None:
    """Print the changes of each target, below its name if it has one."""
    form = line["format"]
    if form == "unified":
        to_stdout("".join(changes.to_text() for _, changes in differing))
        return
    if form == "json-patch":
        from kustompy.planning.forms.json import patches

        to_stdout(patches([each for _, changes in differing for each in changes]))
        return
    from kustompy.planning.explaining import near
    from kustompy.planning.forms.described import described

    shown = near(os.getcwd())
    groups = [(name, described(each, shown, causes=not line["no-causes"])) for name, each in differing if each]
    left_out = sum(changes.left_out for _, changes in differing)
    to_stdout(_text(groups, left_out) if form == "text" else _rendered(groups, left_out, form))


def _text(groups: Sequence[tuple[str, list[Entry]]], left_out: int) -> str:
    from kustompy.cli.reporter import has_colours
    from kustompy.planning.explaining import printable
    from kustompy.planning.forms.described import counts_text
    from kustompy.planning.forms.text import rendered

    coloured = has_colours(sys.stdout)
    parts = [
        (f"{printable(name)}\n\n" if name else "") + rendered(entries, coloured=coloured) for name, entries in groups
    ]
    closing = counts_text([each for _, entries in groups for each in entries])
    quiet = f"; {left_out} more left out as noise" if left_out else ""
    return "\n".join([*(each for each in parts if each), f"{closing}{quiet}\n"])


def _rendered(groups: Sequence[tuple[str, list[Entry]]], left_out: int, form: str) -> str:
    if form == "html":
        from kustompy.planning.page.pages import page_of_diff

        return page_of_diff(groups)
    entries = [each for _, group in groups for each in group]
    if form == "json":
        from kustompy.planning.forms.json import rendered

        return rendered(entries, left_out)
    from kustompy.planning.forms.markdown import rendered as comment

    return comment(entries)
