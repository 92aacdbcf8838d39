"""Names of a service's ports; all other rules of ports are formats in the schemas."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries
from kustompy.validation.schema.formats import is_dns_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.validation.schema.facts import Facts, Path


def ports(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check that each port of a service with several ports has a name (ValidateService)."""
    # Knative and others have a Service of their own.
    if facts.group:
        return
    found = entries(facts.spec, "ports")
    for index, port in found:
        name = port.get("name")
        if len(found) > 1 and not name:
            yield ("spec", "ports", index), "a service of more than one port has to name each"
        elif isinstance(name, str) and name and not is_dns_label(name):
            yield ("spec", "ports", index, "name"), f"{name[:80]!r} is no DNS label"
