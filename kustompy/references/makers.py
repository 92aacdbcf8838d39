"""Objects from which controllers make others that no build has: Secrets from certificates, pods of operators."""

from __future__ import annotations

from kustompy.references.crds import is_custom
from kustompy.references.table import ROWS, WORKLOADS
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.references.nodes import Kinds, Node

# From the references of each controller. Where the field is optional, the name falls back to that of the object.
_MADE: dict[str, tuple[str, tuple[str, ...]]] = {
    "cert-manager.io/Certificate": ("Secret", ("spec.secretName",)),
    "external-secrets.io/ExternalSecret": ("Secret", ("spec.target.name", "metadata.name")),
    "external-secrets.io/ClusterExternalSecret": ("Secret", ("spec.externalSecretName", "metadata.name")),
    "bitnami.com/SealedSecret": ("Secret", ("spec.template.metadata.name", "metadata.name")),
    "secrets.hashicorp.com/VaultStaticSecret": ("Secret", ("spec.destination.name",)),
    "secrets.hashicorp.com/VaultDynamicSecret": ("Secret", ("spec.destination.name",)),
    "onepassword.com/OnePasswordItem": ("Secret", ("metadata.name",)),
    "isindir.github.com/SopsSecret": ("Secret", ("spec.secretTemplates[].name",)),
    "secrets-store.csi.x-k8s.io/SecretProviderClass": ("Secret", ("spec.secretObjects[].secretName",)),
    "trust.cert-manager.io/Bundle": ("ConfigMap", ("metadata.name",)),
    # cert-manager's ingress-shim makes the Secret that `tls:` names, if an annotation asks for it.
    "networking.k8s.io/Ingress": ("Secret", ("spec.tls[].secretName",)),
    "gateway.networking.k8s.io/Gateway": ("Service", ("metadata.name",)),
}
"""Group and kind → the kind of the object that is made, and the fields that may hold its name, the first first."""
_MAKE_NO_MORE = frozenset(
    (
        "autoscaling.k8s.io", "bitnami.com", "cert-manager.io", "external-secrets.io", "gateway.networking.k8s.io",
        "isindir.github.com", "keda.sh", "kyverno.io", "monitoring.coreos.com", "networking.istio.io",
        "onepassword.com", "secrets-store.csi.x-k8s.io", "secrets.hashicorp.com", "security.istio.io",
        "source.toolkit.fluxcd.io", "traefik.containo.us", "traefik.io", "trust.cert-manager.io",
    )
)  # fmt: skip
"""Groups of custom resources whose controllers make no pods, Services or Secrets but those of the table."""


def made_of(nodes: Sequence[Node], kinds: Kinds) -> Iterator[tuple[str, str, str]]:
    """Kind, name and namespace of the objects that well-known controllers make from these."""
    for group_kind, (kind, fields) in _MADE.items():
        for index in kinds.get(group_kind, ()):
            node = nodes[index]
            for name in _names_made(node, fields):
                yield kind, name, node.namespace


def _names_made(node: Node, fields: tuple[str, ...]) -> list[str]:
    """The names in the first of the fields that has any."""
    for field in fields:
        names = [str(here.value) for here in walked(node.manifest, field) if isinstance(here.value, str)]
        if names:
            return names
    return []


def may_make_more(kinds: Kinds) -> bool:
    """Whether a controller may make pods, Services or Secrets from these kinds beyond those of the table."""
    return any(map(_may_make_more, kinds))


def _may_make_more(group_kind: str) -> bool:
    group = group_kind.partition("/")[0]
    if not is_custom(group) or group in _MAKE_NO_MORE or group_kind in WORKLOADS:
        return False
    # Objects of Flux that have rows still bring whole applications: what they apply is not in this build.
    return group_kind not in ROWS or group.endswith("toolkit.fluxcd.io")
