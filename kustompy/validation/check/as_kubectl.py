"""Files as kubectl reads them, where kustomize reads otherwise: YAML 1.1's booleans, and keys that are no strings.

A build quotes these words when it prints; in a file that is applied as it is, ``on`` is true.
"""

from __future__ import annotations

from kustompy.model.values import CONTAINERS, UnprintableMapping, WrittenBool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.validation.schema.facts import Path

_WORDS = {
    word: truth
    for words, truth in (("y yes on", True), ("n no off", False))
    for each in words.split()
    for word in (each, each.capitalize(), each.upper())
}
_TYPED_KEYS = "json: unsupported type: map[interface {}]interface {}"


def as_kubectl_reads(value: Value) -> Value:
    """The value of a document as kubectl has it; what is in it is changed in its place."""
    kind = type(value)
    if kind is str:
        return WrittenBool(_WORDS[value], value) if value in _WORDS else value
    if kind is UnprintableMapping and value.problem == _TYPED_KEYS:
        # The keys become strings; of another mapping that cannot be printed, one is there twice.
        value = dict(value)
    entries = value.items() if isinstance(value, dict) else enumerate(value) if kind is list else ()
    for key, each in entries:
        kind = type(each)
        if kind is str:
            if each in _WORDS:
                value[key] = WrittenBool(_WORDS[each], each)
        elif kind in CONTAINERS:
            inner = as_kubectl_reads(each)
            if inner is not each:
                value[key] = inner
    return value


def boolean_hint(value: Value, path: Path) -> str:
    """What to write where a word is a boolean that nobody meant, nothing for any other value."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
    if type(value) is not WrittenBool or value.text not in _WORDS:
        return ""
    return f'write "{value.text}": without quotes it is a boolean'
