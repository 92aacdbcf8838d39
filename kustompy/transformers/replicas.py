"""``replicas:`` sets how many pods the named workloads run (spec section 3.6)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.fieldspecs.edit import edit_field
from kustompy.model.values import is_scalar
from kustompy.yamlio.restyle import wrong_node_kind
from kustompy.yamlio.scalars.scalars import scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.kustomization.records import ReplicaCountTransformer
    from kustompy.model.paths import Step
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.session.context import Context


def set_replicas(config: ReplicaCountTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Set ``replica.count`` on the workloads that are or were called ``replica.name``."""
    name, count, specs = config.replica.name, config.replica.count, config.fieldSpecs
    trace = context.session.trace
    place = None if trace is None else trace.spot(config, "replica", "count")

    def edit(container: Value, key: Step) -> None:
        old = container[key]
        if not is_scalar(old):
            raise wrong_node_kind("ScalarNode", old)
        # The tag is !!int whatever stood there, and the style stays: a quoted count is a quoted count again.
        container[key] = scalar(str(count), "!!int", style_of(old))
        if trace is not None:
            trace.over(container, key, place)

    def run(resources: ResourceSet) -> None:
        # One spec that finds a resource of the name (GetMatchingResourcesByAnyId) is enough: kustomize fails if none
        # does.
        found = False
        for spec in specs:
            for resource in resources.named(name):
                # A former name counts as well: replicas: runs behind namePrefix:, and people write the name that the
                # base has.
                if any(each.name == name and spec.selects(each.gvk) for each in [resource.id, *resource.previous_ids]):
                    found = True
                    edit_field(resource, spec, edit, str)
        if not found:
            from kustompy.messages.suggestions import did_you_mean

            # Go prints the list of gvks of all specs here, also of those that a file of configurations: adds.
            kinds = " ".join(str(spec.gvk) for spec in specs)
            raise KustomizationError(
                f"resource with name {name} does not match a config with the following GVK [{kinds}]",
                code="KST210",
                hint=did_you_mean(name, (resource.name for resource in resources)),
            )

    return run
