"""The dependencies of targets as text, JSON, rules for make, and a graph for dot."""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.fleet.recorded import Recorded

_FAR = os.sep.join([os.pardir] * 4)
_KINDS = ("missed", "found", "links", "trees", "remotes", "programs", "variables")


def as_text(found: Sequence[Recorded], start: str, *, whole: bool) -> str:
    """What is read, each path once and sorted: files, directories that other programs read, URLs, variables.

    The ``whole`` has a word before every path, and also what was met, and what was looked for and is not there.
    """
    if not whole:
        read = {_shown(each, start) for one in found for each in (*one.dependencies.read, *one.dependencies.links)}
        trees = {f"{_shown(each, start)}{os.sep}" for one in found for each in one.dependencies.trees}
        remotes = {each for one in found for each in one.dependencies.remotes}
        variables = {f"${each}" for one in found for each in one.dependencies.variables}
        return "".join(map(_line, (*sorted(read | trees), *sorted(remotes), *sorted(variables))))
    lines: set[tuple[str, str]] = set()
    for one in found:
        for kind, paths in one.dependencies._asdict().items():
            lines.update((kind, _shown(each, start) if kind in _OF_PATHS else each) for each in paths)
    order = ["read", *_KINDS]
    return "".join(
        _line(f"{kind:<9} {path}") for kind, path in sorted(lines, key=lambda each: (order.index(each[0]), each))
    )


def _line(text: str) -> str:
    """A line for one path, whatever characters are in its name."""
    return text.replace("\n", "\\n") + "\n"


_OF_PATHS = frozenset(("read", "missed", "found", "links", "trees"))


def as_json(found: Sequence[Recorded], start: str) -> str:
    """A list with an object for each target; paths are relative to ``start`` where they are not far."""
    whole = []
    for one in found:
        shown = {
            kind: [_shown(each, start) if kind in _OF_PATHS else each for each in paths]
            for kind, paths in one.dependencies._asdict().items()
        }
        whole.append({"target": one.target, **shown, "error": None if one.error is None else str(one.error)})
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def as_make(found: Sequence[Recorded], start: str, output: str) -> str:
    """A rule for each target, and an empty one for each file, so that make takes it when the file is gone.

    What is not there counts as soon as it is.
    """
    rules, files = [], set()
    for one in found:
        read = [_escaped(_shown(each, start)) for each in (*one.dependencies.read, *one.dependencies.links)]
        # make would fail for a file that is not there and that no rule makes; wildcard gives it once it is.
        missed = [f"$(wildcard {_escaped(_shown(each, start))})" for each in one.dependencies.missed]
        # A directory as a prerequisite counts by its own time, which files in it do not change.
        trees = [f"$(shell find {_escaped(_shown(each, start))} -type f)" for each in one.dependencies.trees]
        name = os.path.join(output, f"{file_name(one.target)}.yaml") if output else one.target
        rules.append(" \\\n  ".join([f"{_escaped(name)}:", *read, *missed, *trees]) + "\n")
        files.update(read)
    return "\n".join(rules) + "".join(f"\n{each}:\n" for each in sorted(files))


def as_dot(found: Sequence[Recorded], start: str) -> str:
    """A graph of targets and what they read; what was looked for and is not there is dashed."""
    lines = []
    for one in found:
        name = _quoted(one.target)
        paths = (*one.dependencies.read, *one.dependencies.links, *one.dependencies.trees)
        read = (*(_shown(each, start) for each in paths), *one.dependencies.remotes)
        missed = (_shown(each, start) for each in one.dependencies.missed)
        lines.append(f"  {name} [shape=box];")
        lines += [f"  {name} -> {_quoted(each)};" for each in read]
        lines += [f"  {name} -> {_quoted(each)} [style=dashed];" for each in missed]
    return "digraph dependencies {\n  rankdir=LR;\n" + "".join(f"{each}\n" for each in lines) + "}\n"


def _quoted(text: str) -> str:
    # Quotes and backslashes are escaped in dot as in JSON.
    return json.dumps(text, ensure_ascii=False)


def file_name(target: str) -> str:
    """The path of a target as one that lies below a directory: without drive, root and steps upwards."""
    path = os.path.splitdrive(os.path.normpath(target))[1]
    if "#" in path and not os.path.exists(target):
        path = path.replace("#", os.sep)  # an object of a controller
    parts = [each for each in path.split(os.sep) if each not in ("", os.curdir, os.pardir)]
    return os.path.join(*parts) if parts else os.path.basename(os.getcwd()) or "root"


def _shown(path: str, start: str) -> str:
    """The path as seen from the directory, if it is a short way from there."""
    # Windows has no relative path from one drive to another.
    shown = os.path.relpath(path, start) if os.path.splitdrive(path)[0] == os.path.splitdrive(start)[0] else path
    return path if shown.startswith(_FAR) else shown


def _escaped(path: str) -> str:
    r"""The path as make reads it: ``\`` before spaces and ``#``, and ``$`` twice."""
    return path.replace("$", "$$").replace("#", "\\#").replace(" ", "\\ ")
