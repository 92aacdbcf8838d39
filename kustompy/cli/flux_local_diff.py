"""``kustompy flux-local diff``: compare what objects of Flux apply here with a revision or another directory."""

from __future__ import annotations

import os

from kustompy.cli.flux_local_objects import chosen, not_found, skipped, world_at, written
from kustompy.cli.output import to_stderr
from kustompy.cli.reporter import error_text
from kustompy.errors import KustompyError, UsageError
from kustompy.planning.across import NOTHING
from kustompy.planning.changes.differ import differences
from kustompy.planning.changes.noise import Noise
from kustompy.planning.objects import targets_to_compare
from kustompy.planning.sides import side_of_build
from kustompy.revisions.files import RevisionFiles
from kustompy.revisions.objects import Objects
from kustompy.revisions.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.cli.flags import Line
    from kustompy.cli.flux_local_words import Words
    from kustompy.planning.changes.change import Change
    from kustompy.planning.changes.differ import Side
    from kustompy.session.options import Options

    Pair = tuple[str, Side | KustompyError, Side | KustompyError]
    """The key of an object, and its two sides, each a build or the error of one that fails."""

_OUTPUTS = ("", "diff", "object", "json")
# flux-local strips attributes of objects and of pod templates, where charts put their version and checksums.
_METADATA = ("metadata",), ("spec", "template", "metadata")


def compared(line: Line, words: Words, options: Options) -> int:
    """Print the differences: 0 whatever they are, 1 if a side of an object does not build."""
    if line["output"] not in _OUTPUTS:
        raise UsageError(
            f"diff has no output {line['output']!r}", code="KST806",
            hint="write diff, object (changes by field, with their causes), or json",
        )  # fmt: skip
    if not line["unified"].isascii() or not line["unified"].isdigit():
        raise UsageError(f"--unified {line['unified']} is not a number", code="KST806", hint="write a number of lines")
    if line["path-orig"]:
        return _print(line, words, _of_directories(line, words, options))
    return _with_revision(line, words, options)


def _of_directories(line: Line, words: Words, options: Options) -> list[Pair]:
    """What each object below two directories applies."""
    sides = []
    for path in (line["path-orig"], line["path"]):
        world = world_at(path, options)
        targets = {each.key: world.target_of(each, path) for each in chosen(world, line, words)}
        sides.append({key: _side(target, options) for key, target in targets.items()})
    old, new = sides
    return [(key, old.get(key, NOTHING), new.get(key, NOTHING)) for key in dict.fromkeys((*new, *old))]


def _with_revision(line: Line, words: Words, options: Options) -> int:
    """Compare with a revision the objects that a change since then reaches."""
    start = os.path.realpath(line["path"])
    repository = Repository(start, os.environ)
    with Objects(repository) as objects:
        old = RevisionFiles(repository, repository.revision(line["branch-orig"] or "HEAD"), objects)
        changed = repository.changed_files(old.revision, None)
        wanted = _targets(start, line, words, options, old.fresh()) | _targets(start, line, words, options)
        # Of a path that neither side has, the search below says so.
        if not wanted and (os.path.exists(start) or old.is_there(start)):
            return _print(line, words, None)
        pairs: list[Pair] = []
        for each in targets_to_compare([f"{start}#*"], old, None, changed, [], options, repository):
            if each.target in wanted:
                # An object that is at one side alone is compared with nothing: its whole build is added or deleted.
                was_there, is_there = each.there or (True, True)
                before = _side(each.target, options, old.fresh()) if was_there else NOTHING
                pairs.append((each.target, before, _side(each.target, options) if is_there else NOTHING))
        return _print(line, words, pairs)


def _targets(start: str, line: Line, words: Words, options: Options, files: RevisionFiles | None = None) -> set[str]:
    """The targets that the command names at one side; empty if that side has no such directory."""
    from kustompy.rendering.objects import objects_below

    try:
        world = objects_below(start, options, files)
    except KustompyError:
        return set()
    return {world.target_of(each, start) for each in chosen(world, line, words)}


def _side(target: str, options: Options, files: RevisionFiles | None = None) -> Side | KustompyError:
    try:
        return side_of_build(target, options, files)
    except KustompyError as error:
        return error


def _print(line: Line, words: Words, pairs: Sequence[Pair] | None) -> int:
    """Print the changes of all pairs; None means that no side has an object of this kind and name."""
    if pairs is None or (line["path-orig"] and not pairs):
        written(line, f"{not_found(line, words)}\n")
        return 0

    code, noise = 0, _noise(line)
    whole: list[Change] = []
    for _, old, new in pairs:
        failed = [each for each in (old, new) if isinstance(each, KustompyError)]
        for each in failed:
            to_stderr(error_text(each, []))
        if not isinstance(old, KustompyError) and not isinstance(new, KustompyError):
            whole += differences(old, new, noise)
        code = 1 if failed else code
    written(line, _rendered(whole, line))
    return code


def _rendered(changes: Sequence[Change], line: Line) -> str:
    if line["output"] in ("", "diff"):
        from kustompy.planning.forms.unified import unified

        return "".join(unified(each, int(line["unified"]), line["strip-attrs"]) for each in changes)
    from kustompy.planning.explaining import near
    from kustompy.planning.forms.described import counts_text, described

    entries = described(changes, near(os.getcwd()))
    if line["output"] == "json":
        from kustompy.planning.forms.json import rendered

        return rendered(entries, 0)
    from kustompy.planning.forms.text import rendered as text

    return "\n".join(filter(None, (text(entries), f"{counts_text(entries)}\n")))


def _noise(line: Line) -> list[Noise]:
    found = [Noise(kinds=frozenset((kind.lower(),))) for kind in sorted(skipped(line))]
    names = line["strip-attrs"]
    paths = tuple((*above, "annotations", name) for above in _METADATA for name in names)
    return [*found, Noise(paths, labels=frozenset(names))] if names else found
