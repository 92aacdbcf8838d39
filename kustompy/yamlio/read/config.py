"""Configuration as sigs.k8s.io/yaml reads it: YAML 1.1 into JSON, by way of go-yaml v2."""

from __future__ import annotations

from kustompy.errors import YamlError
from kustompy.golang.text import quoted
from kustompy.limits import DEFAULT_LIMITS, Limits
from kustompy.model.values import Mistyped, Retyped, is_null
from kustompy.yamlio.go.go_values import decimal, dump, positional, scientific
from kustompy.yamlio.read.parser import Alias, Document, mergeable
from kustompy.yamlio.scalars.problems import RepeatedKey, shown_word
from kustompy.yamlio.scalars.scalars import is_far_moment, mistyping, resolve_config, tagged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.yamlio.read.events import Event
    from kustompy.yamlio.read.parser import Entry


class ConfigDocument(Document):
    """The first document of a configuration file: plain values, the last of equal keys, keys as text."""

    version = 2

    def __init__(self, text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(text, limits)
        self.duplicates: list[str] = []
        self.infinite: YamlError | None = None
        """What is wrong with a number that JSON has no words for, if it is in the document when all of it is read."""

    def scalar(self, event: Event) -> Value:
        """The value of a scalar event."""
        tag = self.tag_of(event)
        if not tag:
            return self.plain(event.value) if not event.style or event.style == "plain" else event.value
        # `!!bool yes` is true for YAML 1.1, and an error in a manifest.
        if tag == "!!bool" and isinstance(resolve_config(event.value), bool):
            return resolve_config(event.value)
        value = tagged(event.value, tag, "")
        if type(value) is Mistyped and not is_far_moment(value):
            raise YamlError(mistyping(value, shown_word(str(value), self.text)))
        # A timestamp stays the text it is: sigs.k8s.io/yaml makes JSON, which has none.
        if type(value) is Retyped:
            return str(value) if tag == "!!binary" else value.text
        if isinstance(value, str):
            return str(value)
        return None if is_null(value) else float(value) if isinstance(value, float) else resolve_config(event.value)

    def plain(self, text: str) -> Value:
        """The value of a plain scalar."""
        try:
            return resolve_config(text)
        # An infinite number is refused when the JSON is made; if a later equal key or a merge takes its place, never.
        except YamlError as error:
            self.infinite = self.infinite or error
            return _INFINITE

    def merges(self, event: Event) -> bool:
        """Whether the scalar, as a key, merges its value: ``! "<<"`` does in YAML 1.1, ``!!merge a`` does not."""
        return event.value == "<<" and (event.tag in ("!", "tag:yaml.org,2002:merge") or super().merges(event))

    def key(self, event: Event, value: Value) -> Value:
        """The scalar as a key: as a value."""
        return value

    def mapping(self, entries: list[Entry], *, odd: bool, is_root: bool) -> Value:
        """The value of a mapping; here ``<<`` overrides what stands before it."""
        result: dict[str, Value] = {}
        for key, value, line, merges in entries:
            if merges:
                # go-yaml v2 merges while it decodes, the last mapping first: `<<` wins over what stands above it and
                # loses to what stands below.
                for each in reversed(mergeable(value)):
                    result.update(each)
                continue
            text = _key_text(key, value)
            # The last of equal keys wins; UnmarshalStrict, which kustomize asks for kustomizations, refuses the second.
            if text in result:
                shown = quoted(text) if isinstance(key, str) else text
                self.duplicates.append(f"  line {line + 1}: key {shown} already set in map")
            result[text] = value
        return result


def _key_text(key: Value, value: Value) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        return str(key)
    if isinstance(key, float):
        return _float_text(key)
    if key is None:
        raise YamlError(f"unsupported map key of type: %!s(<nil>), key: <nil>, value: {_dump(value)}")
    raise YamlError(f"yaml: invalid map key: {_dump(key)}")


def _dump(value: Value) -> str:
    """The value in Go syntax, as go-yaml v2 has it: its mappings have keys of any kind."""
    return dump(value).replace("map[string]interface {}{", "map[interface {}]interface {}{")


def _float_text(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ".nan" if value != value else ".inf" if value > 0 else "-.inf"
    digits, exponent, sign = decimal(value)
    return sign + (scientific(digits, exponent) if exponent < -4 or exponent >= 6 else positional(digits, exponent))


def parse_config(text: str | bytes, *, strict: bool = False, limits: Limits = DEFAULT_LIMITS) -> Value:
    """The first document of the text; strict refuses a key that is there twice."""
    document = ConfigDocument(text, limits)
    value = document.read()
    if strict and document.duplicates:
        line = int(document.duplicates[0].split()[1].rstrip(":"))
        text = "yaml: unmarshal errors:\n" + "\n".join(document.duplicates)
        raise RepeatedKey(text, line=line, hint="keep one of the two")
    value = value.value if type(value) is Alias else value
    if document.infinite is not None and _holds_infinite(value):
        raise document.infinite
    return value


_INFINITE = float("inf")


def _holds_infinite(value: Value) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_holds_infinite, value.values() if isinstance(value, dict) else value))
    return value is _INFINITE
