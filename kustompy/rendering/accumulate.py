"""The recursion over bases, overlays and components: a kustomization becomes resources (spec sections 2.2 to 2.7)."""

from __future__ import annotations

from os.path import normpath, sep

from kustompy.errors import (
    BARE_DIRECTORY,
    HttpError,
    KustomizationError,
    KustompyError,
    LimitError,
    LoadError,
    YamlError,
    wrapping,
)
from kustompy.fieldspecs.tables import DEFAULT_TABLES, NO_TABLES
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.fields import STRUCT
from kustompy.kustomization.file import FILE_NAMES, fold_legacy_fields, parse_kustomization, settle_fields
from kustompy.model.resource_set import ResourceSet, refuse_duplicates
from kustompy.model.values import is_null
from kustompy.session.context import Context
from kustompy.system.files import InputError
from kustompy.system.root import NoDirectory, may_be_remote, no_file
from kustompy.yamlio.read.manifests import documents_in_braces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.fieldspecs.tables import Tables
    from kustompy.finish.vars import Var
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.session.session import Session
    from kustompy.system.root import Root

    Fields = dict[str, Value]


class Accumulated:
    """What a kustomization amounts to: its resources, the tables that hold above it, and its vars."""

    __slots__ = ("resources", "tables", "vars")

    def __init__(self) -> None:
        self.resources = ResourceSet()
        self.tables: Tables = NO_TABLES
        self.vars: list[Var] = []

    def absorb(self, other: Accumulated) -> None:
        """Take over all that another kustomization amounts to."""
        self.resources.absorb(other.resources)
        self.tables = self.tables.merged(other.tables)
        if other.vars:
            from kustompy.finish.vars import merged_vars

            self.vars = merged_vars(self.vars, other.vars)


def _merged(tables: Tables, own_tables: Tables, what: str) -> Tables:
    try:
        return tables.merged(own_tables)
    except KustompyError as error:
        from kustompy.rendering.configurations import shown

        error.worded(f"merging {what} {shown(own_tables)}: {error}")
        raise


def load_fields(root: Root, session: Session) -> tuple[Fields, str]:
    """The fields of the kustomization in a directory, and the path of its file."""
    overlaid = session.overlaid
    if overlaid is None or overlaid.directory != root.directory:
        return _fields_of_file(root, session)
    if overlaid.generated is None:
        fields, file = _fields_of_file(root, session)
        return overlaid.lay(fields, file), file
    file = root.path_of(FILE_NAMES[0])
    return overlaid.lay({"resources": overlaid.generated}, file), file


def _fields_of_file(root: Root, session: Session) -> tuple[Fields, str]:
    # The usual name first, in the directory that is open anyway: one read where kustomize looks for three names.
    found = root.found_in_place(FILE_NAMES[0])
    if found is None or root.has_any(_OTHER_NAMES):
        found = _only_file(root, session, found)
    file, text = found
    try:
        fields = session.kustomizations.of(text, parse_kustomization, file, session.options.limits, session.changes)
        if session.purpose.observer is not None:
            session.purpose.observer.parsed(file, fields)
        settle_fields(fields, root.directory, file, session.warn)
        return fields, file
    except KustomizationError as error:
        if error.readable is None:
            raise
        session.refuse(error)
        # A build that looks for all mistakes goes on with what could be read of the file.
        fold_legacy_fields(error.readable)
        return error.readable, file


_OTHER_NAMES = FILE_NAMES[1:]


def _only_file(root: Root, session: Session, first: tuple[str, bytes] | None) -> tuple[str, bytes]:
    """The path and content of the one kustomization file of a directory, whose first name may have been read."""
    found = [first] if first else []
    for name in FILE_NAMES[len(found) :]:
        path = root.path_of(name)
        if not session.files.is_there(path):
            continue
        try:
            found.append(root.found(path))
        except LoadError:
            continue
    if not found:
        raise LoadError(
            "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' "
            f"in directory '{root.directory}'",
            code="KST307",
            fault=BARE_DIRECTORY,
        )
    if len(found) > 1:
        raise KustomizationError(
            # kustomize refuses this instead of taking the first name, and with the line break.
            f"Found multiple kustomization files under: {root.directory}\n",
            code="KST206",
            file=found[1][0],
        )
    return found[0]


def accumulate(fields: Fields, context: Context) -> Accumulated:
    """All that a kustomization amounts to, its bases included."""
    into = Accumulated()
    _accumulate_into(into, fields, context)
    return into


def _accumulate_into(into: Accumulated, fields: Fields, context: Context) -> None:
    context.resources = into.resources
    # For charts the nearest namespace: counts, that of a base before that of its overlay.
    context.helm_namespace = fields.get("namespace") or (context.parent.helm_namespace if context.parent else "")
    for index, entry in enumerate(fields.get("resources", ())):
        try:
            accumulate_entry(into, entry, context, ("resources", index))
        except KustompyError as error:
            context.refuse(error.worded(f"accumulating resources: {error}"), ("resources", index))
    # The tables of a base hold in its overlays as well, and most builds have none of their own: the default tables are
    # passed on by identity, without a look into them.
    if "configurations" in fields or "crds" in fields or into.tables not in _OF_NOBODY:
        try:
            _add_own_tables(into, fields, context)
        except KustompyError as error:
            context.refuse(error)
    else:
        into.tables = DEFAULT_TABLES
    # A base that only lists files needs neither generators nor transformers, and their modules are not loaded.
    if not fields.keys() <= _OF_LISTS or (context.parent is None and context.session.options.has_callables):
        _change(into, fields, context)


# The tables that become the default ones, or stay so, where no file adds to them.
_OF_NOBODY = (NO_TABLES, DEFAULT_TABLES)
# The fields of a kustomization that only lists resources, as the innermost ones do.
_OF_LISTS = frozenset(("apiVersion", "kind", "metadata", "resources"))


def _change(into: Accumulated, fields: Fields, context: Context) -> None:
    """Let what the kustomization says besides its resources add to them, change them and refuse them."""
    from kustompy.rendering.steps import run_generators, run_transformers, run_validators

    context.tables = into.tables
    run_generators(into.resources, fields, context)
    for index, entry in enumerate(fields.get("components", ())):
        try:
            _accumulate_component(into, entry, context, ("components", index))
        except KustompyError as error:
            context.refuse(error.worded(f"accumulating components: {error}"), ("components", index))
    context.tables = into.tables
    # Behind the components, whose configurations hold for the transformers of whoever includes them.
    run_transformers(into.resources, fields, context)
    run_validators(into.resources, fields, context)
    if fields.get("vars") and not context.incomplete:
        from kustompy.finish.vars import record

        try:
            into.vars = record(into.vars, as_record(fields, STRUCT).vars, into.resources, context.file)
        except KustompyError as error:
            context.refuse(error)


def _add_own_tables(into: Accumulated, fields: Fields, context: Context) -> None:
    """Merge the default tables with what ``configurations:`` adds, then what ``crds:`` add."""
    tables = DEFAULT_TABLES
    if fields.get("configurations"):
        from kustompy.rendering.configurations import load_configurations

        tables = load_configurations(fields["configurations"], context)
    # configurations: and then crds: (AccumulateTarget): what is wrong in both is told of the first.
    into.tables = _merged(into.tables, tables, "config")
    if fields.get("crds"):
        from kustompy.rendering.crds import load_crds

        into.tables = _merged(into.tables, load_crds(fields["crds"], context), "CRDs")


def accumulate_entry(into: Accumulated, entry: str, context: Context, path: FieldPath) -> None:
    """One entry of ``resources:``: a file, else a directory, else an error that says why it is neither."""
    context.session.include()
    file_error: KustompyError | None = None
    # A file first, as in kustomize, but for entries that are plainly directories: looking for a file there costs a
    # system call each.
    directory = "" if _names_a_file(entry) else context.root.local_directory(entry)
    if not directory:
        try:
            _accumulate_file(into, entry, context)
        except KustompyError as error:
            # The words of both failures are kept: kustomize prints why the entry is no file, and why it is no
            # directory.
            file_error = error.with_traceback(None)  # whose frames would keep each other, and all resources
        else:
            return
        # These say what is wrong by themselves, and trying a directory would hide it.
        if isinstance(file_error, (HttpError, InputError, LimitError)):
            raise file_error
    try:
        root = _root_of(entry, context, directory)
    except KustompyError as error:
        file_error = file_error or _error_of_file(entry, context)
        # A file that is there and cannot be read as YAML: kustomize does not speak of directories then.
        if isinstance(file_error, YamlError) and file_error.syntax and not isinstance(error, LimitError):
            raise file_error from None
        text = f"accumulation err='{file_error}': {error}"
        cause = file_error if isinstance(error, NoDirectory) or _names_a_file(entry) else error
        raise cause.worded(text) from None
    try:
        _accumulate_directory(into, root, entry, context, path, component=False)
    except KustompyError as error:
        error.worded(f"accumulation err='{file_error or _error_of_file(entry, context)}': {error}")
        raise


def _error_of_file(entry: str, context: Context) -> KustompyError:
    """The "must resolve to a file" error that kustomize prints before a directory's own."""
    error = no_file(context.root.path_of(entry))
    return error.worded(f"accumulating resources from '{entry}': {error}")


def _names_a_file(entry: str) -> bool:
    return entry.endswith((".yaml", ".yml", ".json"))


def _accumulate_file(into: Accumulated, entry: str, context: Context) -> None:
    session, file = context.session, ""
    try:
        content = context.load(entry)
        file = context.root.path_of(entry)
        found = context.resources_in(content, (file, 0, ()), entry)
        for resource in found:
            # Annotations in the file may claim a history, which kustomize then takes for its own.
            if not resource.is_plain:
                from kustompy.model.history import claim_history

                claim_history(resource)
        # Within the file first: kustomize makes a set of resources of each file, and adds that to the others.
        refuse_duplicates(found)
    except KustompyError as error:
        error.worded(f"accumulating resources from '{entry}': {error}").located(file=file)
        raise
    if session.origins:
        origin = context.origin_of_entry(entry)
        for resource in found:
            context.note_origin(resource, origin)
    if session.tracking:
        _refuse_odd_annotations(found, entry, context)
    # Flow style matters to a few later steps alone, and most files have no brace at the start of a line.
    if b"{" in content and (content[:1] == b"{" or b"\n{" in content):
        in_braces = documents_in_braces(content)
        for resource in found:
            resource.in_braces = in_braces[resource.source[1]]
    session.admit(len(into.resources) + len(found))
    try:
        into.resources.extend(found)
    except KustompyError as error:
        error.worded(f"merging resources from '{entry}': {error}").located(file=file)
        raise


def _refuse_odd_annotations(resources: list[Resource], entry: str, context: Context) -> None:
    """Refuse annotations that are no mapping, where kustomize notes in them which file they are from."""
    for resource in resources:
        metadata = resource.manifest.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if not isinstance(annotations, dict) and not is_null(annotations):
            from kustompy.yamlio.restyle import wrong_node_kind

            words = f"cannot add path annotation for '{entry}': considering field 'metadata/annotations' of object"
            with wrapping(f"{words} {resource.id}", file=context.root.path_of(entry), resource=resource.id):
                raise wrong_node_kind("MappingNode", annotations)


def _root_of(entry: str, context: Context, directory: str = "") -> Root:
    """The root behind an entry that is no file: a directory, or a git repository that is fetched first."""
    # Only now: an entry that is a directory here is never fetched, whatever it looks like.
    if not directory and may_be_remote(entry):
        from kustompy.session.remote import fetched_root

        root = fetched_root(entry, context.root, context.session)
        if root is not None:
            return root
    if context.session.changes:
        _refuse_ambiguous(entry, context.session.changes)
    return context.root.below(entry, directory)


def _refuse_ambiguous(entry: str, changes: frozenset[str]) -> None:
    """Refuse a path like ``../base - ../base``: a list that lost its line breaks."""
    from kustompy.model.levels import AMBIGUOUS_PATHS

    clean = normpath(entry)
    if AMBIGUOUS_PATHS in changes and any(".." in part and part != ".." for part in clean.split(sep)):
        raise LoadError(
            f'path "{entry}" is ambiguous: resolves to "{clean}" after normalization, which is likely not the '
            "intended target; check for YAML indentation errors in your kustomization file"
        )


def _accumulate_directory(
    into: Accumulated, root: Root, entry: str, context: Context, path: FieldPath, *, component: bool
) -> None:
    session = context.session
    # A directory that includes itself is refused before it is read again.
    session.enter(root.directory)
    below: Accumulated | None = None
    # A component changes what is there: what it gives depends on who includes it, and cannot be shared.
    if component or session.bases is None:
        below = _read_directory(into, root, entry, context, path, component=component)
    else:
        below = session.bases.accumulated(
            root, entry, context, lambda: _read_directory(into, root, entry, context, path, component=component)
        )
    try:
        if below is None:
            # A component may have renamed one resource to the id of another; kustomize notices when it merges the sets.
            into.resources.refuse_duplicates()
        else:
            session.admit(len(into.resources.resources) + len(below.resources.resources))
            into.absorb(below)
    except KustompyError as error:
        error.worded(f"recursed merging from path '{root.directory}': {error}")
        raise


def _read_directory(
    into: Accumulated, root: Root, entry: str, context: Context, path: FieldPath, *, component: bool
) -> Accumulated | None:
    """What the kustomization in a directory amounts to; None of a component, which adds to what is there."""
    session = context.session
    refused_before = len(session.problems)
    try:
        fields, file = load_fields(root, session)
    except KustompyError as error:
        error.worded(f"couldn't make target for path '{root.directory}': {error}")
        raise
    if fields.get("openapi") and not session.openapi_chosen:
        from kustompy.rendering.openapi import choose_openapi

        choose_openapi(fields["openapi"], root, session, file, context)
    # Behind openapi:, as in kustomize, which chooses the schema before it looks at the kind.
    _check_kind(fields["kind"], component=component, directory=root.directory, file=file)
    origin = root.origin if root.origin is not context.root.origin else context.origin_of_entry(entry)
    inner = Context(session, root, file, context, origin, path, refused_before)
    try:
        if not component:
            return accumulate(fields, inner)
        _accumulate_into(into, fields, inner)
    except KustompyError as error:
        error.worded(f"recursed accumulation of path '{root.directory}': {error}")
        raise
    return None


def _check_kind(kind: str, *, component: bool, directory: str, file: str) -> None:
    if component and kind != "Component":
        raise KustomizationError(
            f"expected kind 'Component' for path '{directory}' but got '{kind}'",
            code="KST207",
            file=file,
            path=("kind",),
            hint="list it under `resources:` instead of `components:`",
        )
    if kind == "Component" and not component:
        raise KustomizationError(
            f"expected kind != 'Component' for path '{directory}'",
            code="KST207",
            file=file,
            path=("kind",),
            hint="list it under `components:` instead of `resources:`",
        )


def _accumulate_component(into: Accumulated, entry: str, context: Context, path: FieldPath) -> None:
    with wrapping(lambda error: f"loader.New {_quoted(error)}"):
        root = _root_of(entry, context)
    with wrapping(lambda error: f"accumulateDirectory: {_quoted(error)}"):
        _accumulate_directory(into, root, entry, context, path, component=True)


def _quoted(error: KustompyError) -> str:
    from kustompy.golang.text import quoted

    return quoted(str(error))
