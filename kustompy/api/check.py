"""``validate`` and ``lint`` for what a caller has at hand: a path, a build, a resource, or manifests."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping

from kustompy.errors import KustompyError, UsageError
from kustompy.limits import DEFAULT_LIMITS
from kustompy.results.result import Build
from kustompy.session.options import Options
from kustompy.system.files import Files
from kustompy.validation.check.documents import validate as _of_manifests
from kustompy.validation.schema.store import DEFAULT_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import TypeAlias

    from typing_extensions import Unpack

    from kustompy.api.inputs import Given
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.values import Value
    from kustompy.session.choices import BuildOptions
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.schema.finding import Finding

    Checked: TypeAlias = str | os.PathLike[str] | Mapping[str, Value] | Iterable[Mapping[str, Value]]
    """A path or URL, a rendered text, a Build, a resource or manifest, or several of them."""

_WANTED = "a path, a rendered text, a Build, a resource, or a list of manifests"


def manifests_of(
    subject: Checked, caller: str, inputs: Given = None, options: BuildOptions | None = None
) -> Iterable[Mapping[str, Value]]:
    """The manifests that the subject stands for: those of a build, of a file, or those that it has itself."""
    # A rendered text has several lines; a path with a line break is taken for one.
    if isinstance(subject, str) and "\n" in subject:
        from kustompy.api.parts import load

        return load(subject)
    if isinstance(subject, str | os.PathLike):
        return _of_path(os.fspath(subject), inputs, options or {})
    if isinstance(subject, Mapping):
        return [subject]
    # bytes would be a sequence of numbers.
    if isinstance(subject, bytes) or not isinstance(subject, Iterable):
        raise UsageError(f"{caller} takes {_WANTED}, not {type(subject).__name__}", code="KST811")

    if isinstance(subject, Build):
        return subject
    # An iterator can be gone through once, and is looked at before it is used.
    found = list(subject)
    # validate says itself what is no object.
    for each in found if caller != "validate" else ():
        if not isinstance(each, Mapping) and not hasattr(each, "manifest"):
            raise UsageError(f"{caller} takes {_WANTED}, not a list with {type(each).__name__}", code="KST811")
    return found


def path_of(subject: Checked) -> str | None:
    """The path that the subject is, None if it holds the manifests itself."""
    if isinstance(subject, os.PathLike):
        return os.fspath(subject)
    return subject if isinstance(subject, str) and "\n" not in subject else None


def _of_path(path: str, inputs: Given, options: BuildOptions) -> Iterable[Mapping[str, Value]]:
    from kustompy.api.build import build
    from kustompy.api.parts import load

    if os.path.isfile(path):
        return load(Files().read(os.path.abspath(path)))
    return build(path, inputs=inputs, **options)


def validate(
    subject: Checked,
    /,
    *,
    kubernetes_version: str = DEFAULT_VERSION,
    strict: bool = True,
    schema_locations: Sequence[str] = (),
    crds: Iterable[Mapping[str, Value]] = (),
    ignore_missing_schemas: bool = False,
    ignore_placeholders: bool = False,
    placeholders: Sequence[str] = (),
    skip: Collection[str] = (),
    reject: Collection[str] = (),
    disable: Collection[str] = (),
    policies: Iterable[Mapping[str, Value]] = (),
    policy_sets: Collection[str] = (),
    checkers: Iterable[Checker] = (),
    written_at: Callable[[int, tuple[str | int, ...]], tuple[str, int, int]] | None = None,
    cache: str | os.PathLike[str] = "",
    inputs: Given = None,
    **options: Unpack[BuildOptions],
) -> list[Finding]:
    """What is wrong with manifests against the schemas of a Kubernetes version and the rules of the API server.

    ``subject`` is the path of a kustomization or of a file, a URL, a rendered text, a Build, a resource or manifest,
    or several of them. A Finding is a Diagnostic with a severity, ``error`` or ``warning``, its place in the file that
    wrote the value, and the resource; the list is empty if all is well.

    ``kubernetes_version`` is a text such as ``"1.31"``. ``strict`` refuses fields that the schema does not have.
    ``schema_locations`` are directories or URLs of more schemas, ``crds`` manifests of definitions. ``skip`` and
    ``reject`` name kinds, or ``GROUP/VERSION/KIND``; ``disable`` names codes. ``ignore_placeholders`` leaves out what
    is said of texts with a ``${NAME}``, ``$(NAME)``, ``{{ name }}`` or ``%NAME%`` that is filled in later, and
    ``placeholders`` are patterns of more. ``policies`` are ValidatingAdmissionPolicies that hold beside those among
    the manifests, ``policy_sets`` any of ``baseline``, ``restricted`` and ``best-practice``, and ``checkers`` look at
    all manifests together. ``written_at(index, path)`` tells where a value was written; a build brings its own.
    ``cache`` is a directory for schemas that are fetched. ``inputs`` and ``options`` are those of :func:`build`, for a
    path; ``limits`` and ``offline`` also count for schemas.

    Raises UsageError for a subject or version that is none, and what :func:`build` raises for a path that does not
    build.
    """
    findings = _of_manifests(
        manifests_of(subject, "validate", inputs, options),
        kubernetes_version=kubernetes_version,
        strict=strict,
        schema_locations=schema_locations,
        crds=map(dict, crds),
        ignore_missing_schemas=ignore_missing_schemas,
        ignore_placeholders=ignore_placeholders,
        placeholders=placeholders,
        skip=skip,
        reject=reject,
        disable=disable,
        policies=map(dict, policies),
        policy_sets=policy_sets,
        checkers=checkers,
        written_at=written_at,
        cache=os.fspath(cache),
        limits=options.get("limits", DEFAULT_LIMITS),
        offline=options.get("offline", False),
    )
    path = path_of(subject)
    return unsettled(findings, path) if findings and path is not None else findings


def unsettled(findings: list[Finding], path: str) -> list[Finding]:
    """The findings but for those that the settings at a path, or comments on their lines, say may stay."""
    from datetime import date

    from kustompy.linting.exceptions import is_excepted
    from kustompy.linting.settings import is_silenced, settings_for

    settings = settings_for(os.path.dirname(path) if os.path.isfile(path) else path, command="validate")
    # Exceptions of the settings end on a day, which compares as text.
    today = date.today().isoformat()

    @functools.cache
    # Each file once: a fleet has thousands of findings in a few files.
    def lines_of(file: str) -> list[str]:
        return _lines(file)

    return [
        each
        for each in findings
        if each.code not in settings.disable
        and not is_excepted(each, settings.exempts, today)
        and not (each.line and each.file and is_silenced(each, lines_of(each.file)))
    ]


def _lines(path: str) -> list[str]:
    """The lines of a file on disk; none of what was fetched."""
    try:
        return Files().read(os.path.abspath(path)).decode("utf-8", "replace").splitlines()
    except (KustompyError, OSError):
        return []


def lint(
    subject: Checked,
    *,
    disable: Collection[str] = (),
    inputs: Given = None,
    **options: Unpack[BuildOptions],
) -> list[Diagnostic]:
    """What kustomize passes over in silence: in the kustomization of a path, or below it, or in rendered manifests.

    ``subject`` is what :func:`validate` takes. Each Diagnostic has a code, a place and a hint; the list is empty if
    there is nothing to say. The settings are those of the nearest kustompy.toml or pyproject.toml; ``disable`` names
    more codes to leave out. ``inputs`` and ``options`` are those of :func:`build`.

    Raises UsageError if nothing is there to check. A kustomization that does not build is a Diagnostic, too.
    """
    from kustompy.api.inputs import inputs_from
    from kustompy.linting import settings_for
    from kustompy.linting.run import lint as lint_directories
    from kustompy.linting.run import lint_text
    from kustompy.targets.overlays import find_targets

    chosen = Options(inputs=inputs_from(inputs, os.path.realpath(os.curdir)), **options)
    path = path_of(subject)
    if path is None or os.path.isfile(path):
        from kustompy.api.parts import dump

        text = subject if isinstance(subject, str) and path is None else dump(manifests_of(subject, "lint"))
        return lint_text(text.encode(), chosen, settings_for(os.curdir, disable), "manifests")
    settings = settings_for(path, disable)
    targets = find_targets([path], settings.chosen)
    if not targets.directories:
        raise UsageError(f"nothing to check in {targets.looked_at or path}", code="KST823")
    return lint_directories(targets.directories, chosen, settings)
