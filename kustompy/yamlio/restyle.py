"""A new text in the place of an old scalar: which style and type it gets."""

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.model.values import Quoted, UnprintableMapping, is_null, tag_of
from kustompy.yamlio.scalars.scalars import CONFIG_WORDS, resolve, resolve_config, scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value


def string_in_place_of(old: Value, text: str) -> Value:
    """A string that takes the style of the value it replaces.

    Where there was none it has quotes if YAML 1.1 would read something else. Over a plain scalar it stays plain, and
    only its tag makes it a string: what takes the tag away makes it a number.
    """
    # The style is that of the old node: a text in a literal block stays one, in quotes it stays in quotes.
    if isinstance(old, Quoted):
        return type(old)(text)
    if not is_null(old):
        return text
    return Quoted(text) if reads_as_other_than_string(text) else text


def text_in_place_of(old: Value, text: str) -> Value:
    """An untagged scalar in the style of the old value: its type follows from its text (names, images)."""
    # kyaml sets the text of the node and clears its tag: name `5` with prefix `1` becomes the integer 15 (spec/scalars
    # 7.3).
    return resolve(text) if type(old) is str else scalar(text, "", style_of(old))


def reads_as_other_than_string(text: str) -> bool:
    """Whether YAML 1.1 takes the plain text for anything but a string."""
    return text in CONFIG_WORDS or not isinstance(resolve_config(text), str)


KEY_IS_NO_STRING = "json: unsupported type: map[interface {}]interface {}"


# What begins with another character is a string for go-yaml v3 (`resolveTable`); an empty key is a null.
_FIRST_OF_ODD_KEYS = frozenset("0123456789+-.~tTfFnN<")


def reads_as_no_key(name: str) -> bool:
    """Whether a key that kustomize writes itself, without a tag, is read back as something that is no string."""
    if name[:1] not in _FIRST_OF_ODD_KEYS:
        return not name
    return name == "<<" or type(resolve(name)) is not str


def written_mapping(entries: Manifest) -> Manifest:
    """A mapping whose keys kustomize writes itself, as it reads them back."""
    if any(map(reads_as_no_key, entries)):
        return UnprintableMapping(entries, KEY_IS_NO_STRING)
    return entries


def wrong_node_kind(expected: str, value: Value) -> ResourceError:
    """What kyaml says of a value of another kind than it needs."""
    from kustompy.yamlio.go.node_text import node_text

    kind = {"!!map": "MappingNode", "!!seq": "SequenceNode"}.get(tag_of(value), "ScalarNode")
    hint = f"it is {_SHAPES[kind][0]}: write {_SHAPES[expected][1]}"
    text = f"wrong node kind: expected {expected} but got {kind}: node contents:\n{node_text(value)}"
    return ResourceError(text, hint=hint)


_SHAPES = {
    "MappingNode": ("a mapping", "`key: value` lines, without a dash"),
    "SequenceNode": ("a list", "each entry behind a dash"),
    "ScalarNode": ("one value", "one value"),
}
