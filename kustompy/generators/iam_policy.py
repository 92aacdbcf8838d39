"""``kind: IAMPolicyGenerator`` binds a Kubernetes service account to a cloud's own (spec section 3.16)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, YamlError, wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.kustomization.records import IAMPolicyGenerator
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.provenance.record import Record
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


def iam_policy(config: IAMPolicyGenerator, context: Context) -> Callable[[], list[Resource]]:
    """A ServiceAccount that is annotated with the Google service account it acts as."""
    kubernetes, google = config.kubernetesService, config.serviceAccount

    def generate() -> list[Resource]:
        # Asked when it generates, not when it is configured: other mistakes of the kustomization come first.
        if config.cloud != "gke":
            raise KustomizationError(f"cloud provider {config.cloud} not supported yet")
        account = f"{google.name}@{google.projectId}.iam.gserviceaccount.com"
        namespace = _NAMESPACE.format(kubernetes.namespace) if kubernetes.namespace else ""
        text = _TEMPLATE.format(account, kubernetes.name, namespace)
        with wrapping(lambda error: str(error).removeprefix("MalformedYAMLError: "), kinds=YamlError):
            manifests = context.manifests(text)
            if context.session.trace is not None:
                _note(manifests, config, context.session.trace)
            return [context.resource(manifest) for manifest in manifests]

    return generate


def _note(manifests: list[Manifest], config: IAMPolicyGenerator, trace: Record) -> None:
    """Note what the config says of each field, in a traced build."""
    for manifest in manifests:
        trace.made(manifest)
        metadata = manifest["metadata"]
        for field in ("name", "namespace"):
            if field in metadata:
                trace.over(metadata, field, trace.spot(config, "kubernetesService", field))
        annotations = metadata.get("annotations")
        for key in annotations if isinstance(annotations, dict) else ():
            trace.over(annotations, key, trace.spot(config, "serviceAccount", "name"))
            trace.derive(annotations, key, trace.spot(config, "serviceAccount", "projectId"))
