"""Makes ``schemas/kubernetes/definitions.tsv`` from the schemas in the PyPI package ``kubernetes-validate``.

    python -m tools kubernetes_schemas

One line is one definition in the form it had from one Kubernetes minor version to another:

    first-last <TAB> kinds <TAB> name <TAB> JSON schema

``first-last`` are minors of Kubernetes 1, ``kinds`` lists each ``group/version/kind`` that the definition describes.
Descriptions are dropped, a definition that does not change between versions is written once, and what makes a schema
strict (``additionalProperties: false`` wherever there are properties) is left to the reader, being always the same.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from typing import Any

Schema = dict[str, Any]

DROPPED = frozenset(
    ("description", "x-kubernetes-patch-strategy", "x-kubernetes-patch-merge-key", "x-kubernetes-unions")
) | {"x-kubernetes-map-type", "x-kubernetes-group-version-kind"}

# oneOf refuses a null that both branches allow, and Kubernetes takes it: say what is meant.
REPLACED = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer", "null"]},
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number", "null"], "format": "x-quantity"},
}

# What the API server asks of a field beyond its type, as a format of ours: the closures check it in passing.
_CORE = "io.k8s.api.core.v1."
FORMATS = {
    (_CORE + "Container", "name"): "x-dns-label",
    (_CORE + "EphemeralContainer", "name"): "x-dns-label",
    (_CORE + "Volume", "name"): "x-dns-label",
    (_CORE + "ContainerPort", "containerPort"): "x-port",
    (_CORE + "ContainerPort", "hostPort"): "x-port-or-0",
    (_CORE + "ContainerPort", "name"): "x-port-name",
    (_CORE + "HTTPGetAction", "port"): "x-port-or-name",
    (_CORE + "TCPSocketAction", "port"): "x-port-or-name",
    (_CORE + "ServicePort", "port"): "x-port",
    (_CORE + "ServicePort", "nodePort"): "x-port-or-0",
    (_CORE + "ServicePort", "targetPort"): "x-target-port",
    ("io.k8s.api.networking.v1.ServiceBackendPort", "number"): "x-port",
}

# What OpenAPI calls required and the API server fills in, or takes as the zero value that it is.
OPTIONAL = {
    ("io.k8s.api.rbac.v1.RoleRef", "apiGroup"),
    ("io.k8s.api.networking.v1.NetworkPolicySpec", "podSelector"),
    ("io.k8s.api.apps.v1.StatefulSetSpec", "serviceName"),
    ("io.k8s.api.scheduling.v1.PriorityClass", "value"),
    ("io.k8s.api.discovery.v1.EndpointSlice", "endpoints"),
    (_CORE + "HTTPHeader", "value"),
    ("io.k8s.api.storage.v1.CSIDriver", "spec"),
    ("io.k8s.api.storage.v1.CSINode", "spec"),
    ("io.k8s.api.storage.v1.CSINodeSpec", "drivers"),
    ("io.k8s.api.storage.v1.TokenRequest", "audience"),
    ("io.k8s.api.authentication.v1.TokenRequestSpec", "audiences"),
    ("io.k8s.api.apps.v1.ControllerRevision", "revision"),
    ("io.k8s.api.batch.v1.PodFailurePolicy", "rules"),
    ("io.k8s.api.resource.v1.DeviceClass", "spec"),
    ("io.k8s.api.resource.v1.ResourceClaim", "spec"),
    (_CORE + "Event", "involvedObject"),
    (_CORE + "ISCSIPersistentVolumeSource", "lun"),
    (_CORE + "ISCSIVolumeSource", "lun"),
    (_CORE + "LimitRangeSpec", "limits"),
    (_CORE + "PreferredSchedulingTerm", "preference"),
    (_CORE + "ScaleIOPersistentVolumeSource", "secretRef"),
    (_CORE + "ScaleIOVolumeSource", "secretRef"),
    (_CORE + "Sysctl", "value"),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion", "served"),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion", "storage"),
}

# DeleteOptions and WatchEvent carry every group there is, and are never written in a file.
MANY_GROUPS = 10


def main(arguments: list[str]) -> int:
    """Make the table of all definitions."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.path.join(top, "schemas", "kubernetes", "definitions.tsv")
    minors: dict[str, list[tuple[int, str, str]]] = {}
    for minor, definitions in sorted(released()):
        for name, definition in definitions.items():
            schema = compact(REPLACED.get(name, definition))
            if name.endswith("Status"):
                # Whoever writes `status: {}` loses it on the way; the API server asks for no field of it.
                schema.pop("required", None)
            needed = [field for field in schema.get("required", ()) if (name, field) not in OPTIONAL]
            if "required" in schema and needed != schema["required"]:
                schema["required"] = needed
            for field, each in schema.get("properties", {}).items():
                if (name, field) in OPTIONAL and isinstance(each.get("type"), str):
                    each["type"] = [each["type"], "null"]
                if (name, field) in FORMATS:
                    reference = each.pop("$ref", "").removeprefix("#/$defs/")
                    each.update(compact(REPLACED.get(reference, {})), format=FORMATS[name, field])
            form = json.dumps(schema, separators=(",", ":"), sort_keys=True)
            minors.setdefault(name, []).append((minor, kinds_of(definition), form))
    lines = [line for name in sorted(minors) for line in spans(name, minors[name])]
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write("".join(line + "\n" for line in lines))
    sys.stdout.write(f"{len(minors)} definitions, {len(lines)} forms, {os.path.getsize(target)} bytes\n")
    return 0


def released() -> list[tuple[int, dict[str, Schema]]]:
    """Every minor version that the package carries, with its definitions."""
    package = importlib.util.find_spec("kubernetes_validate")
    if package is None or package.origin is None:
        raise SystemExit("pip install kubernetes-validate, which carries the schemas")
    folder = os.path.join(os.path.dirname(package.origin), "kubernetes-json-schema")
    found = []
    for each in os.listdir(folder):
        if each.endswith("-local"):
            with open(os.path.join(folder, each, "_definitions.json"), encoding="utf-8") as file:
                found.append((int(each.split(".")[1]), json.load(file)["$defs"]))
    return found


def kinds_of(definition: Schema) -> str:
    kinds = definition.get("x-kubernetes-group-version-kind", ())
    if len(kinds) > MANY_GROUPS:
        return ""
    return " ".join(f"{each['group']}/{each['version']}/{each['kind']}" for each in kinds)


def compact(schema: Any) -> Any:
    """The schema without what no verdict depends on."""
    if isinstance(schema, list):
        return [compact(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in DROPPED}
    if "x-kubernetes-patch-merge-key" in schema and "x-kubernetes-list-type" not in schema:
        # Before a version says that a list is a map, it says by what its entries are merged.
        kept["x-kubernetes-list-type"] = "map"
        kept["x-kubernetes-list-map-keys"] = [schema["x-kubernetes-patch-merge-key"]]
    return {
        key: {name: compact(each) for name, each in value.items()} if key == "properties" else compact(value)
        for key, value in kept.items()
    }


def spans(name: str, forms: list[tuple[int, str, str]]) -> list[str]:
    """One line for each run of consecutive minors over which the form stays the same."""
    lines: list[str] = []
    first = last = 0
    held: tuple[str, str] | None = None
    for minor, kinds, form in [*forms, (0, "", "")]:
        if held == (kinds, form) and minor == last + 1:
            last = minor
            continue
        if held is not None:
            lines.append(f"{first}-{last}\t{held[0]}\t{name}\t{held[1]}")
        first = last = minor
        held = (kinds, form)
    return lines
