"""``kind: IAMPolicyGenerator`` binds a Kubernetes service account to a cloud's own (spec section 3.16)."""

from __future__ import annotations

from kustompy.errors import KustomizationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.context import Context
    from kustompy.model.resource import Resource


def iam_policy(config: dict[str, Any], context: Context) -> Callable[[], list[Resource]]:
    """A ServiceAccount that is annotated with the Google service account it acts as."""
    cloud = config.get("cloud") or ""
    kubernetes, google = config.get("kubernetesService") or {}, config.get("serviceAccount") or {}

    def generate() -> list[Resource]:
        if cloud != "gke":
            raise KustomizationError(f"cloud provider {cloud} not supported yet")
        account = f"{google.get('name') or ''}@{google.get('projectId') or ''}.iam.gserviceaccount.com"
        metadata = {"annotations": {"iam.gke.io/gcp-service-account": account}, "name": kubernetes.get("name") or ""}
        if kubernetes.get("namespace"):
            metadata["namespace"] = kubernetes["namespace"]
        return [context.resource({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})]

    return generate
