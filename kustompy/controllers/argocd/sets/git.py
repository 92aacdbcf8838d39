"""The git generator: parameters from the directories and files of this repository."""

from __future__ import annotations

import os

from kustompy.controllers.templates.functions import FUNCTIONS
from kustompy.errors import KustompyError, LimitError, LoadError
from kustompy.golang.glob import matches
from kustompy.targets.gitignore import fits
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.controllers.argocd.sets.expansion import Expansion
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.system.files import Files

    Fields = dict[str, Value]

_normalized = FUNCTIONS["normalize"]


def directories_of(expansion: Expansion, fields: Fields, path: FieldPath) -> list[Fields]:
    """A set of parameters for each directory that a pattern of ``directories`` matches and none excludes."""
    # Argo CD matches directories by Go's `path.Match`, where `*` ends at a slash.
    takes = _chosen(expansion, fields, path, "directories", lambda pattern, name: matches(pattern, name))
    found = [name for name, is_directory in _walked(expansion) if is_directory and takes(name)]
    prefix = _prefix(expansion, fields, path)
    return [_parameters(each, prefix, expansion, is_file=False) for each in found]


def files_of(expansion: Expansion, fields: Fields, path: FieldPath) -> list[Fields]:
    """A set of parameters for each mapping in each file that a pattern of ``files`` matches."""
    # Argo CD finds files by `git ls-files`, in whose patterns `*` takes slashes, too.
    takes = _chosen(expansion, fields, path, "files", fits)
    prefix = _prefix(expansion, fields, path)
    found = []
    for name in [name for name, is_directory in _walked(expansion) if not is_directory and takes(name)]:
        for content in _contents(os.path.join(expansion.world.top, *name.split("/")), name, expansion, path):
            # What is told of the path overrides keys of the file.
            of_path = _parameters(name, prefix, expansion, is_file=True)
            found.append({**expansion.parameters(content), **of_path})
    return found


def _chosen(
    expansion: Expansion, fields: Fields, path: FieldPath, field: str, fit: Callable[[str, str], bool]
) -> Callable[[str], bool]:
    """The test of a name by the entries of a field: one must match, and none with ``exclude``."""
    entries = fields.get(field)
    if not isinstance(entries, list) or not entries:
        raise expansion.subject.error("the git generator has neither `directories` nor `files`", *path)
    wanted: list[str] = []
    unwanted: list[str] = []
    for number, each in enumerate(entries):
        pattern = each.get("path") if isinstance(each, dict) else None
        if not isinstance(pattern, str):
            raise expansion.subject.error(f"an entry of `{field}` has no path", *path, field, number)
        (unwanted if each.get("exclude") else wanted).append(pattern.removeprefix("./").rstrip("/"))
    # Go reports a malformed pattern when it is used. Tried here, the error comes also for a tree without files.
    try:
        for each in (*wanted, *unwanted):
            fit(each, "")
    except KustompyError as error:
        raise expansion.subject.error(f"a pattern of `{field}` cannot be read: {error}", *path, field) from None
    return lambda name: any(fit(each, name) for each in wanted) and not any(fit(each, name) for each in unwanted)


def _walked(expansion: Expansion) -> Iterator[tuple[str, bool]]:
    """The paths below the top of the repository, sorted, and whether each is a directory; hidden ones are left out."""
    files, limits, top = expansion.session.files, expansion.session.options.limits, expansion.world.top
    # A file or directory that is added anywhere may add an Application.
    expansion.session.trees[top] = None
    waiting, count = [top], 0
    while waiting:
        here = waiting.pop()
        is_directory = _is_directory(here, files)
        names = files.names_in(here) if is_directory else []
        if here != top:
            yield os.path.relpath(here, top).replace(os.sep, "/"), is_directory
        if not is_directory:
            continue
        count += len(names)
        if count > limits.includes:
            raise LimitError(f"{top} has more than {limits.includes} files", code="KST707", hint="raise --max-includes")
        waiting += [os.path.join(here, each) for each in sorted(names, reverse=True) if not each.startswith(".")]


def _is_directory(path: str, files: Files) -> bool:
    """Whether a path is a directory, and neither a link nor below one."""
    try:
        return files.resolved(path) == (path, True)
    except LoadError:
        return False  # a link that leads nowhere, or out of the repository


def _contents(file: str, name: str, expansion: Expansion, path: FieldPath) -> list[Fields]:
    """The mapping in a file, or those in a list of mappings, each of which is a set of parameters."""
    try:
        found = read_config(expansion.session.files.read(file), expansion.session.options.limits)
    except KustompyError as error:
        raise expansion.subject.error(f"unable to parse file {name}: {error}", *path, "files", code="KST252") from None
    entries = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) for each in entries):
        raise expansion.subject.error(f"unable to parse file {name}: not a mapping", *path, "files", code="KST252")
    return [each for each in entries if isinstance(each, dict)]


def _prefix(expansion: Expansion, fields: Fields, path: FieldPath) -> str:
    """The ``pathParamPrefix``, which keeps the paths of two git generators in a matrix apart."""
    found = fields.get("pathParamPrefix") or ""
    if not isinstance(found, str):
        raise expansion.subject.error("`pathParamPrefix` is not a string", *path, "pathParamPrefix")
    return found


def _parameters(name: str, prefix: str, expansion: Expansion, *, is_file: bool) -> Fields:
    """The parameters of a path: its directory, the parts of that, and names normalized for Kubernetes."""
    directory, _, file = name.rpartition("/") if is_file else (name, "", "")
    parts = directory.split("/") if directory else []
    # Go's `path.Dir` and `path.Base` say `.` for the directory of a file at the top.
    base = parts[-1] if parts else "."
    # Templates get a mapping, `.path.segments`; without them each is a name of its own, `path[0]`.
    if expansion.texts.has_templates:
        made: Fields = {
            "path": directory or ".", "basename": base, "basenameNormalized": _normalized(base), "segments": parts,
        }  # fmt: skip
        if is_file:
            made.update(filename=file, filenameNormalized=_normalized(file))
        return {prefix: {"path": made}} if prefix else {"path": made}
    start = f"{prefix}.path" if prefix else "path"
    made = {start: directory or ".", f"{start}.basename": base, f"{start}.basenameNormalized": _normalized(base)}
    if is_file:
        made.update({f"{start}.filename": file, f"{start}.filenameNormalized": _normalized(file)})
    return {**made, **{f"{start}[{number}]": each for number, each in enumerate(parts)}}
