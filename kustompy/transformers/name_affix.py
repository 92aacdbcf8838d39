"""``namePrefix:`` and ``nameSuffix:`` rename every resource, remembering what it was called (spec section 3.2)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.fieldspecs.by_gvk import by_gvk, selected_specs
from kustompy.fieldspecs.edit import edit_field
from kustompy.model.values import is_scalar, text_of
from kustompy.yamlio.restyle import text_in_place_of, wrong_node_kind
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.kustomization.records import PrefixSuffixTransformer, PrefixTransformer, SuffixTransformer

    Affixing = PrefixTransformer | SuffixTransformer | PrefixSuffixTransformer
    from kustompy.model.ids import Gvk
    from kustompy.model.paths import Step
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.session.context import Context


def add_prefix(config: PrefixTransformer | PrefixSuffixTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Put ``prefix`` before every name."""
    return _affix(config, context, prefix=config.prefix)


def add_suffix(config: SuffixTransformer | PrefixSuffixTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Put ``suffix`` behind every name."""
    return _affix(config, context, suffix=config.suffix)


def add_both(config: PrefixSuffixTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Put ``prefix`` before every name and ``suffix`` behind it (the older PrefixSuffixTransformer)."""
    before, behind = add_prefix(config, context), add_suffix(config, context)

    def run(resources: ResourceSet) -> None:
        before(resources)
        behind(resources)

    return run


def _affix(config: Affixing, context: Context, prefix: str = "", suffix: str = "") -> Callable[[ResourceSet], None]:
    # Only a KRM object can lack them: the field of a kustomization brings the table of the build.
    if "fieldSpecs" not in config:
        raise KustomizationError("fieldSpecs is not expected to be nil")
    specs = by_gvk(config.fieldSpecs, _selected)
    trace = context.session.trace
    place = None if trace is None else trace.spot(config, "prefix" if prefix else "suffix")
    prefixes, suffixes = (prefix,) if prefix else (), (suffix,) if suffix else ()

    def edit(container: Value, key: Step) -> None:
        old = container[key]
        if not is_scalar(old):
            raise wrong_node_kind("ScalarNode", old)
        # The tag is empty and the style stays: a plain `123` with the prefix 0 is the octal number 0123 in the output.
        container[key] = text_in_place_of(old, f"{prefix}{text_of(old)}{suffix}")
        if trace is not None and (prefix or suffix):
            trace.derive(container, key, place)

    def edit_elsewhere(resource: Resource, spec: FieldSpec) -> None:
        written: list[tuple[Value, Step]] = []

        def edit_and_note(container: Value, key: Step) -> None:
            edit(container, key)
            written.append((container, key))

        edit_field(resource, spec, edit_and_note, str)
        for container, key in written:
            resource.wrote_untagged(container, key)

    def rename(resource: Resource, spec: FieldSpec) -> None:
        # PrefixTransformer notes affixes and the former id for this path alone; other fields are changed without a
        # note, and name references do not follow them.
        if spec.path == "metadata/name":
            # an empty affix, too, writes the name anew
            resource.untagged = resource.untagged | _NAME if resource.untagged else _NAME
            if prefix or suffix:
                # What decides between several candidates for a reference: whoever went through the same affixes belongs
                # together.
                resource.prefixes += prefixes
                resource.suffixes += suffixes
                resource.remember_id()
                metadata = resource.manifest["metadata"]
                name = metadata.get("name")
                # Nearly every name: the walk by field specs, with what it shares and notes, is left out.
                if resource.shared is None and type(name) is str:
                    metadata["name"] = resolve(f"{prefix}{name}{suffix}")
                    if trace is not None:
                        trace.derive(metadata, "name", place)
                    resource.name_changed()
                    return
        edit_elsewhere(resource, spec)
        resource.ids_changed()

    def run(resources: ResourceSet) -> None:
        for resource in resources:
            # kustomize asks what the resource was once (OrgId), so that a kind which a patch has changed is still
            # skipped.
            found = specs[resource.original_gvk]
            if len(found) > 1:
                # More than one spec is a tree of the user's own, which may have thousands of them.
                context.session.hold(_RENAMING * len(found))
            for spec in found:
                rename(resource, spec)
        resources.ids_changed()

    return run


_RENAMING = 8
_NAME = frozenset(("name",))


def _selected(specs: tuple[FieldSpec, ...], gvk: Gvk) -> tuple[FieldSpec, ...]:
    """The specs that hold for what was of this gvk once; some kinds keep their names."""
    # prefixFieldSpecsToSkip: the name of a definition is that of its group, an API service is called after its version,
    # and a namespace is renamed by namespace: alone. The first two kinds are skipped in any group.
    if gvk.kind in ("CustomResourceDefinition", "Namespace"):
        return ()
    if gvk.kind == "APIService" and gvk.group == "apiregistration.k8s.io":
        return ()
    return selected_specs(specs, gvk)
