"""The git generator: directories and files of this repository, and the parameters that they make."""

from __future__ import annotations

import os

from kustompy.controllers.argocd.sets.flat import flattened
from kustompy.controllers.templates.functions import FUNCTIONS
from kustompy.errors import KustompyError, LimitError, LoadError
from kustompy.golang.glob import matches
from kustompy.targets.gitignore import fits
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kustompy.controllers.argocd.sets.generators import Generating
    from kustompy.model.paths import FieldPath
    from kustompy.system.files import Files

    Fields = dict[str, Any]

_normalized = FUNCTIONS["normalize"]


def directories_of(generating: Generating, fields: Fields, path: FieldPath) -> list[Fields]:
    """A set of parameters for each directory that a pattern takes and none excludes."""
    takes = _chosen(generating, fields, path, "directories", lambda pattern, name: matches(pattern, name))
    session, top = generating.session, generating.world.top
    session.trees[top] = None
    found = [name for name, is_directory in _walked(generating) if is_directory and takes(name)]
    prefix = _prefix(generating, fields, path)
    return [_parameters(each, prefix, generating, is_file=False) for each in found]


def files_of(generating: Generating, fields: Fields, path: FieldPath) -> list[Fields]:
    """A set of parameters for each mapping in each file that a pattern takes, as git takes it."""
    takes = _chosen(generating, fields, path, "files", fits)
    session, top = generating.session, generating.world.top
    session.trees[top] = None
    prefix = _prefix(generating, fields, path)
    found = []
    for name in [name for name, is_directory in _walked(generating) if not is_directory and takes(name)]:
        for content in _contents(os.path.join(top, *name.split("/")), name, generating, path):
            of_path = _parameters(name, prefix, generating, is_file=True)
            found.append({**(content if generating.texts.has_templates else flattened(content)), **of_path})
    return found


def _chosen(
    generating: Generating, fields: Fields, path: FieldPath, field: str, fit: Callable[[str, str], bool]
) -> Callable[[str], bool]:
    """Whether the entries of a field take a name: one has to, and none that excludes."""
    entries = fields.get(field)
    if not isinstance(entries, list) or not entries:
        raise generating.subject.error("the git generator has neither `directories` nor `files`", *path)
    wanted: list[str] = []
    unwanted: list[str] = []
    for number, each in enumerate(entries):
        pattern = each.get("path") if isinstance(each, dict) else None
        if not isinstance(pattern, str):
            raise generating.subject.error(f"an entry of `{field}` has no path", *path, field, number)
        (unwanted if each.get("exclude") else wanted).append(pattern.removeprefix("./").rstrip("/"))
    try:
        for each in (*wanted, *unwanted):
            fit(each, "")
    except KustompyError as error:
        raise generating.subject.error(f"a pattern of `{field}` cannot be read: {error}", *path, field) from None
    return lambda name: any(fit(each, name) for each in wanted) and not any(fit(each, name) for each in unwanted)


def _walked(generating: Generating) -> Iterator[tuple[str, bool]]:
    """The paths below the top in the order of their names but for hidden ones, and whether each is a directory."""
    files, limits, top = generating.session.files, generating.session.options.limits, generating.world.top
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
    """Whether a path is a directory that no link leads to."""
    try:
        return files.resolved(path) == (path, True)
    except LoadError:
        return False  # a link that leads nowhere, or out of the repository


def _contents(file: str, name: str, generating: Generating, path: FieldPath) -> list[Fields]:
    try:
        found = read_config(generating.session.files.read(file), generating.session.options.limits)
    except KustompyError as error:
        raise generating.subject.error(f"unable to parse file {name}: {error}", *path, "files", code="KST252") from None
    entries = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) for each in entries):
        raise generating.subject.error(f"unable to parse file {name}: it has no mapping", *path, "files", code="KST252")
    return [each for each in entries if isinstance(each, dict)]


def _prefix(generating: Generating, fields: Fields, path: FieldPath) -> str:
    found = fields.get("pathParamPrefix") or ""
    if not isinstance(found, str):
        raise generating.subject.error("`pathParamPrefix` is no text", *path, "pathParamPrefix")
    return found


def _parameters(name: str, prefix: str, generating: Generating, *, is_file: bool) -> Fields:
    """What is told of a path: its parts, and the name of its directory as names of Kubernetes are."""
    directory, _, file = name.rpartition("/") if is_file else (name, "", "")
    parts = directory.split("/") if directory else []
    base = parts[-1] if parts else "."
    if generating.texts.has_templates:
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
