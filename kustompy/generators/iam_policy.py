"""``kind: IAMPolicyGenerator`` binds a Kubernetes service account to a cloud's own (spec section 3.16)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, YamlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.model.resource import Resource
    from kustompy.session.context import Context

# kustomize, too, fills in a text and reads it, so that the values may be anything that YAML makes of them
_TEMPLATE = """
apiVersion: v1
kind: ServiceAccount
metadata:
  annotations:
    iam.gke.io/gcp-service-account: {}
  name: {}
{}"""
_NAMESPACE = """
  namespace: {}
"""


def iam_policy(config: dict[str, Any], context: Context) -> Callable[[], list[Resource]]:
    """A ServiceAccount that is annotated with the Google service account it acts as."""
    cloud = config.get("cloud") or ""
    kubernetes, google = config.get("kubernetesService") or {}, config.get("serviceAccount") or {}

    def generate() -> list[Resource]:
        if cloud != "gke":
            raise KustomizationError(f"cloud provider {cloud} not supported yet")
        account = f"{google.get('name') or ''}@{google.get('projectId') or ''}.iam.gserviceaccount.com"
        namespace = _NAMESPACE.format(kubernetes["namespace"]) if kubernetes.get("namespace") else ""
        text = _TEMPLATE.format(account, kubernetes.get("name") or "", namespace)
        try:
            return [context.resource(manifest) for manifest in context.manifests(text)]
        except YamlError as error:
            raise error.worded(str(error).removeprefix("MalformedYAMLError: ")) from None

    return generate
