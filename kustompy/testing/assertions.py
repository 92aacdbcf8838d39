"""Laws for overlays, builds and transformers, an assertion each."""

from __future__ import annotations

import os

from kustompy.api.build import build
from kustompy.api.diff import diff
from kustompy.api.parts import content_hash
from kustompy.model.values import copied
from kustompy.results.lookup import is_hash
from kustompy.testing.path_patterns import PathPattern
from kustompy.testing.references import dangling_references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeAlias

    from typing_extensions import Unpack

    from kustompy.api.diff import Change
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.values import Value
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build
    from kustompy.testing.reference import Choices

    Transformer: TypeAlias = Callable[[list[Resource]], Iterable[Mapping[str, Value]] | None]
    Subject: TypeAlias = Transformer | Mapping[str, Value]
    """What is done to resources: a callable as ``transformers=`` takes it, or the fields of a kustomization."""
    Target: TypeAlias = str | os.PathLike[str] | Mapping[str, Value]

_SHOWN = 20


def assert_deterministic(
    subject: Target | Transformer, resources: Iterable[Mapping[str, Value]] = (), **options: Any
) -> None:
    """Building twice gives the same bytes: a target as ``kustompy.build`` takes it, or a transformer of resources."""
    if callable(subject):
        # A transformer may change what it gets in place: the second build must not begin with what the first has left.
        given = [copied(dict(each)) for each in resources]
        first, second = (_applied(subject, given).to_yaml() for _ in range(2))
    else:
        first, second = (build(subject, **options).to_yaml() for _ in range(2))
    if first != second:
        raise AssertionError(f"two builds differ:\n{_shortened(diff(first, second).to_text() or 'in their order')}")


def assert_idempotent(subject: Subject, resources: Iterable[Mapping[str, Value]]) -> None:
    """Doing it again changes nothing: a transformer, or the fields of a kustomization, on these resources."""
    once = _applied(subject, resources)
    twice = _applied(subject, once.to_dicts())
    if once.to_yaml() != twice.to_yaml():
        raise AssertionError(f"the second time changes:\n{_shortened(diff(once, twice).to_text() or 'the order')}")


def _applied(subject: Subject, resources: Iterable[Mapping[str, Value]]) -> Build:
    fields: Mapping[str, Value] = {} if callable(subject) else subject
    transformers = [subject] if callable(subject) else []
    files = {"given.yaml": [copied(dict(each)) for each in resources]}
    return build({**fields, "resources": ["given.yaml"]}, files=files, disk=False, transformers=transformers)


def assert_only_changes(a: Build, b: Build, paths: Sequence[str] = ()) -> None:
    """The two builds have the same resources, which differ below the given paths at most.

    A path is written ``spec.template.spec.containers[*].image``; ``*`` is any one key or index, ``**`` any number of
    them, and ``Deployment/web:spec.replicas`` speaks of one kind, or one resource, only.
    """
    patterns = [PathPattern(each) for each in paths]
    unexpected = [text for change in diff(a, b) for text in _unexpected(change, patterns)]
    if unexpected:
        raise AssertionError("changes that were not expected:\n" + _shortened("\n".join(unexpected)))


def _unexpected(change: Change, patterns: Sequence[PathPattern]) -> list[str]:
    from kustompy.validation.schema.finding import path_text

    name = f"{change.id.gvk.kind}/{change.id.name}"
    if change.kind != "changed":
        return [f"{name} was {change.kind}"]
    return [
        f"{name}: {path_text(path)}"
        for path in change.paths
        if not any(pattern.covers(change.id, path) for pattern in patterns)
    ]


def assert_no_dangling_references(built: Iterable[Mapping[str, Value]], external: Sequence[str] = ()) -> None:
    """Every config map, secret, account, claim, service and workload that is referred to is in the build.

    ``external`` names those that come from elsewhere: ``Secret/certificate``, or with wildcards, ``Secret/*``.
    """
    found = dangling_references(list(built), external)
    if found:
        raise AssertionError("references that lead nowhere:\n" + _shortened("\n".join(found)))


def assert_hashes_match(built: Iterable[Mapping[str, Value]]) -> None:
    """Every config map and secret that carries a content hash in its name carries the right one."""
    wrong = []
    for manifest in built:
        # Only what looks like a hash is held against the content: a name may have any ending of its own.
        stem, _, suffix = str(manifest["metadata"]["name"]).rpartition("-")
        if manifest["kind"] not in ("ConfigMap", "Secret") or not stem or not is_hash(suffix):
            continue
        expected = content_hash(manifest)
        if suffix != expected:
            wrong.append(f"{manifest['kind']}/{stem}-{suffix}: its content has the hash {expected}")
    if wrong:
        raise AssertionError("names that do not fit their content:\n" + _shortened("\n".join(wrong)))


def assert_valid(built: Iterable[Mapping[str, Value]], **options: Any) -> None:
    """Kubernetes would take every resource; the options are those of ``kustompy.validate``."""
    from kustompy.validation.check.documents import validate

    found = [each for each in validate(built, **options) if each.severity == "error"]
    if found:
        raise AssertionError("resources that are not valid:\n" + _shortened(_reported(found)))


def assert_lints(directory: str | os.PathLike[str], disable: Sequence[str] = ()) -> None:
    """kustomize passes nothing over in silence; ``disable`` names codes to skip, as the settings of lint do."""
    from kustompy.linting import settings_for
    from kustompy.linting.run import lint
    from kustompy.session.options import Options

    place = os.fspath(directory)
    found = lint([place], Options(), settings_for(place, disable))
    if found:
        raise AssertionError("lint finds:\n" + _shortened(_reported(found)))


def _reported(found: Sequence[Diagnostic]) -> str:
    """The findings as the command prints them."""
    from kustompy.reporting.entries import entries_of
    from kustompy.reporting.text import text_of

    return text_of(entries_of(found, os.getcwd()))


def assert_same_as_kustomize(
    directory: str | os.PathLike[str], kustomize: str = "", **options: Unpack[Choices]
) -> None:
    """kustompy and the real kustomize print the same bytes for a directory, or both refuse it.

    ``kustomize`` is the path of the binary, or of a kubectl; otherwise one on PATH is taken. Without any, the test is
    skipped.
    """
    from kustompy.testing.reference import difference_from_kustomize

    text = difference_from_kustomize(os.fspath(directory), kustomize, options)
    if text:
        raise AssertionError(_shortened(text, 60))


def _shortened(text: str, shown: int = _SHOWN * 2) -> str:
    lines = text.splitlines()
    return "\n".join(lines[:shown] + ([f"… and {len(lines) - shown} lines more"] if len(lines) > shown else []))
