"""A build that cannot be printed: where each value was written that kustomize reads and does not write."""

from __future__ import annotations

from kustompy.yamlio.read.chunks import chunk_lines
from kustompy.yamlio.unprintable import unprintable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.provenance.trace import Trace
    from kustompy.yamlio.unprintable import Unprintable


def refusals(first: Diagnostic, manifests: Iterable[Manifest], traced: Trace | None) -> list[Diagnostic]:
    """A diagnostic for each of these values, placed if the build is traced; the first is what the error is about."""
    found = list(_found(first, manifests, traced))
    if not found:
        return [first]
    # kustomize says the first only, in words that begin with the whole manifest.
    return [found[0].replace(message=first.message), *found[1:]]


def _found(first: Diagnostic, manifests: Iterable[Manifest], traced: Trace | None) -> Iterator[Diagnostic]:
    resources = traced.resources if traced is not None else []
    for index, manifest in enumerate(manifests):
        for each in unprintable(manifest):
            told = first.replace(code=each.code, message=each.message, path=each.path, hint=each.hint)
            if traced is None or index >= len(resources):
                yield told
            elif each.is_twice:
                yield _at_second_key(told, each, resources[index], traced)
            else:
                yield _at_line(traced.placed(told, resources[index], each.path), each, traced)


def _at_second_key(told: Diagnostic, problem: Unprintable, resource: Resource, traced: Trace) -> Diagnostic:
    """The diagnostic at the second of two keys: the record knows of values that are there, which is the first one's."""
    place = traced.blame(resource, problem.path[:-1]).place
    # Lines of a text in a text are not those of the file.
    if not place.file or place.inner:
        return told
    before = _lines_before(place.file, place.document, traced)
    return told.replace(
        file=place.file, document=place.document, resource=str(resource.id), line=problem.lines[0] + before, column=1,
        hint=problem.second_hint(before),
    )  # fmt: skip


def _at_line(told: Diagnostic, problem: Unprintable, traced: Trace) -> Diagnostic:
    """The diagnostic at its line in the document, where that is known."""
    if not problem.lines[0] or not told.file:
        return told
    line = problem.lines[0] + _lines_before(told.file, told.document, traced)
    return told.replace(line=line, column=1, end_line=0, end_column=0)


def _lines_before(file: str, document: int, traced: Trace) -> int:
    """How many lines of a file come before a document."""
    starts = chunk_lines(traced.read(file))
    return starts[document] if document < len(starts) else 0
