"""The Kubernetes schemas in the box: every definition in the form that one minor version has."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.memo import Memo
from kustompy.upstream import NEWEST, OLDEST, read_data
from kustompy.validation.schema.finding import UNUSABLE
from kustompy.validation.schema.scanner import scanned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema

DEFAULT_VERSION = f"1.{NEWEST}"
REF = "#/$defs/"
PREFIX = "custom."
"""The prefix of the names of well-known custom kinds' definitions."""


class Store:
    """The definitions of one Kubernetes minor version, each parsed when it is first asked for."""

    tables: tuple[str, ...] = ("kubernetes/definitions.tsv",)
    """The tables of ours that the definitions are read from."""

    def __init__(self, minor: int, *, strict: bool) -> None:
        self.minor, self.strict = minor, strict
        self.kinds: dict[str, str] = {}
        """``group/version/kind`` → the name of its definition."""
        self._forms: dict[str, str] = {}
        self._parsed: dict[str, Schema] = {}
        wanted = str(minor)
        holds: dict[str, bool] = {}
        # The table has 0.7 MB for all versions: lines are cut at the first tabs, and JSON is parsed on first use only.
        # split, since splitlines compares every character with eleven kinds of line breaks.
        for line in "".join(map(read_data, self.tables)).split("\n"):
            # A line begins with its minors (`30-37`), and few spans are different: each is compared once. Texts compare
            # like numbers as long as all minors have two digits.
            span = line[:5]
            is_of = holds.get(span)
            if is_of is None:
                is_of = holds[span] = span[:2] <= wanted <= span[3:]
            if is_of:
                _, kinds, name, form = line.split("\t", 3)
                self._forms[name] = form
                if kinds:
                    for kind in kinds.split(" "):
                        self.kinds[kind] = name

    def definition(self, name: str) -> Schema:
        """The schema of a definition; its references start with ``#/$defs/``."""
        parsed = self._parsed.get(name)
        if parsed is None:
            parsed = scanned(self._forms[name])
            # Strict as `kubectl --validate=strict`. A definition without fields (RawExtension, JSON) takes anything.
            if self.strict and "properties" in parsed:
                parsed.setdefault("additionalProperties", False)
            self._parsed[name] = parsed
        return parsed

    def bundle(self, name: str) -> Schema:
        """A definition with all that it refers to, as one JSON schema."""
        found: dict[str, Schema] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found[each] = self.definition(each)
                waiting += references(found[each])
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": REF + name, "$defs": found}


def references(schema: Value) -> list[str]:
    """The names of the definitions that a schema refers to."""
    if isinstance(schema, list):
        return [name for each in schema for name in references(each)]
    if not isinstance(schema, dict):
        return []
    names = [name for key, each in schema.items() if key != "$ref" for name in references(each)]
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith(REF):
        names.append(ref[len(REF) :])
    return names


def minor_of(version: str) -> int:
    """The minor of ``1.31``, ``v1.31.4`` or ``master``; a UsageError unless its schemas are in the box."""
    if version in ("master", "latest"):
        return NEWEST
    # `kubernetes-version = 1.30` in a settings file is the float 1.3.
    if not isinstance(version, str):
        hint = f'write it in quotes: "{version}"'
        raise UsageError(
            f"a version of Kubernetes is a text, not {version!r}", code="KST820", fault=UNUSABLE, hint=hint
        )
    parts = version.removeprefix("v").split(".")
    if len(parts) in (2, 3) and parts[0] == "1" and all(each.isascii() and each.isdigit() for each in parts):
        # Cut, since Python refuses to read a number of more than 4,300 digits.
        minor = int(parts[1][:4])
        if OLDEST <= minor <= NEWEST:
            return minor
    raise UsageError(
        f"no schemas of Kubernetes {version!r}: there are those of 1.{OLDEST} to 1.{NEWEST}",
        code="KST820",
        fault=UNUSABLE,
        hint="give others with --schema-location",
    )


# Thirteen minors, strict or not: all of them fit.
_STORES = Memo(32)


def store(minor: int, *, strict: bool = True) -> Store:
    """The definitions of a minor version, read once."""
    found: Store | None = _STORES.get((minor, strict))
    return found if found is not None else _STORES.keep((minor, strict), Store(minor, strict=strict))
