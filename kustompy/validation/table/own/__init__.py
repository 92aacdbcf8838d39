"""Rules that need code of their own; rows of the table call them by name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.validation.table.values import Holds, Says

    Own: TypeAlias = tuple[Says, frozenset[str], Holds | None]

_MODULES = {
    "pods": (
        "init-containers", "host-ports", "container-mounts", "container-devices", "escalation", "job-template",
        "exit-codes", "projected-paths", "node-fields",
    ),
    "containers": (
        "containers-in-pod", "overhead", "fixed-overhead", "pod-resources", "pod-volumes", "merged-keys",
        "spread-keys", "label-keys",
    ),
    "platforms": (
        "windows", "linux", "host-sysctls", "pod-annotations",
    ),
    "resources": (
        "requirements", "divisor", "quota", "limit-range", "metric", "to-zero", "rolling", "rolling-daemons",
        "priority", "claim-modes", "capacity",
    ),
    "jobs": (
        "indexed-names", "indexed-job", "failure-policy", "success-policy",
    ),
    "services": (
        "service", "cluster-ips", "ip-families", "service-annotations", "endpoint-ports", "slice-ports",
        "endpoints-by-type", "canonical-name", "cidrs-by-family", "pod-cidrs-by-family",
    ),
    "storage": (
        "secret-reference", "claim-template", "disk-address", "data-source", "recycled", "object-reference",
    ),
    "objects": (
        "owners", "finalizers", "owner", "ingress-path", "ingress-class", "except-within", "end-port",
        "subject", "policy-rule", "config-map", "secret", "review-versions", "api-service", "binding-actions",
        "cluster-role-subjects", "review-subject", "event", "group-version",
    ),
    "admission": (
        "match-conditions", "wildcard-resources", "conversion-versions", "rule-message", "certificate-request",
        "device-requests", "device-selector",
    ),
    "control": (
        "precedence", "exempt-level", "shuffled", "candidate-versions", "regarded", "trust-bundle",
    ),
}  # fmt: skip
"""Module → the names of the rules in its ``OWN``."""
MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def own(name: str) -> Own:
    """The function of a rule, the fields without which it is silent, and a fast check that it may find something."""
    # By name, so that a tree of Deployments and Services does not load the rules of admission or storage.
    table: dict[str, Own] = __import__(f"{__name__}.{MODULE_OF[name]}", fromlist=["OWN"]).OWN
    return table[name]
