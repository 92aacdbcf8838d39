"""The schema of a kind at one of the user's locations, with all that it refers to."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError, LoadError
from kustompy.validation.schema.closures import refuse
from kustompy.validation.schema.compiler import Compiler, CyclicReferenceError, UnsupportedError
from kustompy.validation.sources.kind_schema import KindSchema
from kustompy.validation.sources.locations import address, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NamedTuple

    from jsonschema.protocols import Validator
    from referencing import Registry, Resource

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value
    from kustompy.validation.schema.closures import Check
    from kustompy.validation.schema.marks import Schema

    class Lookup(NamedTuple):
        """How schemas at locations are looked up, and what they are checked with; ``locations`` are all templates."""

        version: str
        strict: bool
        formats: frozenset[str]
        steps: Steps
        locations: tuple[str, ...]
        cache: str
        offline: bool
else:
    from collections import namedtuple

    Lookup = namedtuple("Lookup", ["version", "strict", "formats", "steps", "locations", "cache", "offline"])

_WEB = ("http://", "https://")


def located(location: str, api_version: str, kind: str, lookup: Lookup) -> KindSchema | None:
    """The schema that a location has for a kind, None if it has none; a LoadError if it is no JSON schema."""
    place = address(location, api_version, kind, lookup.version, strict=lookup.strict)
    if not place:
        return None
    schema = load(place, lookup.cache, offline=lookup.offline)
    if schema is None:
        return None
    _refuse_bad(schema, place, lookup.steps)
    valid = _compiled(schema, lookup, unique=True, place=place)
    alone = _compiled(schema, lookup, unique=False, place=place)
    return KindSchema(
        schema,
        valid,
        alone,
        lambda reference: _pointed_at(schema, reference),
        lambda: _validator(schema, place, lookup),
        lookup.steps,
        custom=False,
    )


def _refuse_bad(schema: Schema, place: str, steps: Steps) -> None:
    from jsonschema.validators import Draft202012Validator, validator_for

    from kustompy.validation.schema.keywords import PATTERNS, within

    # jsonschema hands both to urllib before any schema is checked, which raises an exception of its own for a number.
    for name in ("$schema", "$id"):
        if not isinstance(schema.get(name, ""), str):
            raise LoadError(f"{place} is no JSON schema: {name} is no string", code="KST903", file=place)
    chosen = within(validator_for(schema, default=Draft202012Validator), steps)
    try:
        error = next(chosen(chosen.META_SCHEMA, format_checker=PATTERNS).iter_errors(schema), None)
    except RecursionError:
        raise LoadError(f"the schema {place} is nested too deeply", code="KST903", file=place) from None
    if error is not None:
        at = "/".join(str(each) for each in error.absolute_path)
        problem = f"{error.validator} is broken" if not error.message else error.message[:200]
        raise LoadError(f"{place} is no JSON schema: {at}: {problem}", code="KST903", file=place)


def _compiled(schema: Schema, lookup: Lookup, *, unique: bool, place: str) -> Check:
    compiler = Compiler(
        lambda reference: _pointed_at(schema, reference), lookup.formats, unique=unique, steps=lookup.steps
    )
    try:
        return compiler.check(schema)
    except CyclicReferenceError as error:
        text = f"the schema {place} refers to itself without end: {error}"
        raise LoadError(text, code="KST903", file=place) from None
    except RecursionError:
        raise LoadError(f"the schema {place} is nested too deeply", code="KST903", file=place) from None
    except (UnsupportedError, KustompyError, ValueError):
        # Valid JSON schema that closures do not implement: jsonschema looks at every object of the kind.
        return refuse


def _pointed_at(schema: Schema, reference: str) -> Schema:
    """The part of the same file behind a reference such as ``#/definitions/x`` (a JSON pointer, RFC 6901)."""
    if reference != "#" and not reference.startswith("#/"):
        raise UnsupportedError(reference)
    found = schema
    for part in reference.split("/")[1:]:
        # In this order: `~01` is `~1`, not `/`.
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or name not in found:
            raise UnsupportedError(reference)
        found = found[name]
    return found


def _validator(schema: Schema, place: str, lookup: Lookup) -> Validator:
    """A jsonschema validator that finds the other files of the locations, and no others."""
    from referencing import Registry, Resource
    from referencing.exceptions import NoSuchResource
    from referencing.jsonschema import DRAFT202012

    from kustompy.validation.schema.explain import validator

    # Type checkers do not see how attrs names the arguments of these.
    missing: Callable[..., Exception] = NoSuchResource
    registry_of: Callable[..., Registry[Any]] = Registry
    base = place if place.startswith(_WEB) else f"file://{os.path.abspath(place)}"
    # A schema is somebody else's file: a reference must not read `file:///etc/passwd` or fetch from another host.
    homes = [_home(each) for each in (place, *lookup.locations) if each != "default"]

    def retrieved(uri: str) -> Resource[Value]:
        path = uri if uri.startswith(_WEB) else os.path.abspath(uri.removeprefix("file://"))
        if not any(path.startswith(home) for home in homes):
            raise missing(ref=uri)
        found = load(path, lookup.cache, offline=lookup.offline)
        if found is None:
            raise missing(ref=uri)
        return Resource.from_contents(found, default_specification=DRAFT202012)

    registry = registry_of(retrieve=retrieved)
    return validator(schema if "$id" in schema else {**schema, "$id": base}, lookup.formats, lookup.steps, registry)


def _home(location: str) -> str:
    """The prefix of all files of a location: scheme and host, or the folder before the first variable."""
    if location.startswith(_WEB):
        return "/".join(location.split("/")[:3]) + "/"
    folder = os.path.dirname(location.partition("{{")[0])
    return os.path.join(os.path.abspath(folder), "")
