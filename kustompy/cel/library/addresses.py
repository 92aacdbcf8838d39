"""IP addresses and networks (the API server's IP and CIDR libraries, since Kubernetes 1.30)."""

from __future__ import annotations

from ipaddress import ip_address, ip_interface

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import BOOL, CIDR, INT, IP, STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from kustompy.cel.values import Cidr, Ip

    _Found = TypeVar("_Found", Ip, Cidr)


def _ip(text: str) -> Ip | None:
    # A zone (`fe80::1%eth0`) belongs to one machine; the API server's library refuses it.
    if "%" in text:
        return None
    try:
        found = ip_address(text)
    except ValueError:
        return None
    # An IPv4 address in IPv6 form (`::ffff:1.2.3.4`) is refused there as well.
    return None if found.version == 6 and found.ipv4_mapped else found


def _cidr(text: str) -> Cidr | None:
    address, slash, bits = text.partition("/")
    # Python also takes a mask (`/255.0.0.0`) and no slash at all.
    if not slash or not bits.isdigit() or not bits.isascii() or (len(bits) > 1 and bits[0] == "0"):
        return None
    if _ip(address) is None:
        return None
    try:
        return ip_interface(text)
    except ValueError:
        return None


@function("isIP", STRING, result=BOOL)
def is_ip(text: str) -> bool:
    """Whether the text is an IP address."""
    return _ip(text) is not None


@function("ip", STRING, result=IP)
def ip(text: str) -> Ip:
    """The IP address that the text is."""
    found = _ip(text)
    if found is None:
        raise CelError(f"IP Address {text[:60]!r} parse error during conversion from string")
    return found


@function("ip.isCanonical", STRING, result=BOOL)
def is_canonical(text: str) -> bool:
    """Whether the text is an IP address in its canonical form."""
    return str(ip(text)) == text


@method("family", IP, result=INT)
def family(value: Ip) -> int:
    """4 or 6."""
    return value.version


@method("isUnspecified", IP, result=BOOL)
def is_unspecified(value: Ip) -> bool:
    """Whether the address is all zeros."""
    return value.is_unspecified


@method("isLoopback", IP, result=BOOL)
def is_loopback(value: Ip) -> bool:
    """Whether the address is that of the machine itself."""
    return value.is_loopback


@method("isLinkLocalMulticast", IP, result=BOOL)
def is_link_local_multicast(value: Ip) -> bool:
    """Whether the address is of a group on the link."""
    # Python's is_multicast takes in all groups; those of the link are these blocks of RFC 5771 and RFC 4291.
    return value in ip_interface("224.0.0.0/24" if value.version == 4 else "ff02::/16").network


@method("isLinkLocalUnicast", IP, result=BOOL)
def is_link_local_unicast(value: Ip) -> bool:
    """Whether the address is of a machine on the link."""
    return value in ip_interface("169.254.0.0/16" if value.version == 4 else "fe80::/10").network


@method("isGlobalUnicast", IP, result=BOOL)
def is_global_unicast(value: Ip) -> bool:
    """Whether the address is that of one machine beyond the link, as Go counts: private ones as well."""
    broadcast = value.version == 4 and int(value) == 0xFFFFFFFF
    return not (
        broadcast or value.is_unspecified or value.is_loopback or value.is_multicast or is_link_local_unicast(value)
    )


@function("isCIDR", STRING, result=BOOL)
def is_cidr(text: str) -> bool:
    """Whether the text is a network in CIDR notation."""
    return _cidr(text) is not None


@function("cidr", STRING, result=CIDR)
def cidr(text: str) -> Cidr:
    """The network that the text is."""
    found = _cidr(text)
    if found is None:
        raise CelError(f"network address parse error during conversion from string: {text[:60]!r}")
    return found


@method("containsIP", CIDR, IP, result=BOOL)
def contains_ip(network: Cidr, address: Ip) -> bool:
    """Whether the address is in the network."""
    return address in network.network


@method("containsIP", CIDR, STRING, result=BOOL)
def contains_ip_text(network: Cidr, text: str) -> bool:
    """Whether the address is in the network."""
    return ip(text) in network.network


@method("containsCIDR", CIDR, CIDR, result=BOOL)
def contains_cidr(network: Cidr, other: Cidr) -> bool:
    """Whether the other network is a part of the network."""
    return other.network.network_address in network.network and (other.network.prefixlen >= network.network.prefixlen)


@method("containsCIDR", CIDR, STRING, result=BOOL)
def contains_cidr_text(network: Cidr, text: str) -> bool:
    """Whether the other network is a part of the network."""
    return contains_cidr(network, cidr(text))


@method("ip", CIDR, result=IP)
def address_of(network: Cidr) -> Ip:
    """The address before the slash."""
    return network.ip


@method("masked", CIDR, result=CIDR)
def masked(network: Cidr) -> Cidr:
    """The network without the bits of the host."""
    return ip_interface(str(network.network))


@method("prefixLength", CIDR, result=INT)
def prefix_length(network: Cidr) -> int:
    """How many bits are the network's."""
    return network.network.prefixlen
