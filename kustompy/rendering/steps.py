"""The generators, transformers and validators of one kustomization: configured first, then run in kustomize's order."""

from __future__ import annotations

from kustompy.errors import KustompyError, wrapping
from kustompy.kustomization.fields import GENERATING, generator_configs, transformer_configs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kustompy.fieldspecs.tables import Tables
    from kustompy.kustomization.builtins import Generate, Transform
    from kustompy.kustomization.configs import Config
    from kustompy.model.paths import FieldPath, Source
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.session.context import Context

    Fields: TypeAlias = dict[str, Value]
    Generation: TypeAlias = tuple[Manifest, FieldPath, Generate, Resource | None]
    """The origin of what is made, the place in the kustomization file, what makes it, and its config if it has one."""
    Transformation: TypeAlias = tuple[Manifest, FieldPath, Transform, Resource | None]


def run_generators(resources: ResourceSet, fields: Fields, context: Context) -> None:
    """Add what the generators of the kustomization make; all are configured before the first runs."""
    session = context.session
    generations: list[Generation] = []
    # Most kustomizations have no generator, and no copy of their fields is made.
    if not GENERATING.keys().isdisjoint(fields):
        for config in generator_configs({**fields, "namespace": context.helm_namespace}, context.tables):
            _begin(context, config.entry)
            make = _configured(config, context)
            if make is not None:
                generations.append((context.origin_of_builtin(config.kind), config.entry, make, None))
    if fields.get("generators"):
        from kustompy.rendering.plugins import load_generators

        try:
            generations += load_generators(fields["generators"], context)
        except KustompyError as error:
            context.refuse(error, ("generators",))
    if session.options.generators and context.parent is None:
        from kustompy.rendering import callables

        generations += callables.generators(session.options.generators, context)
    # All are configured by now: a source that is missing fails before anything is generated, as in kustomize
    # (runGenerators).
    for generation in generations:
        path = generation[1]
        try:
            _begin(context, path, generation[3])
            _generate(resources, generation, context)
        except KustompyError as error:
            context.refuse(error, path)


def _generate(resources: ResourceSet, generation: Generation, context: Context) -> None:
    from kustompy.rendering.absorb import absorb

    origin, path, generate, config = generation
    session = context.session
    generated = generate()
    source = (context.file, 0, path) if config is None else config.source
    for resource in generated:
        resource.source = source
        if session.trace is not None:
            session.trace.made(resource.manifest)
        if session.origins:
            context.note_origin(resource, origin)
        if session.purpose.observer is not None:
            session.purpose.observer.generated(resource, context, path, config)
    # kustomize prints the generator as Go prints a pointer, which tells nothing and is never the same
    noted = "0xc000000000" if session.tracking else "<nil>"
    with wrapping(f"merging from generator &{{0xc000000000 {noted}}}"):
        absorb(resources, generated)
    # A generator makes few resources; a function may return any number.
    session.admit(len(resources))


def run_transformers(resources: ResourceSet, fields: Fields, context: Context) -> None:
    """Let the transformers of the kustomization change the resources; all are configured before the first runs."""
    session = context.session
    # Before the patches, and from the resources that are there: the CRDs may come with a base.
    if session.options.merge_keys_from_crds:
        from kustompy.rendering.crd_keys import learn_merge_keys

        learn_merge_keys(resources, session)
    transformations: list[Transformation] = []
    trace, observer = session.trace, session.purpose.observer
    for config in transformer_configs(fields, _tables(context) if context.changes else context.tables):
        if trace is not None:
            _begin(context, config.entry)
        change = _configured(config, context)
        if change is not None:
            transformations.append((context.origin_of_builtin(config.kind), config.entry, change, None))
    if fields.get("transformers"):
        from kustompy.rendering.plugins import load_transformers

        try:
            transformations += load_transformers(fields["transformers"], context)
        except KustompyError as error:
            context.refuse(error, ("transformers",))
    if session.options.transformers and context.parent is None:
        from kustompy.rendering import callables

        transformations += callables.transformers(session.options.transformers, context)
    if context.incomplete:
        return
    # The fields in the order of the table and then transformers:, whatever order the file has
    # (configureBuiltinTransformers).
    for origin, path, change, plugin in transformations:
        if session.deadline:
            session.check_time()
        if trace is not None:
            _begin(context, path, plugin)
        if observer is not None:
            observer.begins(resources, context, path, plugin)
        try:
            change(resources)
            if session.tracking:
                _track(resources, origin)
        except KustompyError as error:
            context.refuse(error, path)
        # What plugins add has no file that it was read from.
        if path[:1] in _MAY_ADD:
            _note_sources(resources, (context.file, 0, path) if plugin is None else plugin.source)
            if session.origins and not session.tracking:
                _note_origins(resources, origin)
        if observer is not None:
            observer.done(resources, context, path, plugin)


def _tables(context: Context) -> Tables:
    """The field specs of the kustomization as they are at the level that is followed, which is not the default one."""
    from kustompy.fieldspecs.level_tables import tables_at

    return tables_at(context.tables, context.changes)


def run_validators(resources: ResourceSet, fields: Fields, context: Context) -> None:
    """Let the validators of the kustomization refuse the resources."""
    has_callables = context.parent is None and bool(context.session.options.validators)
    if not (fields.get("validators") or has_callables) or context.incomplete:
        return
    if fields.get("validators"):
        from kustompy.rendering.plugins import validate

        try:
            validate(resources, fields["validators"], context)
        except KustompyError as error:
            context.refuse(error, ("validators",))
    if has_callables:
        from kustompy.rendering import callables

        callables.validate(resources, context.session.options.validators)


def _track(resources: ResourceSet, transformation: Manifest) -> None:
    """Note the transformation on every resource, whether it changed or not; what has no origin comes from it."""
    for resource in resources:
        metadata = resource.manifest.get("metadata") or {}
        if not isinstance(metadata, dict):
            from kustompy.yamlio.restyle import wrong_node_kind

            raise wrong_node_kind("MappingNode", metadata)
        if not isinstance(metadata.get("annotations", metadata), dict):
            del metadata["annotations"]  # what is no mapping makes way for the note
        if resource.shared is not None:
            # The note is written to this mapping alone, and what shared it with others does so no longer.
            resource.shared.set_apart(metadata.get("annotations"))
        if resource.transformations is None:
            resource.origin, resource.transformations = transformation, ()
        else:
            if not resource.transformations and not resource.is_plain:
                from kustompy.rendering.claimed_transformations import claimed_transformations

                resource.transformations = claimed_transformations(resource)
            # On every resource, whether the transformer changed it or not: kustomize notes who ran, not who wrote.
            resource.transformations += (transformation,)


# Where the transformers are named that may add resources: plugins and callables. The other fields' builtins add none.
_MAY_ADD = ((), ("transformers",))


def _begin(context: Context, path: FieldPath, config: Resource | None = None) -> None:
    """Tell a traced build that a step is at work, an entry of the kustomization or a KRM object; callables tell it."""
    trace = context.session.trace
    if trace is None:
        return
    if config is not None:
        trace.begin_by(config.kind, config.manifest)
    elif path:
        trace.begin(str(path[0]), trace.file(context.file), path)


def _note_sources(resources: ResourceSet, source: Source) -> None:
    """What nobody has read comes from the transformer."""
    for resource in resources:
        if not resource.source[0]:
            resource.source = source


def _note_origins(resources: ResourceSet, transformation: Manifest) -> None:
    """What has no origin comes from the transformation."""
    for resource in resources:
        if resource.origin is None:
            resource.origin = transformation


def _configured(config: Config, context: Context) -> Any | None:
    """The builtin with its config checked and its files loaded; None if it was refused and the build goes on."""
    from kustompy.kustomization.builtins import function_of

    try:
        return function_of(config.kind)(config, context)
    except KustompyError as error:
        text = f"trouble configuring builtin {config.kind} with config: `\n{config.text()}`: {error}"
        context.refuse(error.worded(text), config.entry)
        return None
