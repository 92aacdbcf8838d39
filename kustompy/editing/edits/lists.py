"""Lists of paths: ``resources``, ``components``, ``generators``, ``transformers``, and bases by their old name."""

from __future__ import annotations

import os

from kustompy.editing.globs import glob
from kustompy.errors import LoadError, UsageError, wrapping
from kustompy.golang.glob import bad_pattern, matcher
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft

    Options = Mapping[str, object]

NONE_GIVEN = "KST831"
_PLUGIN = "must specify a yaml file which contains a {} plugin resource"
_MISSING_NAME = {"resource": "must specify a resource file", "component": "must specify a component file"}


def add_resources(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add resource``."""
    _add_roots(draft, words, "resource", is_verified=not options["no-verify"])


def add_components(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add component``."""
    _add_roots(draft, words, "component", is_verified=not options.get("no-verify"))


def add_generators(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add generator``."""
    _add_plugins(draft, words, "generator")


def add_transformers(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add transformer``."""
    _add_plugins(draft, words, "transformer")


def add_configurations(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add configuration``, which kustomize has from 5.8.2 on."""
    _require(words, "must specify a yaml file which contains a transformer configuration")
    paths = [path for word in words for path in _found_files(draft, word)]
    if paths:
        _append(draft, "configurations", paths, "configuration")


def add_bases(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add base``: directories that are there, separated by commas."""
    if len(words) != 1:
        raise UsageError("must specify a base directory", code=NONE_GIVEN)
    # Neither a pattern nor trimmed: `add base a, b` looks for a folder that begins with a blank.
    for path in words[0].split(","):
        if not path or not os.path.exists(os.path.join(draft.directory, path)):
            raise LoadError(f"{path} does not exist", code="KST832")
        if path in draft.fields.get("resources", []):
            raise UsageError(f"base {path} already in kustomization file", code="KST833")
        # `bases` is an old name of `resources`; new entries go to the latter.
        draft.entries("resources").append(path)


def remove_resources(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove resource``: entries that match the patterns, whatever the disk holds."""
    _remove_matching(draft, words, "resource", _MISSING_NAME["resource"])


def remove_components(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove component``, which kustomize has from 5.8.2 on."""
    _remove_matching(draft, words, "component", _MISSING_NAME["component"])


def remove_bases(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove base``: bases are resources."""
    _remove_matching(
        draft, [path for word in words for path in word.split(",")], "resource", "must specify a base directory"
    )


def remove_generators(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove generator``."""
    _remove_matching(draft, words, "generator", "must specify a generator file")


def remove_transformers(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove transformer``."""
    _remove_matching(draft, words, "transformer", "must specify a transformer file")


def remove_configurations(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove configuration``."""
    _remove_matching(draft, words, "configuration", "must specify a configuration file")


def paths_of_roots(
    directory: str,
    patterns: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    is_verified: bool = True,
) -> list[str]:
    """The files and directories that the patterns name; what matches nothing has to be a root that can be loaded."""
    # Patterns are stored as they are then: kustomize looks at nothing, so `*.yaml` becomes an entry.
    if not is_verified:
        return list(patterns)
    return [path for pattern in patterns for path in _verified(directory, pattern, environment or {})]


def visible(pattern: str, directory: str) -> list[str]:
    """What the pattern matches, without hidden names that it does not ask for."""
    found = glob(pattern, directory)
    # A shell hides names with a dot and Go does not: kustomize drops them, unless the pattern asks for them.
    if os.path.basename(pattern).startswith("."):
        return found
    return [each for each in found if not os.path.basename(each).startswith(".")]


def _require(words: Sequence[str], message: str) -> None:
    if not words:
        raise UsageError(message, code=NONE_GIVEN)


def _add_roots(draft: Draft, words: Sequence[str], noun: str, *, is_verified: bool) -> None:
    _require(words, _MISSING_NAME[noun])
    paths = paths_of_roots(draft.directory, words, draft.environment, is_verified=is_verified)
    # Without a match the file is not even read, so that a missing one is no error.
    if not paths:
        return
    # `add resource *.yaml` matches the kustomization itself. It is only left out under the very name of the file:
    # `./kustomization.yaml` goes in, as with kustomize.
    own = os.path.basename(draft.read_path)
    _append(draft, f"{noun}s", [path for path in paths if path != own], noun)


def _verified(directory: str, pattern: str, environment: Mapping[str, str]) -> list[str]:
    try:
        found = visible(pattern, directory)
    except UsageError:
        raise bad_pattern("error checking the filesystem: ") from None
    # Whether a file is a manifest, or a folder a kustomization, is not looked at here: only what matches nothing has
    # to load.
    if found:
        return found
    _load_root(directory, pattern, environment)
    return [pattern]


def _load_root(directory: str, path: str, environment: Mapping[str, str]) -> None:
    """Refuse a path that no root can be loaded from."""
    from kustompy.system.root import directory_at, may_be_remote

    # Cheap to tell, while the module that fetches takes its time to load.
    if may_be_remote(path):
        from kustompy.editing.remotes import check_remote

        if check_remote(path, environment):
            return
    files = Files()
    try:
        with wrapping(f"{path} has no match", kinds=LoadError):
            directory_at(files, os.path.normpath(os.path.join(directory, path)), os.path.join(directory, path))
    finally:
        files.release()


def _found_files(draft: Draft, pattern: str) -> list[str]:
    found = visible(pattern, draft.directory)
    if not found:
        draft.log(f"{pattern} has no match")
    return found


def _add_plugins(draft: Draft, words: Sequence[str], noun: str) -> None:
    _require(words, _PLUGIN.format(noun))
    paths = [path for word in words for path in _found_files(draft, word)]
    if paths:
        _append(draft, f"{noun}s", paths, noun)


def _append(draft: Draft, field: str, paths: Sequence[str], noun: str) -> None:
    there = draft.fields.get(field, [])
    for path in paths:
        if path in there:
            draft.log(f"{noun} {path} already in kustomization file")
            continue
        there = draft.entries(field)
        there.append(path)


def _remove_matching(draft: Draft, words: Sequence[str], noun: str, none_given: str) -> None:
    _require(words, none_given)
    field = f"{noun}s"
    there = draft.fields.get(field, [])
    # Patterns are matched with the entries and not with the disk: the file of an entry may be gone, and `./a.yaml`
    # does not match `a.yaml`.
    matchers = [matcher(pattern) for pattern in words]
    gone = {path for fits in matchers for path in there if fits(path)}
    # kustomize then returns before it writes, and so does not lay out the file anew.
    draft.is_left = not gone
    if gone:
        draft.fields[field] = [path for path in there if path not in gone]
