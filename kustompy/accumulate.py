"""The recursion over bases, overlays and components: a kustomization becomes resources (spec sections 2.2 to 2.7)."""

from __future__ import annotations

from kustompy.builtins import generator, generator_configs, transformer, transformer_configs
from kustompy.context import Context
from kustompy.errors import KustomizationError, KustompyError, LoadError, YamlError
from kustompy.files import may_be_remote
from kustompy.generators.absorb import absorb
from kustompy.go_text import quoted
from kustompy.kustomization import FILE_NAMES, load_kustomization
from kustompy.model.resource_set import ResourceSet
from kustompy.tables import DEFAULT_TABLES, NO_TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.builtins import Generate, Transform
    from kustompy.context import Session
    from kustompy.files import Root
    from kustompy.model.values import Manifest
    from kustompy.tables import Tables

    Fields = dict[str, Any]


class Accumulated:
    """What a kustomization amounts to: its resources, the tables that hold above it, and its vars."""

    __slots__ = ("resources", "tables", "vars")

    def __init__(self) -> None:
        self.resources = ResourceSet()
        self.tables: Tables = NO_TABLES
        self.vars: list[Any] = []

    def absorb(self, other: Accumulated) -> None:
        """Take over all that another kustomization amounts to."""
        if self.resources:
            self.resources.extend(other.resources)
        else:
            self.resources = other.resources
        self.tables = self.tables.merged(other.tables)
        if other.vars:
            from kustompy.finish.vars import merged_vars

            self.vars = merged_vars(self.vars, other.vars)


def _merged(tables: Tables, own_tables: Tables, what: str) -> Tables:
    try:
        return tables.merged(own_tables)
    except KustompyError as error:
        from kustompy.configurations import shown

        raise error.worded(f"merging {what} {shown(own_tables)}: {error}") from None


def load_fields(root: Root, session: Session) -> tuple[Fields, str]:
    """The fields of the kustomization in a directory, and the path of its file."""
    found = []
    for name in FILE_NAMES:
        if not session.files.is_there(root.path_of(name)):
            continue
        try:
            file = root.located(name)
            found.append((file, session.files.read(file)))
        except LoadError:
            continue
    if not found:
        raise LoadError(
            "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' "
            f"in directory '{root.directory}'",
            code="KST307",
            file=root.directory,
        )
    if len(found) > 1:
        raise KustomizationError(
            f"Found multiple kustomization files under: {root.directory}\n", code="KST206", file=found[1][0]
        )
    file, text = found[0]
    return load_kustomization(text, root.directory, file, session.warn), file


def accumulate(fields: Fields, context: Context) -> Accumulated:
    """All that a kustomization amounts to, its bases included."""
    into = Accumulated()
    _accumulate_into(into, fields, context)
    return into


def _accumulate_into(into: Accumulated, fields: Fields, context: Context) -> None:
    context.helm_namespace = fields.get("namespace") or (context.parent.helm_namespace if context.parent else "")
    try:
        _accumulate_resources(into, fields.get("resources") or (), context)
    except KustompyError as error:
        raise error.worded(f"accumulating resources: {error}") from None
    own_tables = DEFAULT_TABLES
    if fields.get("configurations"):
        from kustompy.configurations import load_configurations

        own_tables = load_configurations(fields["configurations"], context)
    into.tables = _merged(into.tables, own_tables, "config")
    if fields.get("crds"):
        from kustompy.crds import load_crds

        into.tables = _merged(into.tables, load_crds(fields["crds"], context), "CRDs")
    context.tables = into.tables
    _generate(into, fields, context)
    try:
        for entry in fields.get("components") or ():
            _accumulate_component(into, entry, context)
    except KustompyError as error:
        raise error.worded(f"accumulating components: {error}") from None
    context.tables = into.tables
    _transform(into, fields, context)
    if fields.get("validators"):
        from kustompy.plugins import validate

        validate(into.resources, fields["validators"], context)
    if context.session.options.validators and context.parent is None:
        from kustompy import callables

        callables.validate(into.resources, context.session.options.validators)
    if fields.get("vars"):
        from kustompy.finish.vars import record

        into.vars = record(into.vars, fields["vars"], into.resources)


def _accumulate_resources(into: Accumulated, entries: list[str], context: Context) -> None:
    for entry in entries:
        accumulate_entry(into, entry, context)


def accumulate_entry(into: Accumulated, entry: str, context: Context) -> None:
    """One entry of ``resources:``: a file, else a directory, else an error that says why it is neither."""
    try:
        _accumulate_file(into, entry, context)
    except KustompyError as error:
        file_error = error
    else:
        return
    try:
        root = _root_of(entry, context)
    except KustompyError as error:
        if isinstance(file_error, YamlError) and file_error.syntax:
            raise file_error from None
        text = f"accumulation err='{file_error}': {error}"
        cause = file_error if error.code == "KST306" or _names_a_file(entry) else error
        raise cause.worded(text) from None
    try:
        _accumulate_directory(into, root, entry, context, component=False)
    except KustompyError as error:
        raise error.worded(f"accumulation err='{file_error}': {error}") from None


def _names_a_file(entry: str) -> bool:
    return entry.endswith((".yaml", ".yml", ".json"))


def _accumulate_file(into: Accumulated, entry: str, context: Context) -> None:
    try:
        content = context.load(entry)
        manifests = context.manifests(content, entry)
    except KustompyError as error:
        raise error.worded(f"accumulating resources from '{entry}': {error}").located(
            file=context.root.path_of(entry)
        ) from None
    found = ResourceSet()
    try:
        for manifest in manifests:
            resource = context.resource(manifest)
            found.append(resource)
            if context.session.tracking:
                resource.origin = context.origin_of_entry(entry)
    except KustompyError as error:
        raise error.worded(f"accumulating resources from '{entry}': {error}").located(
            file=context.root.path_of(entry)
        ) from None
    try:
        into.resources.extend(found)
    except KustompyError as error:
        raise error.worded(f"merging resources from '{entry}': {error}").located(
            file=context.root.path_of(entry)
        ) from None


def _root_of(entry: str, context: Context) -> Root:
    """The root behind an entry that is no file: a directory, or a git repository that is fetched first."""
    if may_be_remote(entry):
        from kustompy.remote import fetched_root

        root = fetched_root(entry, context.root, context.session)
        if root is not None:
            return root
    return context.root.below(entry)


def _accumulate_directory(into: Accumulated, root: Root, entry: str, context: Context, component: bool) -> None:
    session = context.session
    try:
        fields, file = load_fields(root, session)
    except KustompyError as error:
        raise error.worded(f"couldn't make target for path '{root.directory}': {error}") from None
    if fields.get("openapi") and not session.openapi_chosen:
        from kustompy.openapi import choose_openapi

        choose_openapi(fields["openapi"], root, session)
    _check_kind(fields["kind"], component, root.directory, file)
    origin = root.origin if root.origin is not context.root.origin else context.origin_of_entry(entry)
    inner = Context(session, root, file, context, origin)
    try:
        if component:
            _accumulate_into(into, fields, inner)
            return
        below = accumulate(fields, inner)
    except KustompyError as error:
        raise error.worded(f"recursed accumulation of path '{root.directory}': {error}") from None
    try:
        into.absorb(below)
    except KustompyError as error:
        raise error.worded(f"recursed merging from path '{root.directory}': {error}") from None


def _check_kind(kind: str, component: bool, directory: str, file: str) -> None:
    if component and kind != "Component":
        raise KustomizationError(
            f"expected kind 'Component' for path '{directory}' but got '{kind}'",
            code="KST207",
            file=file,
            hint="list it under `resources:` instead of `components:`",
        )
    if kind == "Component" and not component:
        raise KustomizationError(
            f"expected kind != 'Component' for path '{directory}'",
            code="KST207",
            file=file,
            hint="list it under `components:` instead of `resources:`",
        )


def _accumulate_component(into: Accumulated, entry: str, context: Context) -> None:
    try:
        root = _root_of(entry, context)
    except KustompyError as error:
        raise error.worded(f"loader.New {quoted(str(error))}") from None
    try:
        _accumulate_directory(into, root, entry, context, component=True)
    except KustompyError as error:
        raise error.worded(f"accumulateDirectory: {quoted(str(error))}") from None


def _generate(into: Accumulated, fields: Fields, context: Context) -> None:
    """Run the generators that the kustomization asks for; all are configured before the first runs."""
    generators: list[tuple[Manifest, Generate]] = [
        (context.origin_of_builtin(kind), _configured(generator, kind, config, context))
        for kind, config in generator_configs(fields, context.helm_namespace)
    ]
    if fields.get("generators"):
        from kustompy.plugins import load_generators

        generators += load_generators(fields["generators"], context)
    if context.session.options.generators and context.parent is None:
        from kustompy import callables

        generators += callables.generators(context.session.options.generators, context)
    for origin, generate in generators:
        resources = generate()
        if context.session.tracking:
            for resource in resources:
                resource.origin = origin
        try:
            absorb(into.resources, resources)
        except KustompyError as error:
            raise error.worded(f"merging from generator {origin['configuredBy']['kind']}: {error}") from None


def _transform(into: Accumulated, fields: Fields, context: Context) -> None:
    """Run the transformers that the kustomization asks for; all are configured before the first runs."""
    transformers: list[tuple[Manifest, Transform]] = [
        (context.origin_of_builtin(kind), _configured(transformer, kind, config, context))
        for kind, config in transformer_configs(fields, context.tables)
    ]
    if fields.get("transformers"):
        from kustompy.plugins import load_transformers

        transformers += load_transformers(fields["transformers"], context)
    if context.session.options.transformers and context.parent is None:
        from kustompy import callables

        transformers += callables.transformers(context.session.options.transformers, context)
    for origin, transform in transformers:
        transform(into.resources)
        if context.session.tracking:
            _track(into.resources, origin)


def _track(resources: ResourceSet, transformation: Manifest) -> None:
    """Note the transformation on every resource, whether it changed or not."""
    for resource in resources:
        resource.origin = resource.origin or transformation
        resource.transformations += (transformation,)


def _configured(make: Callable[..., Any], kind: str, config: dict[str, Any], context: Context) -> Any:
    try:
        return make(kind, config, context)
    except KustompyError as error:
        from kustompy.builtins import config_text

        raise error.worded(
            f"trouble configuring builtin {kind} with config: `\n{config_text(config)}`: {error}"
        ).located(file=context.file) from None
