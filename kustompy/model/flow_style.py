"""Manifests written in flow style, as JSON is: what goes into them is written between quotes (spec/scalars 3.1)."""

from __future__ import annotations

from kustompy.model.values import BARE_NULL, FLOW_NULL, Folded, Quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.resource import Resource
    from kustompy.model.values import Value


def settle_flow_style(resources: Iterable[Resource]) -> None:
    """Where there are braces around it, a text of nothing is an empty string, and a block is not folded anew."""
    for resource in resources:
        if resource.in_braces:
            _settle(resource.manifest)


def _settle(container: Value) -> None:
    for key, value in container.items() if isinstance(container, dict) else enumerate(container):
        if isinstance(value, (dict, list)):
            _settle(value)
        elif value is BARE_NULL:
            container[key] = FLOW_NULL
        elif type(value) is Folded:
            container[key] = Quoted(value)
