"""``configMapGenerator`` and ``secretGenerator``: entries by name and namespace, and their sources."""

from __future__ import annotations

import os

from kustompy.editing.edits.lists import visible
from kustompy.errors import KustomizationError, KustompyError, LoadError, UsageError, wrapping
from kustompy.generators.key_values import key_values
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.structs import CONFIG_MAP
from kustompy.system.files import Files
from kustompy.system.root import Root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft
    from kustompy.model.values import Value

    Options = Mapping[str, Value]
    Entry = dict[str, Value]

_FIELDS = {"configmap": "configMapGenerator", "secret": "secretGenerator"}
_KINDS = {"configmap": "ConfigMap", "secret": "Secret"}
_BEHAVIORS = ("create", "merge", "replace")
_SOURCES = (("files", "from-file"), ("literals", "from-literal"), ("envs", "from-env-file"))


def add_config_map(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add configmap``."""
    _add(draft, words, options, "configmap")


def add_secret(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add secret``."""
    _add(draft, words, options, "secret")


def set_config_map(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``set configmap``: other values for literals that are there, or another namespace."""
    _set(draft, words, options, "configmap")


def set_secret(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``set secret``."""
    _set(draft, words, options, "secret")


def remove_config_maps(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove configmap``."""
    _remove(draft, words, options, "configmap")


def remove_secrets(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove secret``."""
    _remove(draft, words, options, "secret")


def _add(draft: Draft, words: Sequence[str], options: Options, noun: str) -> None:
    sources = {
        # kustomize looks for files before it looks at any other flag, so a pattern with two matches is what it
        # complains of first.
        "files": _expanded(draft, options["from-file"]),
        "literals": list(options["from-literal"]),
        "envs": [options["from-env-file"]] if options["from-env-file"] else [],
    }
    behavior = options.get("behavior", "")
    _check_flags(words, sources, behavior)
    entry = _entry_for_sources(_read(draft), noun, words[0], options)
    if behavior:
        entry["behavior"] = behavior
    for field, _ in _SOURCES:
        if sources[field]:
            entry[field] = [*entry.get(field, []), *sources[field]]
    # All other options of the entry are lost, as in kustomize.
    if options["disableNameSuffixHash"]:
        entry["options"] = {"disableNameSuffixHash": True}
    # kustomize makes the object on trial, with the options of the file, and the entry keeps what this put into it.
    _inherit_options(entry, draft.fields.get("generatorOptions"))
    _try_to_make(draft, entry, noun)


def _check_flags(words: Sequence[str], sources: Mapping[str, list[str]], behavior: str) -> None:
    problem = ""
    if len(words) != 1:
        problem = "name must be specified once"
    # Also if files were asked for and none was found: sources without a match are dropped with a line in the log.
    elif not any(sources.values()):
        problem = "at least from-env-file, or from-file or from-literal must be set"
    elif sources["envs"] and (sources["files"] or sources["literals"]):
        problem = "from-env-file cannot be combined with from-file or from-literal"
    elif behavior and behavior not in _BEHAVIORS:
        problem = 'invalid behavior: must be one of "create", "merge", or "replace"'
    if problem:
        raise UsageError(f"failed to validate flags: {problem}", code="KST837")


def _expanded(draft: Draft, sources: Sequence[str]) -> list[str]:
    """The files that ``[KEY=]PATTERN`` sources name; what matches nothing is dropped."""
    expanded: list[str] = []
    for source in sources:
        key, equals, pattern = source.partition("=")
        # With a second equals sign kustomize takes what stands before the first one for the pattern, and drops the
        # rest.
        has_key = bool(equals) and "=" not in pattern
        pattern = pattern if has_key else key
        found = visible(pattern, draft.directory)
        if not found:
            draft.log(f"{pattern} has no match")
        if not has_key:
            expanded += found
        elif len(found) > 1:
            raise UsageError(
                # The quote that opens before `pattern` and never closes is kustomize's.
                f"failed to expand file source: 'pattern '{source}' catches files [{' '.join(found)}], "
                "should catch only one",
                code="KST836",
            )
        else:
            expanded += [f"{key}={path}" for path in found]
    return expanded


def _read(draft: Draft) -> Draft:
    """The draft, once its file is read; errors have the words of `add` and `set` of these two nouns."""
    with wrapping(_of_reading):
        draft.fields  # noqa: B018  # reading is what it does
    return draft


def _of_reading(error: KustompyError) -> str:
    return f"failed to {'load' if isinstance(error, LoadError) else 'read'} kustomization file: {error}"


def _is_same_namespace(one: str, other: str) -> bool:
    # kustomize takes an entry without a namespace for one of the namespace `default`.
    return (one or "default") == (other or "default")


def _find(entries: Sequence[Entry], name: str, namespace: str) -> Entry | None:
    for entry in entries:
        if entry.get("name", "") == name and _is_same_namespace(entry.get("namespace", ""), namespace):
            return entry
    return None


def _entry_for_sources(draft: Draft, noun: str, name: str, options: Options) -> Entry:
    """The entry of the name and namespace, a new one if there is none."""
    entries = draft.entries(_FIELDS[noun])
    entry = _find(entries, name, options["namespace"])
    if entry is None:
        # kustomize writes the type of a secret even if it is the default; `--type=` gives none.
        parts = {"name": name, "namespace": options["namespace"], "type": options.get("type", "")}
        entry = {key: value for key, value in parts.items() if value}
        entries.append(entry)
    return entry


def _inherit_options(entry: Entry, common: Entry | None) -> None:
    """Copy what ``generatorOptions`` says into the entry, as kustomize does on the way to its trial."""
    if not common:
        return
    options = entry.get("options") or {}
    for field in ("labels", "annotations"):
        if common.get(field):
            # What the entry says itself wins over `generatorOptions`.
            options[field] = {**common[field], **options.get(field, {})}
    for field in ("disableNameSuffixHash", "immutable"):
        if common.get(field):
            options[field] = True
    entry["options"] = options


def _try_to_make(draft: Draft, entry: Entry, noun: str) -> None:
    """Make the object, to see that all of its sources can be read."""
    files = Files()
    try:
        with wrapping(f"failed to create {noun}", file=draft.path):
            # Files are read by the rules of a build: nothing outside of the directory.
            root = Root(files, os.path.realpath(draft.directory))
            key_values(as_record(entry, CONFIG_MAP), root.load, secret=noun == "secret")
    finally:
        files.release()


def _set(draft: Draft, words: Sequence[str], options: Options, noun: str) -> None:
    literals, new_namespace = options["from-literal"], options["new-namespace"]
    problem = ""
    if len(words) != 1:
        problem = "name must be specified once"
    elif not literals and not new_namespace:
        problem = "at least one of [--from-literal, --new-namespace] must be specified"
    if problem:
        raise UsageError(f"failed to validate flags: {problem}", code="KST837")
    kind = _KINDS[noun]
    entry = _find(_read(draft).fields.get(_FIELDS[noun], []), words[0], options["namespace"])
    if entry is None:
        raise KustomizationError(
            f'failed to create {noun}: could not set new {kind} value: unable to find {kind} with name "{words[0]}"',
            code="KST839",
            file=draft.path,
            hint=f"`edit add {noun}` makes one",
        )
    if literals:
        entry["literals"] = _updated(entry.get("literals", []), literals, noun)
    if new_namespace:
        entry["namespace"] = new_namespace
    _inherit_options(entry, draft.fields.get("generatorOptions"))


def _updated(there: Sequence[str], given: Sequence[str], noun: str) -> list[str]:
    """The literals with other values for the given keys, in the order that they had."""
    before = f"failed to create {noun}: failed to update literal sources: "
    values = {}
    for literal in (*there, *given):
        # kustomize cuts at every equals sign and wants two parts, so that base64 that ends in `=` is refused, in
        # literals that are there as well.
        if literal.count("=") != 1:
            raise UsageError(
                f"{before}failed to update resource: invalid format: "
                "literal values must be specified in the key=value format",
                code="KST836",
            )
        key, _, value = literal.partition("=")
        if literal not in there and key not in values:
            raise UsageError(f"{before}key '{key}' not found in resource", code="KST839")
        values[key] = value
    # kustomize's order is that of a Go map, which is random: the old order is the one of its results that makes the
    # smallest diff.
    keys = [literal.partition("=")[0] for literal in there]
    for literal in given:
        key, _, value = literal.partition("=")
        if key not in keys:
            raise UsageError(f"{before}key '{key}' not found in resource", code="KST839")
        values[key] = value
    return [f"{key}={values[key]}" for key in dict.fromkeys(keys)]


def _remove(draft: Draft, words: Sequence[str], options: Options, noun: str) -> None:
    if not words:
        raise UsageError(f"at least one {noun} name must be specified", code="KST831")
    if len(words) > 1:
        raise UsageError(
            f"too many arguments: [{' '.join(words)}]; "
            f"to provide multiple {noun}s to remove, please separate {noun} names by commas",
            code="KST834",
        )
    names = words[0].split(",")
    field = _FIELDS[noun]
    there = draft.fields.get(field, [])
    gone = {
        id(entry): entry.get("name", "")
        for entry in there
        if entry.get("name", "") in names and _is_same_namespace(entry.get("namespace", ""), options["namespace"])
    }
    if not gone:
        raise UsageError(f"no specified {noun}(s) were found in the kustomization.yaml file", code="KST839")
    for name in names:
        if name not in gone.values():
            draft.log(f"{noun} {name} doesn't exist in kustomization file")
    draft.fields[field] = [entry for entry in there if id(entry) not in gone]
