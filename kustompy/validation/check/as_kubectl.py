"""Files as kubectl reads them where kustomize reads otherwise: YAML 1.1's booleans, and keys that are no strings."""

# kubectl reads with sigs.k8s.io/yaml, a fork of go-yaml v2, for which `on` is true. kustomize reads YAML 1.2's booleans
# and quotes these words when it prints: in a build they are texts.

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
# What kustomize says of a mapping with keys that are no strings, as JSON cannot have them.
_TYPED_KEYS = "json: unsupported type: map[interface {}]interface {}"


def as_kubectl_reads(value: Value) -> Value:
    """The value of a document as kubectl has it; mappings and lists in it are changed in place."""
    kind = type(value)
    if kind is str:
        return WrittenBool(_WORDS[value], value) if value in _WORDS else value
    if kind is UnprintableMapping and value.problem == _TYPED_KEYS:
        # kubectl writes `5: x` as `"5": x` on its way to JSON. Any other mapping that cannot be printed has a key
        # twice, which stays an error. (A key `on` is "true" for kubectl, but nothing here tells it from a quoted one.)
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
    """The remedy for a word that is a boolean by accident, empty for any other value."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
    if type(value) is not WrittenBool or value.text not in _WORDS:
        return ""
    return f'write "{value.text}": without quotes it is a boolean'
