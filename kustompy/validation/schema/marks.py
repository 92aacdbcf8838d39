"""The words of ours in schemas, which only the compiler understands; JSON schema ignores what begins with ``x-``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.model.values import Value

    Schema: TypeAlias = dict[str, Value]
    """A JSON schema as plain data."""

FITS = "x-kustompy-fits"
"""A closure that the value has to pass as well."""
UNRULED = "x-kustompy-unruled"
"""The API server does not validate the field: no rule of the table counts below it."""
GUARD = "x-kustompy-guard"
"""In the schema of a mapping: the function from the fields that are present to the checks that remain."""
KEY_DEFAULTS = "x-kustompy-key-defaults"
"""In the schema of a list map: the values of its keys in entries that do not have them."""
# `protocol` is the one key of list maps in Kubernetes' own kinds that may be left out (ports of containers, services
# and endpoints); SetDefaults_… of each makes it TCP.
OWN_KEY_DEFAULTS = {"protocol": "TCP"}
"""The same for the list maps of Kubernetes' own kinds."""
