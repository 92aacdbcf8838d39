"""Replacements that copy less, more, or something else than is meant."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.checks.replacement_targets import replacements
from kustompy.model.field_path import split_path
from kustompy.model.levels import PARTS_OF_TEXTS
from kustompy.model.values import is_scalar, text_of
from kustompy.transformers.replacement_source import found_source
from kustompy.transformers.replacement_target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import FieldOptions, ReplacementField
    from kustompy.linting.observer import Found, Step
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.transformers.replacement_source import Source

_TAGGED = 2
"""The number of pieces around `:` in an image with a tag and without a port."""


def odd_replacements(step: Step) -> Iterator[Found]:
    """Each target whose delimiter is not looked at, whose index has shifted, or that gets a name without its hash."""
    shifted: dict[tuple[int, str, str], int] = {}
    for place, replacement in replacements(step):
        source = _source(replacement, step)
        if source is None:
            continue
        for number, target in enumerate(replacement.targets):
            here = place.below("targets", number)
            options = target.options
            chosen = Target(target).chosen(step.resources) if target.select is not None else []
            for index, path in enumerate(target.fieldPaths):
                at = here.below("fieldPaths", index)
                for resource in chosen:
                    if options.delimiter:
                        found = (
                            _inside_text(resource, path, step)
                            or _shifted(resource, path, options, source, shifted)
                            or _elsewhere(resource, path, options)
                        )
                    else:
                        found = None
                    found = found or _without_hash(source, resource, path, step)
                    if found is not None:
                        yield at, found


def _source(replacement: ReplacementField, step: Step) -> Source | None:
    if "source" not in replacement:
        return None

    try:
        return found_source(replacement.source, step.resources, None)
    except KustompyError:
        return None  # the build says so


def _inside_text(resource: Resource, path: str, step: Step) -> Diagnostic | None:
    """What is said of a path that goes on inside of a text, where v5.8.1 looks at no delimiter."""
    # kustomize 5.8.3 mended it; a build at that level replaces the piece.
    if PARTS_OF_TEXTS in step.context.changes:
        return None

    value: Value = resource.manifest
    parts = split_path(path)
    for part in parts:
        if isinstance(value, str):
            text = f"the delimiter is ignored: {path} leads into a text of {resource.kind} {resource.name}"
            hint = "the whole value is replaced; since v5.8.3 only the piece is (`--kustomize-version 5.8.3`)"
            return Diagnostic(text, code="KST042", severity="warning", hint=hint)
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return None


def _shifted(
    resource: Resource, path: str, options: FieldOptions, source: Source, shifted: dict[tuple[int, str, str], int]
) -> Diagnostic | None:
    """What is said of an index behind one where an earlier replacement put in more pieces than it took out."""
    delimiter, index = options.delimiter, options.index
    field = id(resource), path, delimiter
    before = shifted.get(field)
    pieces = text_of(source.value).count(delimiter) if is_scalar(source.value) else 0
    if pieces and before is None:
        shifted[field] = index
    if before is None or index <= before:
        return None
    text = f"index {index} of {path} is counted after an earlier replacement put a {delimiter!r} before it"
    hint = "write the replacement with the higher index first"
    return Diagnostic(text, code="KST043", severity="warning", hint=hint)


def _elsewhere(resource: Resource, path: str, options: FieldOptions) -> Diagnostic | None:
    """What is said of an index that is behind all pieces, or that is the port of a registry."""
    if "*" in path or "=" in path:
        return None

    value: Value = resource.manifest
    for part in split_path(path):
        if isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    if not is_scalar(value) or value is None:
        return None
    delimiter, index = options.delimiter, options.index
    pieces = text_of(value).split(delimiter)
    if index > len(pieces):
        last = len(pieces) - 1
        text = f"index {index} of {path} is behind the last piece, which is {last}: the value is added at the end"
        hint = f"write an index from 0 to {last}, or {last + 1} to add a piece"
        return Diagnostic(text, code="KST043", severity="warning", hint=hint)
    if delimiter == ":" and index == 1 and len(pieces) > _TAGGED and "/" in pieces[1] and path.endswith("image"):
        text = f"index 1 of {path} is the port of the registry in {text_of(value)!r}, and what is behind it"
        hint = "write `index: 2` for the tag, or use `images:`"
        return Diagnostic(text, code="KST043", severity="warning", hint=hint)
    return None


def _without_hash(source: Source, resource: Resource, path: str, step: Step) -> Diagnostic | None:
    """What is said of a name that is copied before its hash, to a field in which kustomize follows no names."""
    owner = source.resource
    if owner is None or not owner.needs_hash or list(source.parts) not in ([], ["metadata", "name"]):
        return None
    if owner is resource or _is_followed(owner, resource, path, step):
        return None
    text = f"the name of {owner.kind} {owner.name} is copied before its hash is added: {resource.kind} {resource.name} "
    text += "names an object that will not be there"
    hint = f"add a `nameReference` for {path} with `configurations:`, or `disableNameSuffixHash: true`"
    return Diagnostic(text, code="KST044", hint=hint)


def _is_followed(owner: Resource, resource: Resource, path: str, step: Step) -> bool:
    """Whether kustomize takes the field for a name of such an object; annotations and labels are read by people."""
    # Names are followed behind the hashes: a field that kustomize follows gets the name with its hash then.
    wanted = [part for part in split_path(path) if part != "*" and "=" not in part and not part.isdigit()]
    if wanted[:2] in (["metadata", "annotations"], ["metadata", "labels"]):
        return True
    for target, specs in step.context.tables.name_references:
        if target.kind != owner.kind:
            continue
        for spec in specs:
            if spec.selects(resource.gvk) and [each.removesuffix("[]") for each in spec.segments] == wanted:
                return True
    return False
