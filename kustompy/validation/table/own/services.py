"""Rules of services, their endpoints and their ranges of addresses."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.schema.formats import is_ipv4, is_ipv6
from kustompy.validation.table.addresses import cidr, is_ip, public_ip
from kustompy.validation.table.broken import DUPLICATE, Broken, forbidden, invalid, is_set, required
from kustompy.validation.table.names import is_domain_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.table.values import Holds, Says


_OF_KUBELET = 10250


def service(spec: Manifest) -> Iterator[Broken]:
    """Check what the type of a service requires and excludes (ValidateService)."""
    kind = text(spec.get("type")) or "ClusterIP"
    headless = spec.get("clusterIP") == "None"
    if not spec.get("ports") and not headless and kind != "ExternalName":
        yield required(("ports",), "", "add ports, or clusterIP: None")
    if headless and kind in ("NodePort", "LoadBalancer"):
        message = invalid("None", f"may not be set to 'None' for {kind} services")
        yield Broken(("clusterIP",), message, "", (("clusterIP",), ("type",)))
    yield from _node_ports(spec) if kind == "ClusterIP" else _shared_node_ports(spec)
    if kind != "LoadBalancer":
        for name in ("loadBalancerClass", "allocateLoadBalancerNodePorts", "loadBalancerSourceRanges"):
            if is_set(spec.get(name)):
                message = "may only be used when `type` is 'LoadBalancer'"
                yield forbidden((name,), message, "", ((name,), ("type",)))
    yield from _traffic(spec, kind)
    for index, port in entries(spec, "ports") if kind == "LoadBalancer" else ():
        if port.get("port") == _OF_KUBELET:
            why = "may not expose port 10250 externally since it is used by kubelet"
            yield Broken(("ports", index, "port"), invalid(_OF_KUBELET, why))


_TYPED = frozenset(
    (
        "clusterIP", "loadBalancerClass", "allocateLoadBalancerNodePorts", "loadBalancerSourceRanges",
        "externalTrafficPolicy", "healthCheckNodePort",
    )
)  # fmt: skip


def may_service(spec: Manifest) -> bool:
    """Whether there is more to look at than the ports of the common service."""
    if not _TYPED.isdisjoint(spec) or not spec.get("ports"):
        return True
    return spec.get("type") == "LoadBalancer" or may_node_ports(spec)


def may_node_ports(spec: Manifest) -> bool:
    """Whether a port of the service has a node port."""
    for port in spec.get("ports") or ():  # noqa: SIM110  # a generator would cost as much again
        if "nodePort" in port:
            return True
    return False


def _node_ports(spec: Manifest) -> Iterator[Broken]:
    for index, port in entries(spec, "ports"):
        if port.get("nodePort"):
            message = "may not be used when `type` is 'ClusterIP'"
            at = ("ports", index, "nodePort")
            yield forbidden(at, message, "", (at, ("type",)))


def _traffic(spec: Manifest, kind: str) -> Iterator[Broken]:
    reachable = kind in ("NodePort", "LoadBalancer") or bool(spec.get("externalIPs"))
    policy = spec.get("externalTrafficPolicy")
    if is_set(policy) and not reachable:
        message = invalid(policy, "may only be set for externally-accessible services")
        yield Broken(("externalTrafficPolicy",), message, "", (("externalTrafficPolicy",), ("type",)))
    if spec.get("healthCheckNodePort") and (kind != "LoadBalancer" or policy != "Local"):
        message = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        yield Broken(("healthCheckNodePort",), invalid(spec["healthCheckNodePort"], message))


def _shared_node_ports(spec: Manifest) -> Iterator[Broken]:
    # A node port is one of the machine: TCP 30080 and UDP 30080 are different ones.
    seen: set[tuple[str, int]] = set()
    for index, port in entries(spec, "ports"):
        number = port.get("nodePort")
        key = (text(port.get("protocol")) or "TCP", number if isinstance(number, int) else 0)
        if key[1] and key in seen:
            yield Broken(
                ("ports", index, "nodePort"), f"Duplicate value: {key[1]}", "give each port its own", (), DUPLICATE
            )
        seen.add(key)


def cluster_ips(spec: Manifest) -> Iterator[Broken]:
    first = spec["clusterIPs"][0] if isinstance(spec.get("clusterIPs"), list) and spec["clusterIPs"] else None
    if is_set(first) and is_set(spec.get("clusterIP")) and first != spec["clusterIP"]:
        yield Broken(("clusterIPs",), invalid(spec["clusterIPs"], "first value must match `clusterIP`"))


def endpoints_by_type(slice_: Manifest) -> Iterator[Broken]:
    """Check that the addresses of a slice are of its type (validateEndpoints of discovery)."""
    checks = {"IPv4": is_ipv4, "IPv6": is_ipv6, "FQDN": is_domain_name}
    kind = text(slice_.get("addressType"))
    check = checks.get(kind)
    for index, endpoint in entries(slice_, "endpoints") if check else ():
        addresses = endpoint.get("addresses")
        for number, each in enumerate(addresses if isinstance(addresses, list) else ()):
            at = ("endpoints", index, "addresses", number)
            if isinstance(each, str) and check and not check(each):
                yield Broken(at, invalid(each, f"must be a valid {kind} address"))
            elif isinstance(each, str) and kind != "FQDN" and public_ip(each):
                yield Broken(at, invalid(each, public_ip(each)))


_FAMILIES = ("IPv4", "IPv6")
_DUAL = ("PreferDualStack", "RequireDualStack")


def ip_families(spec: Manifest) -> Iterator[Broken]:
    """Check that a service has at most one address of each family, in the order of its families."""
    # ValidateServiceClusterIPsRelatedFields, which leaves services without addresses of the cluster alone.
    if spec.get("type") == "ExternalName":
        return
    addresses, families, policy = spec.get("clusterIPs"), spec.get("ipFamilies"), spec.get("ipFamilyPolicy")
    found = [each for each in addresses if isinstance(each, str)] if isinstance(addresses, list) else []
    first = spec.get("clusterIP")
    if found and not is_set(first):
        why = "must be empty when `clusterIP` is not specified"
        yield Broken(("clusterIPs",), invalid(addresses, why), f"add clusterIP: {found[0]}")
    if "None" in found and len(found) > 1:
        yield Broken(("clusterIPs",), invalid(addresses, "'None' must be the first and only value"))
    elif len(found) == 2 and family_of(found[0]) == family_of(found[1]):
        yield Broken(("clusterIPs",), invalid(addresses, "may specify no more than one IP for each IP family"))
    if not found and isinstance(first, str) and is_ip(first):
        found = [first]
    for index, family in enumerate(families if isinstance(families, list) else ()):
        own = family_of(found[index]) if index < len(found) else ""
        if family in _FAMILIES and own and own != family:
            at = ("clusterIPs", index) if isinstance(addresses, list) and addresses else ("clusterIP",)
            why = f"expected an {family} value as indicated by `ipFamilies[{index}]`"
            yield Broken(at, invalid(found[index], why), "", (at, ("ipFamilies", index)))
    if policy == "SingleStack" and max(len(found), len(families) if isinstance(families, list) else 0) > 1:
        why = "must be RequireDualStack or PreferDualStack when multiple families or addresses are specified"
        yield Broken(("ipFamilyPolicy",), invalid(policy, why), f"write {_DUAL[0]}")


def may_ip_families(spec: Manifest) -> bool:
    # A policy alone (`ipFamilyPolicy: SingleStack`) breaks none of these rules.
    return "clusterIPs" in spec or "ipFamilies" in spec


def family_of(address: str) -> str:
    """The family of an address or range; empty for any other text."""
    head = address.partition("/")[0]
    return ("IPv6" if ":" in head else "IPv4") if is_ip(head) else ""


_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_MODE, _HINTS = "service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints"


def service_annotations(manifest: Manifest) -> Iterator[Broken]:
    """Check annotations of services that the API server reads."""
    annotations, spec = mapping(mapping(manifest, "metadata"), "annotations"), mapping(manifest, "spec")
    at = ("metadata", "annotations")
    ranges = annotations.get(_RANGES)
    if isinstance(ranges, str) and not spec.get("loadBalancerSourceRanges"):
        if spec.get("type") != "LoadBalancer":
            yield forbidden((*at, _RANGES), "may only be used when `type` is 'LoadBalancer'", "remove it")
        for each in ranges.split(",") if ranges.strip() else ():
            if cidr(each.strip()):
                yield Broken((*at, _RANGES), invalid(each.strip(), cidr(each.strip())))
    mode, hints = annotations.get(_MODE), annotations.get(_HINTS)
    if isinstance(mode, str) and isinstance(hints, str) and mode != hints:
        why = f"must match annotations[{_HINTS}] when both are specified"
        yield Broken((*at, _MODE), invalid(mode, why), f"remove {_HINTS}")


def may_service_annotations(manifest: Manifest) -> bool:
    metadata = manifest["metadata"]
    annotations = metadata.get("annotations") if metadata else None
    return annotations is not None and (_RANGES in annotations or _MODE in annotations)


def endpoint_ports(subset: Manifest) -> Iterator[Broken]:
    """Check that each port of endpoints with several ports has a name."""
    found = entries(subset, "ports")
    for index, each in found:
        if len(found) > 1 and not is_set(each.get("name")):
            yield required(("ports", index, "name"), "more than one port has to be told apart", "add name")


def slice_ports(slice_: Manifest) -> Iterator[Broken]:
    """Check that ports of a slice have different names, of which one may be empty."""
    seen: set[str] = set()
    for index, each in entries(slice_, "ports"):
        name = text(each.get("name"))
        if name in seen:
            yield Broken(("ports", index, "name"), f'Duplicate value: "{name}"', "rename or remove one of them")
        seen.add(name)


def canonical_name(address: Manifest) -> Iterator[Broken]:
    """Check that the name of an IPAddress is the canonical form of the address, so that each has one object."""
    from ipaddress import ip_address

    name = text(mapping(address, "metadata").get("name"))
    if is_ip(name) and str(ip_address(name)) != name:
        yield Broken(("metadata", "name"), invalid(name, "must be in canonical form"), f"write {ip_address(name)}")


def by_family(field: str) -> Says:
    """The rule that the list in a field has at most one range of each family."""

    def says(spec: Manifest) -> Iterator[Broken]:
        found: Value = spec.get(field)
        families = [family_of(each) for each in found if isinstance(each, str)] if isinstance(found, list) else []
        if len(families) > 2 or (len(families) == 2 and families[0] and families[0] == families[1]):
            yield Broken((field,), invalid(found, "may specify no more than one CIDR for each IP family"))

    return says


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "service": (service, frozenset(), may_service),
    "cluster-ips": (cluster_ips, frozenset(("clusterIP", "clusterIPs")), None),
    "ip-families": (ip_families, frozenset(), may_ip_families),
    "service-annotations": (service_annotations, frozenset(("metadata",)), may_service_annotations),
    "endpoint-ports": (endpoint_ports, frozenset(), None),
    "slice-ports": (slice_ports, frozenset(("ports",)), None),
    "endpoints-by-type": (endpoints_by_type, frozenset(("endpoints", "addressType")), None),
    "canonical-name": (canonical_name, frozenset(("metadata",)), None),
    "cidrs-by-family": (by_family("cidrs"), frozenset(("cidrs",)), None),
    "pod-cidrs-by-family": (by_family("podCIDRs"), frozenset(("podCIDRs",)), None),
}
