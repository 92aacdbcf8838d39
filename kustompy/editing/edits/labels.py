"""Labels and annotations: ``KEY:VALUE`` words, and the fields that hold them."""

from __future__ import annotations

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft
    from kustompy.model.values import Value

    Options = Mapping[str, Value]

FIELDS = {"label": "commonLabels", "annotation": "commonAnnotations"}
# The limits of the regular expression that kustomize has for keys of annotations; keys of labels and all values go
# unchecked there.
_LONGEST_PREFIX, _LONGEST_NAME = 253, 63
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ALPHANUMERIC = _LETTERS | frozenset("0123456789")


def pairs(words: Sequence[str], noun: str) -> dict[str, str]:
    """The pairs that the words stand for: key and value around the first colon. The last one of a key holds."""
    found = {}
    for word in words:
        # Commas belong to the value, whatever the help of kustomize says, and so does an equals sign: `env=prod` is a
        # key without a value.
        key, colon, value = word.partition(":")
        if colon and not key:
            raise UsageError(
                f"invalid {noun}: '{word}' (need k:v pair where v may be quoted)",
                code="KST836",
                hint=f"write `{noun}:value`",
            )
        found[key] = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    return found


def add_labels(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add label``."""
    if options["include-templates"] and not options["without-selector"]:
        raise UsageError("--without-selector flag must be specified for --include-templates to work", code="KST837")
    if not options["without-selector"]:
        _add(draft, words, "label", is_forced=options["force"])
        return
    added = _given(words, "label")
    with_templates = bool(options["include-templates"])
    entry = _entry_of(draft.fields.get("labels", []), with_templates=with_templates)
    if entry is None:
        entry = {"includeTemplates": True, "pairs": {}} if with_templates else {"pairs": {}}
        draft.entries("labels").append(entry)
    _merge(entry.setdefault("pairs", {}), added, "label", is_forced=options["force"])


def add_annotations(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``add annotation``."""
    _add(draft, words, "annotation", is_forced=options["force"])


def set_labels(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``set label``."""
    _add(draft, words, "label", is_forced=True)


def set_annotations(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``set annotation``, which looks at the keys."""
    # `add annotation` checks no key in kustomize, nor does `set label`: only this one word.
    for key in _given(words, "annotation"):
        if not is_annotation_key(key):
            raise UsageError(
                "invalid annotation key: see the syntax and character set rules at "
                "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
                code="KST838",
            )
    _add(draft, words, "annotation", is_forced=True)


def remove_labels(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove label``."""
    _remove(draft, words, "label", may_be_missing=options["ignore-non-existence"])


def remove_annotations(draft: Draft, words: Sequence[str], options: Options) -> None:
    """``remove annotation``."""
    _remove(draft, words, "annotation", may_be_missing=options["ignore-non-existence"])


def _given(words: Sequence[str], noun: str) -> dict[str, str]:
    if not words:
        raise UsageError(f"must specify {noun}", code="KST831")
    return pairs(words, noun)


def _add(draft: Draft, words: Sequence[str], noun: str, *, is_forced: bool) -> None:
    added = _given(words, noun)
    # Labels with selectors go to `commonLabels` though that field is deprecated: kustomize 5.8.1 writes them there.
    _merge(draft.fields.setdefault(FIELDS[noun], {}), added, noun, is_forced=is_forced)


def _merge(there: dict[str, str], added: dict[str, str], noun: str, *, is_forced: bool) -> None:
    for key, value in added.items():
        if key in there and not is_forced:
            raise UsageError(f"{noun} {key} already in kustomization file. Use --force to override.", code="KST833")
        there[key] = value


def _entry_of(labels: list[dict[str, Value]], *, with_templates: bool) -> dict[str, Value] | None:
    """The first entry without selectors that has, or lacks, ``includeTemplates`` as asked."""
    for entry in labels:
        # `fields` of an entry plays no part in this: kustomize compares the two booleans alone.
        if not entry.get("includeSelectors") and bool(entry.get("includeTemplates")) == with_templates:
            return entry
    return None


def _remove(draft: Draft, words: Sequence[str], noun: str, *, may_be_missing: bool) -> None:
    if not words:
        # The three messages say "label" for annotations as well: kustomize has one function for both.
        raise UsageError("must specify label", code="KST831")
    if len(words) > 1:
        raise UsageError("labels must be comma-separated, with no spaces", code="KST834")
    keys = words[0].split(",")
    if "" in keys:
        raise UsageError("invalid label: '' (name is empty)", code="KST836")
    field = FIELDS[noun]
    there = draft.fields.get(field)
    if not there:
        if may_be_missing:
            return
        raise UsageError(f"{field} is not defined in kustomization file", code="KST839")
    # Nothing is written if one of the keys is missing, so the others stay, too.
    for key in keys:
        if key not in there and not may_be_missing:
            raise UsageError(
                f"{noun} {key} is not defined in kustomization file", code="KST839", hint=f"there is {', '.join(there)}"
            )
        there.pop(key, None)


def is_annotation_key(key: str) -> bool:
    """Whether the key is a name, perhaps behind a prefix and a slash."""
    prefix, slash, name = key.rpartition("/")
    if slash and not (
        _has_ends(prefix, _LETTERS, _ALPHANUMERIC) and len(prefix) <= _LONGEST_PREFIX and _is_made_of(prefix, "-.")
    ):
        return False
    return _has_ends(name, _ALPHANUMERIC, _ALPHANUMERIC) and len(name) <= _LONGEST_NAME and _is_made_of(name, "-_.")


def _has_ends(text: str, first: frozenset[str], last: frozenset[str]) -> bool:
    return text[:1] in first and text[-1:] in last


def _is_made_of(text: str, others: str) -> bool:
    return all(char in _ALPHANUMERIC or char in others for char in text)
