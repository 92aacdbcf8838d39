"""Objects of which a controller makes others, which no build has: secrets of certificates, pods of operators."""

from __future__ import annotations

from kustompy.references.crds import is_custom
from kustompy.references.table import ROWS, WORKLOADS
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.references.graph import Node

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
    "networking.k8s.io/Ingress": ("Secret", ("spec.tls[].secretName",)),
    "gateway.networking.k8s.io/Gateway": ("Service", ("metadata.name",)),
}
"""Group and kind → the kind of what is made of an object, and the fields that may have its name, in order."""
_MAKE_NO_MORE = frozenset(
    (
        "autoscaling.k8s.io", "bitnami.com", "cert-manager.io", "external-secrets.io", "gateway.networking.k8s.io",
        "isindir.github.com", "keda.sh", "kyverno.io", "monitoring.coreos.com", "networking.istio.io",
        "onepassword.com", "secrets-store.csi.x-k8s.io", "secrets.hashicorp.com", "security.istio.io",
        "source.toolkit.fluxcd.io", "traefik.containo.us", "traefik.io", "trust.cert-manager.io",
    )
)  # fmt: skip
"""Groups of custom resources of which at most what the table says is made."""


def made_of(node: Node) -> Iterator[tuple[str, str]]:
    """Kind and name of what a well-known controller makes of an object, in its namespace."""
    if node.group_kind not in _MADE:
        return
    kind, fields = _MADE[node.group_kind]
    for field in fields:
        names = [here.value for here in walked(node.manifest, field) if isinstance(here.value, str)]
        if names:
            yield from ((kind, str(name)) for name in names)
            return


def may_make_more(node: Node) -> bool:
    """Whether somebody may make objects of this one that nobody here knows of: pods, services, secrets."""
    group = node.gvk.group
    if not is_custom(group) or group in _MAKE_NO_MORE or node.group_kind in WORKLOADS:
        return False
    return node.group_kind not in ROWS or group.endswith("toolkit.fluxcd.io")
