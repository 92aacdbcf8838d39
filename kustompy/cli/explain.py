"""``kustompy explain``: the files and lines that wrote the fields of a resource."""

from __future__ import annotations

import os

from kustompy.cli.build_flags import build_options
from kustompy.cli.flags import TEXT, Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.inputs import OF_BUILDS
from kustompy.cli.output import to_stdout
from kustompy.errors import ResourceError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.results.resource import Resource
    from kustompy.results.result import Build

FLAGS = (
    Flag("format", "output format", TEXT, default="text", choices=("text", "json")),
    *OF_BUILDS,
)
USAGE = """\
Show who wrote a field of a resource, or each field below it: file, line and column of each text that became its value,
the oldest first, with the values that were overwritten. RESOURCE is Kind/name, or an id as messages print it.

Usage:
  kustompy explain TARGET RESOURCE [PATH] [flags]

Flags:
"""
_WORDS = 3


def main(argv: Sequence[str]) -> int:
    """Explain the fields that the arguments name."""
    line = line_unless_help("explain", argv, FLAGS, USAGE)
    if line is None:
        return 0
    if not 1 < len(line.positional) <= _WORDS:
        raise UsageError(
            "explain takes a target, a resource and a path", code="KST834",
            hint="write `kustompy explain overlays/prod Deployment/web spec.replicas`; the path may be left out",
        )  # fmt: skip
    from kustompy.planning.explaining import explained_json, explained_text, near, without
    from kustompy.rendering.pipeline import build

    target, wanted, path = (*line.positional, "")[:_WORDS]
    options = build_options(line, os.environ)
    built = build(target, options)
    resource = found(built, wanted)
    fields = built.explain_fields(resource, path)
    if not fields:
        raise no_field(resource, path)
    # A file of sops is opened for the build, and what it holds is not printed with its history.
    if options.inputs is not None:
        fields = without(fields, options.inputs.opened())
    shown = near(os.getcwd())
    if line["format"] == "json":
        import json

        to_stdout(json.dumps(explained_json(resource, fields, shown), indent=2, ensure_ascii=False) + "\n")
    else:
        to_stdout(explained_text(resource, fields, shown))
    return 0


def found(built: Build, wanted: str) -> Resource:
    """The resource by its name in the build, or else by the name that it has in its file."""
    from kustompy.results.lookup import index_of

    try:
        return built.resources[index_of(built.resources, wanted)]
    except ResourceError:
        kind, _, name = wanted.partition("/")
        former = [
            each
            for each in built
            if each.kind.lower() == kind.lower() and (each.original_id.name == name or _ends_alike(each, name))
        ]
        # Prefixes and hashes make names that nobody has in mind; two that were called so need the new one.
        if len(former) == 1:
            return former[0]
        raise


def _ends_alike(resource: Resource, name: str) -> bool:
    """Whether ``name`` is ``NAMESPACE/NAME`` of the resource."""
    return bool(resource.namespace) and name == f"{resource.namespace}/{resource.name}"


def no_field(resource: Resource, path: str) -> UsageError:
    """The error for a field that the resource does not have, with the nearest one that it has."""
    from kustompy.messages.suggestions import did_you_mean
    from kustompy.planning.field_names import path_text

    known = [path_text(each, resource.manifest) for each in _paths(resource.manifest)]
    top = ", ".join(f"`{each}`" for each in resource.manifest)
    hint = did_you_mean(path, known) or f"it has {top}"
    return UsageError(f"{resource.kind} {resource.name} has no field {path}", code="KST849", hint=hint)


def _paths(manifest: object) -> list[tuple[str | int, ...]]:
    """The paths of all values of a manifest."""
    found: list[tuple[str | int, ...]] = []
    # Without recursion, since a manifest nests as deep as the limits let it.
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), manifest)]
    while waiting:
        path, value = waiting.pop()
        found.append(path)
        if isinstance(value, dict):
            waiting += [((*path, str(key)), each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), each) for index, each in enumerate(value)]
    return found
