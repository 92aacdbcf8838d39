"""The whole of a build on one screen: a directory in, a Build out."""

from __future__ import annotations

import os

from kustompy.errors import TOO_DEEP, KustompyError, LimitError, wrapping
from kustompy.finish.name_references import update_name_references
from kustompy.finish.order import sort_resources
from kustompy.rendering.accumulate import accumulate, load_fields
from kustompy.results.result import Build
from kustompy.session.context import Context
from kustompy.session.options import PRINT, Options
from kustompy.session.session import Session
from kustompy.system.files import Files
from kustompy.system.root import Root, directory_at, may_be_remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.diagnosis.secrets import Secrets
    from kustompy.model.dependencies import Dependencies
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.provenance.given import Given
    from kustompy.provenance.record import Record
    from kustompy.provenance.trace import Trace
    from kustompy.rendering.accumulate import Accumulated
    from kustompy.session.options import Purpose


def build(target: str, options: Options | None = None, files: Files | None = None, purpose: Purpose = PRINT) -> Build:
    """Build the kustomization in a directory, or in a git repository."""
    return build_in(Session(files or Files(), options or Options(), purpose), target)


def build_in(session: Session, target: str) -> Build:
    """Build in a session that is made for this target, and ends with it."""
    purpose = session.purpose
    try:
        records = rendered(target, session)
    # Depth is limited where texts are read; what nests by other ways ends here, as a line and not as a traceback.
    except RecursionError:
        raise LimitError(TOO_DEEP, code="KST703") from None
    except KustompyError as error:
        from kustompy.session.dependencies import dependencies_of

        error.warnings = session.warnings
        # before the search for more mistakes, which reads more
        error.dependencies = dependencies_of(session)
        if purpose.diagnoses:
            from kustompy.diagnosis.diagnose import diagnose

            diagnose(error, target, session, rendered)
        else:
            _secrets(session).hide(error)
        raise
    finally:
        session.close()
    return Build(
        records,
        list(session.files.were_read),
        _told(session),
        lambda: traced(target, session),
        (session.options.limits.output_size, session.refuse_output),
        lambda: _recorded(session),
        once(lambda: _secrets(session)),
    )


def _recorded(session: Session) -> Dependencies:
    from kustompy.session.dependencies import dependencies_of

    return dependencies_of(session)


def _told(session: Session) -> list[str]:
    """The warnings of a build without values of Secrets."""
    if not session.warnings or not session.secrets:
        return session.warnings
    return list(map(_secrets(session).hidden, session.warnings))


def once(make: Callable[[], Secrets]) -> Callable[[], Secrets]:
    """The same, made when it is first asked for: it keeps what it has read of the files."""
    made: list[Secrets] = []

    def only() -> Secrets:
        if not made:
            made.append(make())
        return made[0]

    return only


def _secrets(session: Session) -> Secrets:
    """What a build has read of Secrets, for who is about to say something."""
    from kustompy.diagnosis.secrets import Secrets

    return Secrets(session.secrets, session.files)


def rendered(target: str, session: Session) -> list[Resource]:
    """The resources of a kustomization, or of an object that tells a controller to apply some, in order."""
    if "#" in target:
        from kustompy.controllers.names import split_target

        if split_target(target) is not None:
            from kustompy.controllers.applied import applied

            return applied(target, session, of_directory)
    return of_directory(target, session)


def of_directory(target: str, session: Session) -> list[Resource]:
    """The resources of a kustomization in the order they are printed: the steps of a build."""
    root = _root(target, session)
    fields, file = load_fields(root, session)
    if fields.get("openapi"):
        from kustompy.rendering.openapi import choose_openapi

        choose_openapi(fields["openapi"], root, session, file)
    # buildMetadata: of the root decides for all that is below it, so that it is known before the first file is read.
    session.track(asked=bool(fields.get("buildMetadata")))
    context = Context(session, root, file)
    accumulated = accumulate(fields, context)
    resources = accumulated.resources
    if session.problems:
        return []

    with wrapping(file=file):
        _finish(resources, accumulated, fields, session, file)
    return resources.resources


def _finish(
    resources: ResourceSet, accumulated: Accumulated, fields: dict[str, Value], session: Session, file: str
) -> None:
    """What happens once, at the root of the build, whose kustomization is the file."""
    options, tables, trace = session.options, accumulated.tables, session.trace
    if session.changes:
        _write_keys(resources, session)
    _begin(trace, "hash suffix", file)
    # Hashes first, since a hash renames; then the references to what was renamed; then vars, whose values may be such
    # names.
    if any(resource.needs_hash for resource in resources):
        from kustompy.finish.hash_suffix import add_hash_suffixes

        add_hash_suffixes(resources)
    _begin(trace, "name reference", file)
    update_name_references(resources, tables)
    if accumulated.vars:
        from kustompy.finish.vars import resolve_vars

        _begin(trace, "vars", file)
        resolve_vars(resources, accumulated.vars, tables.var_reference, session.warn, session.make, trace, session.hold)
    if any(resource.in_braces for resource in resources):
        from kustompy.model.flow_style import settle_flow_style

        settle_flow_style(resources)
    asked, managed_by = _metadata_asked_for(fields, options)
    # Plain resources have no annotation of kustomize's, and most builds no other: their modules are not loaded.
    annotated = bool(asked or managed_by) or not all(resource.is_plain for resource in resources)
    if annotated:
        from kustompy.finish.build_metadata import drop_local_config, finish_metadata

        drop_local_config(resources)
    resources.refuse_duplicates()
    # Behind all that renames: the order goes by final names, hashes included.
    sort_resources(resources, fields.get("sortOptions"), options.reorder)
    _begin(trace, "buildMetadata", file)
    if annotated:
        finish_metadata(resources, asked, managed_by)
    if session.changes:
        _write_keys(resources, session)


def _begin(trace: Record | None, what: str, file: str) -> None:
    """Tell a traced build which of the last steps is at work."""
    if trace is not None:
        place = trace.file(file)
        trace.begin(what, place if " " in what else place.below(what))


def _write_keys(resources: ResourceSet, session: Session) -> None:
    """Print keys that are no strings, at a level that does."""
    from kustompy.model.levels import WRITTEN_KEYS
    from kustompy.yamlio.written_keys import write_keys

    if WRITTEN_KEYS in session.changes:
        write_keys(resources)


def traced(target: str, session: Session) -> Trace:
    """The same build once more, with a record of who writes what."""
    from kustompy.provenance.record import Record
    from kustompy.provenance.trace import Trace
    from kustompy.session.garbage import UNCOLLECTED

    record = Record()
    again = Session(session.files, session.options, session.purpose._replace(trace=record))
    try:
        with UNCOLLECTED:
            resources = rendered(target, again)
            return Trace(resources, record, again.read, _given(again), again.overlaid)
    finally:
        again.close()


def _given(session: Session) -> Given | None:
    """The inputs of a build, which have a part in what it writes."""
    inputs = session.options.inputs
    if inputs is None:
        return None
    from copy import copy

    from kustompy.provenance.given import Given

    as_written = copy(session.files)
    as_written.rewrite = None
    return Given(inputs, as_written.read)


def _root(target: str, session: Session) -> Root:
    """The root that a path or URL names."""
    if may_be_remote(target):
        from kustompy.session.remote import fetched_root

        root = fetched_root(target, None, session)
        if root is not None:
            session.directory = root.directory
            return root
    directory = session.directory = directory_at(session.files, os.path.abspath(target), target)
    return Root(session.files, directory, restricted=session.options.load_restrictions)


def _metadata_asked_for(fields: dict[str, Value], options: Options) -> tuple[list[str], str]:
    asked: list[str] = fields.get("buildMetadata", [])
    managed = options.managed_by_label or "managedByLabel" in asked
    return asked, f"kustomize-v{options.level}" if managed else ""
