"""KRM objects of builtins, which say what fields of a kustomization say."""

from __future__ import annotations

from kustompy.errors import wrapping
from kustompy.kustomization.builtins import BUILTINS
from kustompy.kustomization.configs import Config
from kustompy.kustomization.structs import METADATA
from kustompy.yamlio.go.go_struct import Struct, decode, refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest


# The one builtin that wraps the error of reading its config.
_WRAPPED = {"NamespaceTransformer": "unmarshalling NamespaceTransformer config"}


def krm_config(kind: str, manifest: Manifest) -> Config:
    """The config that a builtin's manifest says, with its field specs read."""
    # Lenient, as plugins read their configs with sigs.k8s.io/yaml: unknown fields are passed over, and numbers become
    # texts. The metadata of every kind is checked with the rest.
    row = BUILTINS[kind]
    struct = Struct(f"{kind}Plugin", {"metadata": METADATA, **row.fields}, row.embedded)
    values, problems = decode(manifest, struct, lenient=True)
    if problems:
        with wrapping(_WRAPPED.get(kind, "")):
            raise refused(problems[0], "KST235")
    said_at: dict[FieldPath, FieldPath] = {}
    # Both take what the config itself does not say from the metadata of the object (Config of the plugin).
    if kind in ("ConfigMapGenerator", "SecretGenerator"):
        for field in ("name", "namespace"):
            if not values.get(field):
                values[field] = values.get("metadata", {}).get(field) or ""
                said_at[field,] = ("metadata", field)
    return Config(kind, values, (), said_at, manifest)
