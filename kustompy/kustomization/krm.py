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


_WRAPPED = {"NamespaceTransformer": "unmarshalling NamespaceTransformer config"}


def krm_config(kind: str, manifest: Manifest) -> Config:
    """The config that a builtin's manifest says, with its field specs read."""
    row = BUILTINS[kind]
    struct = Struct(f"{kind}Plugin", {"metadata": METADATA, **row.fields}, row.embedded)
    values, problems = decode(manifest, struct, lenient=True)
    if problems:
        with wrapping(_WRAPPED.get(kind, "")):
            raise refused(problems[0], "KST235")
    said_at: dict[FieldPath, FieldPath] = {}
    if kind in ("ConfigMapGenerator", "SecretGenerator"):
        for field in ("name", "namespace"):
            if not values.get(field):
                values[field] = values.get("metadata", {}).get(field) or ""
                said_at[field,] = ("metadata", field)
    return Config(kind, values, (), said_at, manifest)
