"""Strategies for objects of custom kinds, from the schemas in their CustomResourceDefinitions."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from itertools import islice, product
from typing import NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from kustompy.cel.errors import CompileError
from kustompy.cel.lexer import STRING, Token, tokens
from kustompy.errors import UsageError
from kustompy.limits import Limits
from kustompy.model.json_schema import EMBEDDED, INT_OR_STRING, LIST_MAP_KEYS, LIST_TYPE, PRESERVE, RULES
from kustompy.model.values import copied, plain
from kustompy.testing import words
from kustompy.testing.pattern_texts import texts_of
from kustompy.testing.words import texts
from kustompy.validation.check.check import ERROR, ValidationOptions
from kustompy.validation.check.documents import checked, schemas_for
from kustompy.validation.check.subject import Subject
from kustompy.validation.expressions.custom_rules import CustomRules
from kustompy.validation.expressions.declared import escaped_name
from kustompy.validation.schema.store import DEFAULT_VERSION
from kustompy.validation.sources.custom import CustomKind, is_definition, kinds_of, value_schema
from kustompy.validation.sources.schemas import Schemas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
    from typing import Protocol, TypeAlias

    from kustompy.model.values import Manifest, Value

    Schema: TypeAlias = Mapping[str, Value]

    class Head(Protocol):
        """Draws apiVersion, kind and metadata of an object."""

        def __call__(self, draw: st.DrawFn, api_version: str, kind: str, *, namespaced: bool) -> Manifest: ...

    """What makes apiVersion, kind and metadata of an object; the last argument says whether it has a namespace."""

# Numbers without bounds stay within int32, the smallest format that definitions name.
_LARGE = 2**31 - 1
_OPTIONAL = (4, 3, 2, 1)
"""How many fields that need not be there are drawn at most, by depth: schemas can be as wide as a pod."""
_BEYOND_LEAST = 2
_OTHER_KEYS = st.sampled_from(("key", "a.b", "level"))
# Copied: sampled_from gives the same list each time, and a test may change what it is given in place.
_ANYTHING: st.SearchStrategy[Manifest] = st.sampled_from(({}, {"key": "value"}, {"key": ["a", 1, True]})).map(copied)
_PERCENT = st.sampled_from(("50%", "100%", "0"))
_BRANCHES = ("allOf", "anyOf", "oneOf")
# Ways multiply: ten branches that each leave two open are a thousand.
_MOST_WAYS = 64
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_ATTEMPTS = 5
"""How many values are drawn for one that fits: rules often ask for one of two fields, and not both."""
_UNFIT = object()
"""In the place of a value: none that fits was drawn."""
_TRIED = ("not", "oneOf", "anyOf", "allOf", "minProperties", "maxProperties")
_FORMATS: dict[str, tuple[str, ...]] = {
    "byte": ("dmFsdWU=", ""),
    "cidr": ("10.0.0.0/8", "fd00::/64"),
    "date": ("2026-01-02", "2024-02-29"),
    "date-time": ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.6+07:00"),
    "datetime": ("2026-01-02T03:04:05Z",),
    "duration": ("1m", "1h30m", "0s", "1.5s"),
    "email": ("web@example.com",),
    "hostname": ("web", "web.example.com"),
    "ipv4": ("10.0.0.1", "255.255.255.255"),
    "ipv6": ("::1", "fd00::a"),
    "mac": ("00:00:5e:00:53:01",),
    "uri": ("https://example.com/web", "/web"),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
}


class _Source(NamedTuple):
    """What all parts of a drawn object share."""

    schemas: Schemas
    """The kinds of the definitions."""
    quoted: tuple[str, ...]
    """The texts that rules in CEL name: what a rule asks for is often one of them, or begins with one."""
    patterns: tuple[str, ...]
    """The regular expressions in rules."""

    made: dict[tuple[int, int], tuple[Schema, st.SearchStrategy[Value]]]
    """The strategies of schemas by depth: making one takes longer than drawing from it."""
    joined: dict[int, tuple[Schema, list[Schema]]]
    """What the alternatives of schemas are."""
    words: dict[int, tuple[Schema, frozenset[str]]]
    """The words in the rules of schemas."""

    def __repr__(self) -> str:
        # Hypothesis shows what a strategy was made of
        return "…"

    def alternatives(self, schema: Schema) -> list[Schema]:
        """The schema without branches, in each way that they leave open."""
        if id(schema) not in self.joined:
            self.joined[id(schema)] = schema, _alternatives(schema)
        return self.joined[id(schema)][1]

    def words_of_rules(self, schema: Schema) -> frozenset[str]:
        """The words in the rules of a schema itself, among them the fields that they ask for."""
        if id(schema) not in self.words:
            found = [each for rule in schema.get(RULES) or () for each in _tokens(rule["rule"])]
            self.words[id(schema)] = schema, frozenset(str(each.value) for each in found if each.kind != STRING)
        return self.words[id(schema)][1]

    def plain_texts(self) -> st.SearchStrategy[str]:
        """Texts of which a schema says nothing else."""
        return st.one_of(words.names(), texts(), *self.asked_for())

    def asked_for(self) -> list[st.SearchStrategy[str]]:
        """Texts that a rule may ask for."""
        return [*([st.sampled_from(self.quoted)] if self.quoted else []), *map(texts_of, self.patterns)]

    def is_valid(self, manifest: Manifest) -> bool:
        [subject] = checked([Subject(manifest)], self.schemas, ValidationOptions())
        return all(each.severity != ERROR for each in subject.findings)


def custom_resources(
    definitions: Sequence[Mapping[str, Value]], kind: str | None, head: Head
) -> st.SearchStrategy[Manifest]:
    """Objects of the kinds that definitions define, or of one of the kinds, which ``validate`` takes.

    Raises UsageError if the definitions define nothing, or no such kind, and ResourceError for one that cannot be read.
    """
    # The steps are those of one run of validate, and the strategies ask the same schemas for as long as a test runs.
    schemas = schemas_for(DEFAULT_VERSION, limits=Limits(schema_steps=sys.maxsize))
    kinds: list[tuple[CustomKind, bool, Schema]] = []
    for each in definitions:
        definition = plain(each)
        if is_definition(definition):
            schemas.define(definition)
            namespaced = definition["spec"].get("scope") != "Cluster"
            served = [found for found in _stored_first(definition) if found.served]
            kinds += [(found, namespaced, _without_head(found)) for found in served]
    wanted = [each for each in kinds if kind in (None, each[0].kind)]
    if not wanted:
        there = ", ".join(sorted({each.kind for each, *_ in kinds})) or "no CustomResourceDefinition"
        asked = "any kind" if kind is None else f"kind {kind!r}"
        raise UsageError(f"no definition of {asked}; there is {there}", code="KST810")
    rules = [rule for each, *_ in wanted for rule in _rules(each.written or {})]
    named = dict.fromkeys(text for rule in rules for text in _quoted(rule))
    quoted, patterns = ([text for text, is_pattern in named if is_pattern == which] for which in (False, True))
    source = _Source(schemas, tuple(quoted), tuple(patterns), {}, {}, {})
    # What no part of a schema tells by itself, such as rules over several fields, validate has the last word on.
    return _any_of(wanted, head, source).filter(source.is_valid)


def _stored_first(definition: Manifest) -> list[CustomKind]:
    """The versions, that in which objects are stored first: examples shrink towards it."""
    stored = {each["name"] for each in definition["spec"].get("versions", ()) if each.get("storage")}
    return sorted(kinds_of(definition, strict=True), key=lambda each: each.version not in stored)


def _rules(schema: Schema) -> Iterator[str]:
    """The rules of a schema and of all below it."""
    yield from (each["rule"] for each in schema.get(RULES) or ())
    inner = [*(schema.get("properties") or {}).values(), schema.get("items"), schema.get("additionalProperties")]
    for each in inner:
        if isinstance(each, Mapping):
            yield from _rules(each)


def _quoted(rule: str) -> Iterator[tuple[str, bool]]:
    """The texts in a rule, and whether they are regular expressions that another text is to match."""
    found = _tokens(rule)
    for index, each in enumerate(found):
        if each.kind == STRING:
            before = [other.value for other in found[max(index - 2, 0) : index]]
            yield str(each.value), before == ["matches", "("]


def _tokens(rule: str) -> list[Token]:
    """The words of a rule; none of one that cannot be read, of which validate says so."""
    try:
        return tokens(rule)
    except CompileError:
        return []


@st.composite
def _any_of(draw: st.DrawFn, kinds: Sequence[tuple[CustomKind, bool, Schema]], head: Head, source: _Source) -> Manifest:
    kind, namespaced, schema = draw(st.sampled_from(kinds))
    manifest = head(draw, f"{kind.group}/{kind.version}", kind.kind, namespaced=namespaced)
    written = ((kind.written or {}).get("properties") or {}).get("metadata") or {}
    name = (written.get("properties") or {}).get("name")
    if name:
        manifest["metadata"]["name"] = draw(_values(name, 0, source))
    elif own := _names_of_rules(kind):
        manifest["metadata"]["name"] = draw(st.one_of(st.just(manifest["metadata"]["name"]), *own))
    return manifest | _fields(draw, schema, 0, source)


def _names_of_rules(kind: CustomKind) -> list[st.SearchStrategy[str]]:
    """Names that the rules of the whole object may ask for: a text in them, what begins with one, or fits a pattern."""
    found = [text for rule in (kind.written or {}).get(RULES) or () for text in _quoted(rule["rule"])]
    named = [text for text, is_pattern in found if not is_pattern and _NAME.issuperset(text) and text[:1].isalnum()]
    begun = [st.tuples(st.sampled_from(named), words.names()).map("".join)] if named else []
    exact = [st.sampled_from(named)] if named else []
    return [*exact, *begun, *(texts_of(text) for text, is_pattern in found if is_pattern)]


def _without_head(kind: CustomKind) -> Schema:
    """The schema of what an object has of its own: its status is nothing that a manifest says."""
    schema: Schema = kind.written or {}
    left_out = {"apiVersion", "kind", "metadata", *(["status"] if kind.drops_status else [])}
    properties = {name: each for name, each in (schema.get("properties") or {}).items() if name not in left_out}
    required = [each for each in schema.get("required") or () if each not in left_out]
    return {**schema, "properties": properties, "required": required, "additionalProperties": None}


def _values(schema: Schema, depth: int, source: _Source) -> st.SearchStrategy[Value]:
    """Values that fit a schema of a definition."""
    drawn = _attempted(schema, depth, source)
    return drawn.filter(lambda value: value is not _UNFIT) if schema.get(RULES) else drawn


def _attempted(schema: Schema, depth: int, source: _Source) -> st.SearchStrategy[Value]:
    """The same, with ``_UNFIT`` among them; what only trying tells is tried here, not for the whole object."""
    # The schema is kept beside its strategy, so that no other one gets its id.
    made = source.made.get((id(schema), depth))
    if made is not None:
        return made[1]
    drawn = _value(schema, depth, source)
    if any(each in schema for each in _TRIED):
        drawn = drawn.filter(source.schemas.check_of(value_schema(dict(schema))))
    if schema.get(RULES):
        # the rules of the value alone, in an object that has it as its only field
        rules = CustomRules({"type": "object", "properties": {"value": dict(schema)}}, drops_status=False)
        drawn = _fitting(drawn, lambda value: not rules.broken({"value": value}, source.schemas.expense()))
    source.made[id(schema), depth] = schema, drawn
    return drawn


@st.composite
def _fitting(draw: st.DrawFn, drawn: st.SearchStrategy[Value], fits: Callable[[Value], bool]) -> Value:
    """Values that fit, after more attempts than Hypothesis makes; ``_UNFIT`` if none does."""
    return next((value for value in (draw(drawn) for _ in range(_ATTEMPTS)) if fits(value)), _UNFIT)


@st.composite
def _value(draw: st.DrawFn, schema: Schema, depth: int, source: _Source) -> Value:
    if schema.get(INT_OR_STRING) is True:
        # Most such fields take a number or a percentage; a pattern, as quantities have one, says which texts there are.
        text = "pattern" in schema and draw(st.booleans())
        return draw(_texts(schema, _PERCENT) if text else _numbers(schema, whole=True) | _texts(schema, _PERCENT))
    merged = draw(st.sampled_from(source.alternatives(schema)))
    if merged.get("enum"):
        return copied(draw(st.sampled_from([each for each in merged["enum"] if each is not None] or [None])))
    type_name = merged.get("type")
    if type_name == "string":
        return draw(_texts(merged, source.plain_texts()))
    if type_name in ("integer", "number"):
        return draw(_numbers(merged, whole=type_name == "integer"))
    if type_name == "boolean":
        return draw(st.booleans())
    if type_name == "array":
        return draw(_lists(merged, depth, source))
    if merged.get(EMBEDDED) is True:
        # An embedded resource is a whole object: any that has apiVersion, kind and name will do.
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": draw(words.names())}}
    return _fields(draw, merged, depth, source)


def _alternatives(schema: Schema) -> list[Schema]:
    """The schema with what its branches add: all of ``allOf``, one of ``anyOf`` and of ``oneOf``, in every way."""
    own = {keyword: said for keyword, said in schema.items() if keyword not in _BRANCHES}
    choices = [[each] for each in schema.get("allOf") or ()]
    choices += [schema[keyword] for keyword in ("anyOf", "oneOf") if schema.get(keyword)]
    if not choices:
        return [schema]
    ways = product(*([inner for each in branches for inner in _alternatives(each)] for branches in choices))
    return [_joined(own, branches) for branches in islice(ways, _MOST_WAYS)]


def _joined(own: Manifest, branches: Iterable[Schema]) -> Schema:
    joined = dict(own)
    for branch in branches:
        _take(joined, branch)
    return joined


def _take(merged: Manifest, branch: Mapping[str, Value]) -> None:
    """Add what a branch asks to a schema."""
    for keyword, said in branch.items():
        if keyword == "properties":
            # A branch adds to what the schema says of a field: it narrows, and takes nothing back.
            own = merged.get("properties") or {}
            merged["properties"] = {**own, **{name: {**own.get(name, {}), **each} for name, each in said.items()}}
        elif keyword == "required":
            merged["required"] = list(dict.fromkeys([*(merged.get("required") or ()), *said]))
        elif keyword == "enum":
            known = merged.get("enum")
            merged["enum"] = [each for each in said if known is None or each in known]
        elif keyword.startswith("min"):
            merged[keyword] = max(said, merged.get(keyword, said))
        elif keyword.startswith("max"):
            merged[keyword] = min(said, merged.get(keyword, said))
        else:
            merged.setdefault(keyword, said)


def _fields(draw: st.DrawFn, schema: Schema, depth: int, source: _Source) -> Manifest:
    """An object: the fields that have to be there, a few of the others, and keys of its own where it may have some."""
    properties = schema.get("properties") or {}
    required = [each for each in schema.get("required") or () if each in properties]
    others = [each for each in properties if each not in required]
    chosen = set(required)
    if others:
        most = _OPTIONAL[min(depth, len(_OPTIONAL) - 1)]
        chosen |= set(draw(st.lists(st.sampled_from(others), max_size=most)))
        asked_for = [each for each in others if escaped_name(each) in source.words_of_rules(schema)]
        chosen.difference_update(asked_for)
        chosen |= {each for each in asked_for if draw(st.booleans())}
    drawn = {name: draw(_attempted(each, depth + 1, source)) for name, each in properties.items() if name in chosen}
    # what nobody asks for is left out rather than everything around it
    assume(all(drawn[name] is not _UNFIT for name in required))
    found = {name: value for name, value in drawn.items() if value is not _UNFIT}
    least = (schema.get("minProperties") or 0) - len(found)
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping):
        inner = _values(additional, depth + 1, source)
        return {**draw(st.dictionaries(_OTHER_KEYS, inner, min_size=max(least, 0), max_size=max(least, 2))), **found}
    if additional is True or (schema.get(PRESERVE) is True and not properties):
        return {**draw(_ANYTHING), **found}
    for name in [each for each in others if each not in found][: max(least, 0)]:
        # `minProperties` counts fields of any name: what is lacking comes from those that may be left out.
        found[name] = draw(_values(properties[name], depth + 1, source))
    return found


def _lists(schema: Schema, depth: int, source: _Source) -> st.SearchStrategy[list[Value]]:
    least = schema.get("minItems") or 0
    most = min(schema.get("maxItems", math.inf), least + _BEYOND_LEAST)
    of = schema.get(LIST_TYPE)
    keys = schema.get(LIST_MAP_KEYS) or ()
    fields = (schema.get("items") or {}).get("properties") or {}

    def identity(element: Value) -> Hashable:
        # An element that lacks a key has its default, as the API server sees it before it compares the keys.
        return _as_json([element.get(each, fields.get(each, {}).get("default")) for each in keys])

    unique_by: Callable[[Value], Hashable] | None = None
    if of == "map":
        unique_by = identity
    elif of == "set" or schema.get("uniqueItems"):
        unique_by = _as_json
    items = _values(schema.get("items") or {}, depth + 1, source)
    return st.lists(items, min_size=least, max_size=int(most), unique_by=unique_by)


def _as_json(value: Value) -> str:
    # A mapping has no hash; its text stands for it, in which the order of keys makes no difference.
    return json.dumps(value, sort_keys=True)


def _texts(schema: Schema, otherwise: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    least, most = schema.get("minLength") or 0, schema.get("maxLength")
    if "pattern" in schema:
        drawn = texts_of(schema["pattern"], least)
    elif schema.get("format") in _FORMATS:
        drawn = st.sampled_from(_FORMATS[schema["format"]])
    else:
        # Made to fit, not filtered: Hypothesis gives up after a few values that do not.
        return otherwise.map(lambda text: text.ljust(least, "a")[:most])
    return drawn.filter(lambda text: least <= len(text) and (most is None or len(text) <= most))


def _numbers(schema: Schema, *, whole: bool) -> st.SearchStrategy[Value]:
    low, high = schema.get("minimum"), schema.get("maximum")
    least = 0 if low is None else low
    if high is not None and high < least:
        least = high - _LARGE
    most = least + _LARGE if high is None else high
    step = schema.get("multipleOf") or 1
    # Multiples are counted, not filtered: nearly all other numbers would be refused.
    first, last = math.ceil(least / step), math.floor(most / step)
    # Definitions follow OpenAPI 3.0, where the exclusive bounds are booleans beside the bound, and no numbers.
    if low is not None and schema.get("exclusiveMinimum") is True and first * step == low:
        first += 1
    if high is not None and schema.get("exclusiveMaximum") is True and last * step == high:
        last -= 1
    if first > last:
        return st.floats(least, most, exclude_min=bool(schema.get("exclusiveMinimum")), allow_nan=False)
    drawn = st.integers(first, last).map(lambda number: number * step)
    return drawn.map(int) if whole else drawn
