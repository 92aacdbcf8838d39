"""Values and keys of a manifest that can be read but not printed: their places, codes and remedies."""

from __future__ import annotations

import re

from kustompy.errors import YamlError
from kustompy.golang.text import quoted
from kustompy.limits import NamedTuple
from kustompy.model.duplicate_keys import REPEATED_KEY
from kustompy.model.values import Folded, Literal, Mistyped, UnprintableMapping
from kustompy.yamlio.go.json_round_trip import FAR, check_key, check_tab, refuse_infinite
from kustompy.yamlio.restyle import KEY_IS_NO_STRING, reads_as_no_key
from kustompy.yamlio.scalars.scalars import is_far_moment, mistyping
from kustompy.yamlio.scalars.strings import through_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value


_DECODING, _REPEATED, _WRITING = range(3)
"""go-yaml decodes a whole manifest, and fails at once or tells all keys that are there twice; then it is written."""
_NOWHERE = (0, 0)


class Unprintable(NamedTuple):
    """A value, or a key, that is read and not printed; ``message`` is what kustomize says of it.

    ``lines`` are those of a key that is there twice and of the first one, counted in the document; 0 is unknown. The
    lower the ``stage``, the earlier kustomize comes to it.
    """

    path: FieldPath
    code: str
    message: str
    hint: str
    lines: tuple[int, int] = _NOWHERE
    stage: int = _WRITING

    @property
    def is_twice(self) -> bool:
        """Whether it is a key that is there twice."""
        return bool(self.lines[1])

    def second_hint(self, before: int) -> str:
        """The hint for a key that is there twice, in a document that begins behind so many lines."""
        if not self.path[:-1] and self.path[-1] == "apiVersion":
            return "put `---` between the two manifests, or keep one of the two lines"
        return f"the key `{self.path[-1]}` is in line {self.lines[1] + before} already; {self.hint}"


CODES = REPEATED, NUMBER, KEY, TAG, TEXT = "KST101", "KST102", "KST103", "KST104", "KST105"
# The lines are read out of go-yaml's own message, which is all that the mapping keeps of them.
_TWICE = re.compile(REPEATED_KEY)


def unprintable(manifest: Manifest) -> list[Unprintable]:
    """All that cannot be printed, beginning with what kustomize refuses first."""
    found = list(_found(manifest, (), manifest))
    # Stable: within a stage the order of the document stays, which is the order kustomize meets them in.
    return sorted(found, key=lambda each: each.stage)


def _found(value: Value, path: FieldPath, manifest: Manifest) -> Iterator[Unprintable]:
    if isinstance(value, dict):
        if type(value) is UnprintableMapping:
            yield from _of_mapping(value, path)
        for key, each in value.items():
            problem = _refusal(check_key, key)
            if problem:
                hint = "write a shorter key: it has more characters than a key may have"
                yield Unprintable((*path, key), TEXT, problem, hint if "expected" in problem else _CONTROL)
            yield from _found(each, (*path, key), manifest)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _found(each, (*path, index), manifest)
    elif isinstance(value, float):
        problem = _refusal(refuse_infinite, value)
        if problem:
            yield Unprintable(path, NUMBER, problem, _NO_NUMBER.format(_end(path), _word(value)))
    elif isinstance(value, str):
        yield from _of_text(value, path, manifest)


_NO_NUMBER = 'JSON has no such number: write a finite one, or the text in quotes: `{}: "{}"`'
_CONTROL = "remove the control character; binary data belong under `binaryData`, in base64"


def _of_mapping(mapping: UnprintableMapping, path: FieldPath) -> Iterator[Unprintable]:
    problem = mapping.problem
    if mapping.repeated:
        for line, key, first in _TWICE.findall(problem):
            lines = int(line), int(first)
            yield Unprintable((*path, key), REPEATED, problem, "keep one of the two", lines, _REPEATED)
            if not path and key == "apiVersion":
                return  # two manifests without a separator: the other keys follow from that
    elif problem == KEY_IS_NO_STRING:
        for key in mapping:
            if key in mapping.odd_keys:
                yield Unprintable((*path, key), KEY, problem, f"put the key in quotes: `{quoted(key)}:`")
            elif not mapping.odd_keys and reads_as_no_key(key):
                hint = f"kustomize writes the key `{key}` without quotes: choose one with letters, such as `v{key}`"
                yield Unprintable((*path, key), KEY, problem, hint)
    else:
        yield _of_odd_key(problem, path)


def _of_odd_key(problem: str, path: FieldPath) -> Unprintable:
    """A null, a list, a mapping, or a text with a tag that does not fit, as a key."""
    null = _TWICE.search(problem)
    if null is not None:
        key, line = null[2], int(null[3])
        return Unprintable((*path, key), KEY, problem, f"put the key in quotes: `{quoted(key)}:`", (line, 0), _REPEATED)
    stage = _DECODING if problem.startswith("yaml:") else _WRITING
    if "invalid map key" in problem:
        return Unprintable(path, KEY, problem, "a key is one text: write it without brackets and braces", stage=stage)
    return Unprintable(path, KEY, problem, "remove the tag before the key", stage=stage)


def _of_text(text: str, path: FieldPath, manifest: Manifest) -> Iterator[Unprintable]:
    if type(text) is Mistyped:
        far = is_far_moment(text)
        hint = "write the zone of the time with less than 24 hours" if far else _of_tag(text.tag)
        stage = _WRITING if far else _DECODING
        yield Unprintable(path, TAG, FAR if far else mistyping(text), hint, stage=stage)
        return
    problem = _refusal(through_json, text)
    if problem:
        yield Unprintable(path, TEXT, problem, _CONTROL)
    elif isinstance(text, (Literal, Folded)) and text[:1] == "\t":
        problem = _refusal(lambda each: check_tab(each, manifest), text)
        if problem:
            hint = 'begin the block with a space or a word, or write it in quotes: `"\\t..."`'
            yield Unprintable(path, TEXT, problem, hint)


def _of_tag(tag: str) -> str:
    if tag == "!!binary":
        return "write base64 behind `!!binary`, or remove the tag"
    return f"remove `{tag}`, or write a value of that type behind it"


def _refusal(check: Callable[..., object], value: Value) -> str:
    """What the check says of the value; empty if it takes it."""
    try:
        check(value)
    except YamlError as error:
        return str(error)
    return ""


def _end(path: FieldPath) -> str:
    """The last key of a path."""
    return next((each for each in reversed(path) if isinstance(each, str)), "value")


def _word(value: float) -> str:
    return ".nan" if value != value else ".inf" if value > 0 else "-.inf"
