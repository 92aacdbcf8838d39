"""What the schema of a field may say to the compiler beside what is JSON schema."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.model.values import Value

    Schema: TypeAlias = dict[str, Value]
    """A JSON schema as plain data."""

FITS = "x-kustompy-fits"
"""A closure of ours that the value has to pass, too."""
UNRULED = "x-kustompy-unruled"
"""The API server looks no deeper: no rule of the table counts below."""
GUARD = "x-kustompy-guard"
"""In the schema of a mapping: what gives, for its fields in their order, the checks that a value still has to pass."""
KEY_DEFAULTS = "x-kustompy-key-defaults"
"""In the schema of a list map: what its keys are where they are not written."""
OWN_KEY_DEFAULTS = {"protocol": "TCP"}
"""The same for the list maps of Kubernetes' own kinds."""
