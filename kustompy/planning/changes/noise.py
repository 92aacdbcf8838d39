"""Changes that nobody wants to read, by rules: paths, kinds, and labels such as a chart's version."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.limits import record
from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import NamedTuple

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.fields import Field
    from kustompy.planning.changes.ignored import Ignored

    class Noise(NamedTuple):
        """What is noise: fields at these paths and these labels, of these kinds; without both, whole resources."""

        paths: tuple[tuple[str, ...], ...] = ()
        kinds: frozenset[str] = frozenset()
        labels: frozenset[str] = frozenset()

    Rule = Noise | Ignored
else:
    Noise = record("Noise", "paths kinds labels", defaults=[(), frozenset(), frozenset()])

_FIELDS = ("paths", "kinds", "labels", "reason")
_LABELS = ("labels", "matchLabels")


def noise_of(tables: Iterable[Mapping[str, Value]]) -> tuple[Noise, ...]:
    """The rules in the tables ``[[diff.ignore]]`` of the settings. Raises UsageError for a table that is no rule."""
    return tuple(map(_noise, tables))


def _noise(table: Mapping[str, Value]) -> Noise:
    unknown = sorted(set(table) - set(_FIELDS))
    if unknown:
        raise UsageError(
            f"[[diff.ignore]] has no {unknown[0]!r}", code="KST812", hint=f"there are {', '.join(_FIELDS)}"
        )
    lists = {name: table.get(name, []) for name in _FIELDS[:3]}
    for name, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise UsageError(f"{name!r} of [[diff.ignore]] is no list of strings", code="KST812")
    # A rule about nothing would make everything noise.
    if not any(lists.values()):
        raise UsageError("a [[diff.ignore]] without paths, kinds and labels", code="KST812")
    from kustompy.results.lookup import path_parts

    paths = tuple(tuple(path_parts(each)) for each in lists["paths"])
    # Kinds are written as people call them: `deployment` is meant, too.
    return Noise(paths, frozenset(each.lower() for each in lists["kinds"]), frozenset(lists["labels"]))


def is_noise(manifest: Manifest, path: FieldPath | None, rules: Iterable[Rule]) -> bool:
    """Whether a field is noise, or, without a path, the whole resource."""
    return any(_fits(each, manifest, path) for each in rules)


def is_quiet(field: Field, old: Manifest, new: Manifest, rules: Sequence[Rule]) -> bool:
    """Whether a field that differs is noise, or all of a mapping or list that one side alone has."""
    # On one side alone the value may be a whole mapping, of which the rules name fields: it is noise if all of them
    # are.
    if field.new is not None and field.old is not None:
        return is_noise(new, field.path, rules)
    manifest, value = (old, field.old) if field.new is None else (new, field.new)
    return _all_noise(manifest, field.path, value, rules)


def _all_noise(manifest: Manifest, path: FieldPath, value: Value, rules: Sequence[Rule]) -> bool:
    if is_noise(manifest, path, rules):
        return True
    if not isinstance(value, (dict, list)) or not value:
        return False
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return all(_all_noise(manifest, (*path, key), each, rules) for key, each in below)


def _fits(rule: Rule, manifest: Manifest, path: FieldPath | None) -> bool:
    if not isinstance(rule, Noise):
        return path is not None and rule.fits(manifest, path)
    if rule.kinds and str(manifest.get("kind")).lower() not in rule.kinds:
        return False
    if not rule.paths and not rule.labels:
        return True
    if path is None:
        return False
    # Labels stand in metadata, in selectors and in templates: the name of the mapping tells, not the path to it.
    is_label = path[-2:-1] and path[-2] in _LABELS and path[-1] in rule.labels
    return bool(is_label) or any(_leads_to(each, manifest, path) for each in rule.paths)


def _leads_to(wanted: tuple[str, ...], manifest: Manifest, path: FieldPath) -> bool:
    """Whether the path is at or below what is wanted: ``*`` is any part, ``name=web`` an element with that field."""
    if len(path) < len(wanted):
        return False
    value: Value = manifest
    for part, key in zip(wanted, path, strict=False):
        value = _below(value, key)
        if part not in ("*", str(key)) and not _is_named(value, part):
            return False
    return True


def _is_named(element: Value, part: str) -> bool:
    field, equals, wanted = part.partition("=")
    if not equals or not isinstance(element, dict):
        return False
    value = element.get(field)
    return is_scalar(value) and text_of(value) == wanted


def _below(value: Value, key: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
